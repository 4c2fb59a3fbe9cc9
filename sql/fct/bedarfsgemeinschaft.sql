-- eine Zeile je Bedarfsgemeinschaft mit zwei Personen, die schon den ganzen Zeitraum über im AV-Bestand sind; ohne
-- Fallmanagement und Spezialteams
with gemeinschaft as (
    select
        bg_id,
        arg_min(team_id, kunde_id) as team_id,
        arg_min(regelwerk, kunde_id) as regelwerk
    from fct.bestand
    group by bg_id
    having bool_and(team_art in ('ue25', 'u25') and betreuung <> 'fm')
),

mitglied as (
    select
        g.bg_id,
        g.team_id,
        b.kunde_id,
        b.av_seit_datum,
        (l.stichtag - to_months(r.bg_beratung_zeitraum_monate) - to_days(r.bg_beratung_zeitraum_tage))::date
            as vor_zeitraum_datum,
        r.bg_beratung_tage
    from gemeinschaft as g
    inner join ref.regelwerk as r on r.regelwerk = g.regelwerk
    inner join fct.bestand as b on b.bg_id = g.bg_id
    cross join ref.lauf as l
),

gemeinsamer_tag as (
    select
        m.bg_id,
        v.datum
    from mitglied as m
    inner join stg.vermerk as v on v.kunde_id = m.kunde_id
    cross join ref.lauf as l
    where v.betreff = 'bg_beratung' and v.datum > m.vor_zeitraum_datum and v.datum <= l.stichtag
    group by m.bg_id, v.datum
    having count(distinct m.kunde_id) >= 2
),

gezaehlt as (
    select
        bg_id,
        count(*) as tage
    from gemeinsamer_tag
    group by bg_id
)

select
    m.bg_id,
    m.team_id,
    coalesce(any_value(t.tage) >= any_value(m.bg_beratung_tage), false) as ist_gemeinsam_beraten
from mitglied as m
left join gezaehlt as t on t.bg_id = m.bg_id
group by m.bg_id, m.team_id
-- Wer erst im Lauf des Zeitraums dazukam, macht noch keine zweite Person.
having count(*) filter (where m.av_seit_datum <= m.vor_zeitraum_datum) >= 2
