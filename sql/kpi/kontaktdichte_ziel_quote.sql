-- eine Zeile je Team und Gliederung
with person as (
    select k.kunde_id, k.team_id, k.haelt_ziel, s.segment_art, s.segment
    from fct.kontaktdichte as k
    inner join fct.segment as s on s.kunde_id = k.kunde_id
    where s.segment_art in ('gesamt', 'profillage')
    union all
    select kunde_id, team_id, haelt_ziel, 'kontaktregel', kontaktregel
    from fct.kontaktdichte
)

select
    team_id,
    segment_art,
    segment,
    count(*) filter (where haelt_ziel) as zaehler,
    count(*) as nenner
from person
where haelt_ziel is not null
group by team_id, segment_art, segment
