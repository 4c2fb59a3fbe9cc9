-- hinweis: Die Abwesenheit ist länger als die Arbeitszeit des Tages.
select 'atv_kapazitaet' as export, zeile, 'abwesend_std' as spalte
from stg.kapazitaet
where abwesend_std > arbeitszeit_std
