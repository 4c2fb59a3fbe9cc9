-- hinweis: Die Person steht nicht im Kundenexport dieser Lieferung.
with zeile_mit_person as (
    select 'verbis_lebenslauf' as export, zeile, kunde_id from stg.lebenslauf
    union all
    select 'verbis_vermerke', zeile, kunde_id from stg.vermerk
    union all
    select 'verbis_massnahmen', zeile, kunde_id from stg.massnahme
    union all
    select 'verbis_vereinbarungen', zeile, kunde_id from stg.vereinbarung
    union all
    select 'atv_termine', zeile, kunde_id from stg.termin where kunde_id is not null
    union all
    select 'allegro_antraege', zeile, kunde_id from stg.antrag
)

select z.export, z.zeile, 'kunde_id' as spalte
from zeile_mit_person as z
anti join stg.kunde as k on k.kunde_id = z.kunde_id
