-- eine Zeile je Team; zaehler und nenner in Minuten und Stunden
select
    t.team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    coalesce(b.gehaltene_minuten, 0) as zaehler,
    coalesce(k.anwesend_std, 0) as nenner
from fct.team as t
left join fct.beratungszeit as b on b.team_id = t.team_id
left join fct.kapazitaet as k on k.team_id = t.team_id
