-- eine Zeile je Team und Gliederung
with gliederung as (
    select team_id, 'gesamt' as segment_art, 'gesamt' as segment from fct.wartezeit where ist_wartend
    union all
    select team_id, 'warteklasse', warteklasse from fct.wartezeit where ist_wartend
)

select
    team_id,
    segment_art,
    segment,
    count(*) as zaehler,
    null as nenner
from gliederung
group by team_id, segment_art, segment
