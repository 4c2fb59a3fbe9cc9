-- eine Zeile je Team und Gliederung
select
    b.team_id,
    s.segment_art,
    s.segment,
    sum(b.tage_seit_beratung) as zaehler,
    count(*) as nenner
from fct.bestand as b
inner join fct.segment as s on s.kunde_id = b.kunde_id
where s.segment_art in ('gesamt', 'altersgruppe', 'av_status', 'profillage', 'dauerklasse', 'lebenslage')
group by b.team_id, s.segment_art, s.segment
