-- hinweis: Der Vermerk liegt vor dem Geburtsmonat der Person.
select 'verbis_vermerke' as export, v.zeile, 'datum' as spalte
from stg.vermerk as v
inner join stg.kunde as k on k.kunde_id = v.kunde_id
where v.datum < k.geburtstag_datum
