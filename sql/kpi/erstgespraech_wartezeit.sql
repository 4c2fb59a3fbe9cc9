-- eine Zeile je Team und Gliederung; zaehler in Arbeitstagen
with gliederung as (
    select team_id, arbeitstage, 'gesamt' as segment_art, 'gesamt' as segment from fct.wartezeit where ist_im_monat
    union all
    select team_id, arbeitstage, 'altersgruppe', altersgruppe from fct.wartezeit where ist_im_monat
)

select
    team_id,
    segment_art,
    segment,
    sum(arbeitstage) as zaehler,
    count(*) as nenner
from gliederung
group by team_id, segment_art, segment
