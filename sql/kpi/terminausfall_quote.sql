-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where status = 'nicht_erschienen') as zaehler,
    count(*) as nenner
from fct.termin
where ist_beratung and status in ('wahrgenommen', 'nicht_erschienen')
group by team_id
