-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_vermerk) as zaehler,
    count(*) as nenner
from fct.termin
where ist_gehaltene_beratung and hat_person
group by team_id
