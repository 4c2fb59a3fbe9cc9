-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_gespraech_bis_ende) as zaehler,
    count(*) as nenner
from fct.absolvent
where ist_kohorte
group by team_id
