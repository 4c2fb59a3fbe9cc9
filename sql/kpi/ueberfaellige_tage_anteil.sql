-- eine Zeile je Team und Gliederung; zaehler und nenner in Tagen aller Personen
with frist as (
    select
        regelwerk,
        kontaktregel,
        coalesce(mindest_monate, ziel_monate) as monate,
        coalesce(mindest_tage, ziel_tage) as tage
    from ref.kontaktregel
),

abstand as (
    select
        a.team_id,
        k.kontaktregel,
        date_diff('day', greatest(a.von_datum - 1, l.vorheriger_stichtag), a.bis_datum) as tage,
        greatest(
            date_diff(
                'day',
                greatest((a.von_datum + to_months(f.monate) + to_days(f.tage))::date, l.vorheriger_stichtag),
                a.bis_datum
            ),
            0
        ) as ueberfaellige_tage
    from fct.abstand as a
    inner join fct.kontaktregel as k on k.kunde_id = a.kunde_id
    inner join frist as f on f.regelwerk = k.regelwerk and f.kontaktregel = k.kontaktregel
    cross join ref.lauf as l
    where f.monate is not null
),

gliederung as (
    select *, 'gesamt' as segment_art, 'gesamt' as segment from abstand
    union all
    select *, 'kontaktregel', kontaktregel from abstand
)

select
    team_id,
    segment_art,
    segment,
    sum(ueberfaellige_tage) as zaehler,
    sum(tage) as nenner
from gliederung
group by team_id, segment_art, segment
