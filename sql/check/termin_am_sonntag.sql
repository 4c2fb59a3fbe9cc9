-- hinweis: Der wahrgenommene Termin liegt auf einem Sonntag.
select 'atv_termine' as export, zeile, 'datum' as spalte
from stg.termin
where status = 'wahrgenommen' and isodow(datum) = 7
