-- eine Zeile je Vereinbarung
select
    v.zeile,
    v.vereinbarung_id,
    v.kunde_id,
    v.art,
    v.datum,
    v.gueltig_bis as gueltig_bis_datum
from raw.verbis_vereinbarungen as v
inner join ref.lauf as l on l.monat = v.monat
