-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_begruendung) as zaehler,
    count(*) as nenner
from fct.erstgespraech
where not hat_binnen_30at
group by team_id
