-- hinweis: Die AV-Periode beginnt erst nach dem Stichtag; die Person zählt noch nicht zum AV-Bestand.
select 'verbis_kunden' as export, k.zeile, 'av_seit' as spalte
from stg.kunde as k
cross join ref.lauf as l
where k.av_seit_datum > l.stichtag
