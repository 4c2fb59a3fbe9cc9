-- hinweis: Der Geburtsmonat liegt nach dem Stichtag; die Person zählt als unter 25. Vermutlich ist das Jahrhundert falsch.
select 'verbis_kunden' as export, k.zeile, 'geburtsmonat' as spalte
from stg.kunde as k
cross join ref.lauf as l
where k.geburtstag_datum > l.stichtag
