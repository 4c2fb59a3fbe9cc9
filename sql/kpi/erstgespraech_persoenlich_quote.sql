-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where ist_persoenlich) as zaehler,
    count(*) as nenner
from fct.erstgespraech
where hat_erstgespraech
group by team_id
