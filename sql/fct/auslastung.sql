-- eine Zeile je Team: Beratung und Kapazität im Berichtsmonat, 0 ohne Termine oder ohne Kapazität
select
    t.team_id,
    coalesce(b.gehaltene_beratungen, 0) as gehaltene_beratungen,
    coalesce(b.gehaltene_minuten, 0) as gehaltene_minuten,
    coalesce(b.gebuchte_minuten, 0) as gebuchte_minuten,
    coalesce(k.anwesend_std, 0) as anwesend_std,
    coalesce(k.freigeschaltet_std, 0) as freigeschaltet_std
from fct.team as t
left join fct.beratungszeit as b on b.team_id = t.team_id
left join fct.kapazitaet as k on k.team_id = t.team_id
