-- eine Zeile je Lebenslaufeintrag
select
    e.zeile,
    e.kunde_id,
    e.art,
    e.von as von_datum,
    e.bis as bis_datum
from raw.verbis_lebenslauf as e
inner join ref.lauf as l on l.monat = e.monat
