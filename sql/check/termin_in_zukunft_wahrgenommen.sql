-- hinweis: Der Termin liegt nach dem Stichtag und gilt doch als wahrgenommen oder ausgefallen.
select 'atv_termine' as export, t.zeile, 'datum' as spalte
from stg.termin as t
cross join ref.lauf as l
where t.datum > l.stichtag and t.status in ('wahrgenommen', 'nicht_erschienen')
