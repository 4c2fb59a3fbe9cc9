-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where ist_gemeinsam_beraten) as zaehler,
    count(*) as nenner
from fct.bedarfsgemeinschaft
group by team_id
