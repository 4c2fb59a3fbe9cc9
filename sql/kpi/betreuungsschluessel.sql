-- eine Zeile je Team; nenner in Arbeitsstunden je Arbeitstag
with arbeitstage as (
    select
        k.regelwerk,
        count(*) as anzahl
    from ref.kalender as k
    cross join ref.lauf as l
    where k.ist_arbeitstag and k.datum > l.vorheriger_stichtag and k.datum <= l.stichtag
    group by k.regelwerk
)

select
    t.team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(b.kunde_id) as zaehler,
    coalesce((any_value(k.arbeitszeit_std) / any_value(a.anzahl))::decimal(38, 15), 0) as nenner
from fct.team as t
left join arbeitstage as a on a.regelwerk = t.regelwerk
left join fct.kapazitaet as k on k.team_id = t.team_id
left join fct.bestand as b on b.team_id = t.team_id
group by t.team_id
