-- eine Zeile je Team und Dauerklasse, auch wenn niemand in der Klasse ist
with team as (
    select
        team_id,
        count(*) as personen
    from fct.bestand
    group by team_id
)

select
    t.team_id,
    g.segment_art,
    g.segment,
    count(b.kunde_id) as zaehler,
    t.personen as nenner
from team as t
inner join fct.team as f on f.team_id = t.team_id
inner join ref.geschlossenes_segment as g
    on g.regelwerk = f.regelwerk and g.kennzahl = 'letzte_beratung'
left join fct.bestand as b on b.team_id = t.team_id and b.dauerklasse = g.segment
group by t.team_id, g.segment_art, g.segment, t.personen
