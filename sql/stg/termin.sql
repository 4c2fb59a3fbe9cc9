-- eine Zeile je Termin
select
    t.zeile,
    t.termin_id,
    t.kunde_id,
    t.team_id,
    t.ifk_id,
    t.terminart,
    t.kontaktart,
    t.status,
    t.dauer_min,
    t.datum,
    t.beginn::time as beginn,
    t.gebucht_am,
    t.abgesagt_am,
    t.terminart in ('erstgespraech', 'folgegespraech') as ist_beratung,
    t.status in ('abgesagt_kunde', 'abgesagt_jobcenter') as ist_abgesagt
from raw.atv_termine as t
inner join ref.lauf as l on l.monat = t.monat
