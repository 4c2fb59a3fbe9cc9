-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where gemeinsame_tage >= 2) as zaehler,
    count(*) as nenner
from fct.bedarfsgemeinschaft
group by team_id
