-- eine Zeile je Fachkraft und Tag
select
    k.zeile,
    k.ifk_id,
    k.team_id,
    k.datum,
    k.arbeitszeit_std,
    k.abwesend_std,
    k.freigeschaltet_std
from raw.atv_kapazitaet as k
inner join ref.lauf as l on l.monat = k.monat
