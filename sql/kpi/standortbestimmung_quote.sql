-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_standortbestimmung) as zaehler,
    count(*) as nenner
from fct.erstgespraech
where hat_erstgespraech
group by team_id
