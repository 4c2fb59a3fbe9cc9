-- eine Zeile je Team und Kontaktart, die sein Regelwerk zulässt
with team as (
    select
        team_id,
        count(*) as gespraeche
    from fct.monatsgespraech
    group by team_id
)

select
    t.team_id,
    g.segment_art,
    g.segment,
    count(m.kunde_id) as zaehler,
    t.gespraeche as nenner
from team as t
inner join fct.team as f on f.team_id = t.team_id
inner join ref.geschlossenes_segment as g
    on g.regelwerk = f.regelwerk and g.kennzahl = 'kontaktart_anteil'
left join fct.monatsgespraech as m on m.team_id = t.team_id and m.kontaktart = g.segment
group by t.team_id, g.segment_art, g.segment, t.gespraeche
