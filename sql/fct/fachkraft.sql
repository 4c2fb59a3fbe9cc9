-- eine Zeile je Team und Fachkraft, die dort im Berichtsmonat anwesend war; nur zum Zählen
select
    k.team_id,
    k.ifk_id
from stg.kapazitaet as k
cross join ref.lauf as l
where k.datum > l.vorheriger_stichtag and k.datum <= l.stichtag
group by k.team_id, k.ifk_id
having sum(k.arbeitszeit_std - k.abwesend_std) > 0
