-- eine Zeile je Bedarfsgemeinschaft mit zwei oder mehr Personen im AV-Bestand, ohne Fallmanagement und Spezialteams
with gemeinschaft as (
    select
        bg_id,
        arg_min(team_id, kunde_id) as team_id
    from fct.bestand
    group by bg_id
    having
        count(*) >= 2
        and bool_and(team_art in ('ue25', 'u25') and betreuung <> 'fm')
),

gemeinsamer_tag as (
    select
        b.bg_id,
        v.datum
    from fct.bestand as b
    inner join stg.vermerk as v on v.kunde_id = b.kunde_id
    cross join ref.lauf as l
    where v.betreff = 'bg_beratung' and v.datum > l.stichtag_vor_12_monaten and v.datum <= l.stichtag
    group by b.bg_id, v.datum
    having count(distinct b.kunde_id) >= 2
)

select
    g.bg_id,
    g.team_id,
    count(t.datum) as gemeinsame_tage
from gemeinschaft as g
left join gemeinsamer_tag as t on t.bg_id = g.bg_id
group by g.bg_id, g.team_id
