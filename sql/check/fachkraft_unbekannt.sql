-- hinweis: Die Fachkraft kommt in keinem Termin der Lieferung vor; ihre Stunden zählen (genannt ist ihre erste Zeile).
select 'atv_kapazitaet' as export, min(k.zeile) as zeile, 'ifk_id' as spalte
from stg.kapazitaet as k
anti join stg.termin as t on t.ifk_id = k.ifk_id
group by k.ifk_id
