-- eine Zeile je Team und Gliederung; nenner in Tagen aller Personen
select
    b.team_id,
    s.segment_art,
    s.segment,
    sum(b.gespraeche_jahr) as zaehler,
    sum(b.jahr_tage) as nenner
from fct.bestand as b
inner join fct.segment as s on s.kunde_id = b.kunde_id
where s.segment_art in ('gesamt', 'altersgruppe', 'profillage')
group by b.team_id, s.segment_art, s.segment
