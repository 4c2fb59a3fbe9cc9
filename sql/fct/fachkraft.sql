-- eine Zeile je Team und Fachkraft mit Kapazität im Berichtsmonat; nur zum Zählen
select distinct
    k.team_id,
    k.ifk_id
from stg.kapazitaet as k
cross join ref.lauf as l
where k.datum > l.vorheriger_stichtag and k.datum <= l.stichtag
