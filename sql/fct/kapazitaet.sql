-- eine Zeile je Team mit Kapazität im Berichtsmonat
select
    k.team_id,
    sum(k.arbeitszeit_std) as arbeitszeit_std,
    sum(k.arbeitszeit_std - k.abwesend_std) as anwesend_std,
    sum(k.freigeschaltet_std) as freigeschaltet_std
from stg.kapazitaet as k
cross join ref.lauf as l
where k.datum > l.vorheriger_stichtag and k.datum <= l.stichtag
group by k.team_id
