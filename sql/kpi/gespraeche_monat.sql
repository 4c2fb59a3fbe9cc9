-- eine Zeile je Team und Gliederung
select
    b.team_id,
    s.segment_art,
    s.segment,
    sum(b.gespraeche_monat) as zaehler,
    null as nenner
from fct.bestand as b
inner join fct.segment as s on s.kunde_id = b.kunde_id
where s.segment_art in ('gesamt', 'altersgruppe')
group by b.team_id, s.segment_art, s.segment
