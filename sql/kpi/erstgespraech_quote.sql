-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_erstgespraech) as zaehler,
    count(*) as nenner
from fct.erstgespraech
group by team_id
