-- eine Zeile je Team und Schritt vom Antrag zum Erstgespräch, auch ohne Antrag in diesem Schritt
with team as (
    select
        team_id,
        count(*) as antraege
    from fct.antragskohorte
    group by team_id
)

select
    t.team_id,
    g.segment_art,
    g.segment,
    count(s.trichter) as zaehler,
    t.antraege as nenner
from team as t
inner join fct.team as f on f.team_id = t.team_id
inner join ref.geschlossenes_segment as g
    on g.regelwerk = f.regelwerk and g.kennzahl = 'neukunden_trichter'
left join fct.antragsschritt as s on s.team_id = t.team_id and s.trichter = g.segment
group by t.team_id, g.segment_art, g.segment, t.antraege
