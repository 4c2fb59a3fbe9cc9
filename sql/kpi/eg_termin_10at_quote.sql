-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_termin_10at) as zaehler,
    count(*) as nenner
from fct.erstgespraech
group by team_id
