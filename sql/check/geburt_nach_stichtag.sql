-- ausschluss: Der Geburtsmonat liegt nach dem Stichtag; vermutlich ist das Jahrhundert falsch. Bitte berichtigen lassen.
select 'verbis_kunden' as export, k.zeile, 'geburtsmonat' as spalte
from stg.kunde as k
cross join ref.lauf as l
where k.geburtstag_datum > l.stichtag
