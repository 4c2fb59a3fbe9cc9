-- hinweis: Der Tag liegt nach dem Monat, der auf den Berichtsmonat folgt; die Zeile zählt noch nicht. Bitte das Jahr prüfen.
with zeile_mit_tag as (
    select 'verbis_vermerke' as export, zeile, 'datum' as spalte, datum from stg.vermerk
    union all
    select 'verbis_vereinbarungen', zeile, 'datum', datum from stg.vereinbarung
    union all
    select 'allegro_antraege', zeile, 'antragsdatum', antrag_datum from stg.antrag
)

select z.export, z.zeile, z.spalte
from zeile_mit_tag as z
cross join ref.lauf as l
where z.datum > greatest(l.stichtag, last_day(last_day((l.monat || '-01')::date) + 1))
