-- eine Zeile je Maßnahmeteilnahme
select
    m.zeile,
    m.teilnahme_id,
    m.kunde_id,
    m.ergebnis,
    m.mit_qualifizierung as hat_qualifizierung,
    m.eintritt as eintritt_datum,
    m.austritt as austritt_datum
from raw.verbis_massnahmen as m
inner join ref.lauf as l on l.monat = m.monat
