-- eine Zeile je Team und Gliederung
with person as (
    select
        team_id,
        kontaktregel,
        coalesce(haelt_mindest, haelt_ziel) as haelt_vorgabe
    from fct.kontaktdichte
    where coalesce(haelt_mindest, haelt_ziel) is not null
),

gliederung as (
    select team_id, haelt_vorgabe, 'gesamt' as segment_art, 'gesamt' as segment from person
    union all
    select team_id, haelt_vorgabe, 'kontaktregel', kontaktregel from person
)

select
    team_id,
    segment_art,
    segment,
    count(*) filter (where not haelt_vorgabe) as zaehler,
    null as nenner
from gliederung
group by team_id, segment_art, segment
