-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_gespraech) as zaehler,
    count(*) as nenner
from fct.absolvent
where ist_vorschau
group by team_id
