-- eine Zeile je Team, auch einem inzwischen aufgelösten, und Bewegung
select
    team_id,
    'bewegung' as segment_art,
    bewegung as segment,
    count(*) as zaehler,
    null as nenner
from fct.bewegung
group by team_id, bewegung
