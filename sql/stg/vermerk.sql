-- eine Zeile je Vermerk
select
    v.zeile,
    v.vermerk_id,
    v.kunde_id,
    v.vermerktyp,
    v.kontaktart,
    v.betreff,
    v.datum
from raw.verbis_vermerke as v
inner join ref.lauf as l on l.monat = v.monat
