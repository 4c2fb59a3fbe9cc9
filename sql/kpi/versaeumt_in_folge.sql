-- eine Zeile je Team und Versäumnisklasse, auch wenn niemand in der Klasse ist
with team as (
    select
        team_id,
        count(*) as personen
    from fct.versaeumnis
    group by team_id
)

select
    t.team_id,
    g.segment_art,
    g.segment,
    count(v.kunde_id) as zaehler,
    t.personen as nenner
from team as t
inner join fct.team as f on f.team_id = t.team_id
inner join ref.geschlossenes_segment as g
    on g.regelwerk = f.regelwerk and g.kennzahl = 'versaeumt_in_folge'
left join fct.versaeumnis as v on v.team_id = t.team_id and v.versaeumnisklasse = g.segment
group by t.team_id, g.segment_art, g.segment, t.personen
