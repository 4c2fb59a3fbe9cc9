-- eine Zeile je Team
select
    b.team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where k.kunde_id is null) as zaehler,
    count(*) as nenner
from fct.bestand as b
left join fct.kontaktregel as k on k.kunde_id = b.kunde_id
group by b.team_id
