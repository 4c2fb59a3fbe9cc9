-- eine Zeile je Bedarfsgemeinschaft mit zwei oder mehr Personen im AV-Bestand, ohne Fallmanagement und Spezialteams
with gemeinschaft as (
    select
        bg_id,
        arg_min(team_id, kunde_id) as team_id,
        arg_min(regelwerk, kunde_id) as regelwerk
    from fct.bestand
    group by bg_id
    having
        count(*) >= 2
        and bool_and(team_art in ('ue25', 'u25') and betreuung <> 'fm')
),

gemeinsamer_tag as (
    select
        g.bg_id,
        v.datum
    from gemeinschaft as g
    inner join ref.regelwerk as r on r.regelwerk = g.regelwerk
    inner join fct.bestand as b on b.bg_id = g.bg_id
    inner join stg.vermerk as v on v.kunde_id = b.kunde_id
    cross join ref.lauf as l
    where
        v.betreff = 'bg_beratung'
        and v.datum > l.stichtag - to_months(r.bg_beratung_zeitraum_monate) - to_days(r.bg_beratung_zeitraum_tage)
        and v.datum <= l.stichtag
    group by g.bg_id, v.datum
    having count(distinct b.kunde_id) >= 2
)

select
    g.bg_id,
    g.team_id,
    count(t.datum) >= any_value(r.bg_beratung_tage) as ist_gemeinsam_beraten
from gemeinschaft as g
inner join ref.regelwerk as r on r.regelwerk = g.regelwerk
left join gemeinsamer_tag as t on t.bg_id = g.bg_id
group by g.bg_id, g.team_id
