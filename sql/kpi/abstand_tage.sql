-- eine Zeile je Team und Gliederung; zaehler in Tagen
select
    a.team_id,
    s.segment_art,
    s.segment,
    sum(date_diff('day', a.von_datum, a.gespraech_datum)) as zaehler,
    count(*) as nenner
from fct.abstand as a
inner join fct.segment as s on s.kunde_id = a.kunde_id
where s.segment_art in ('gesamt', 'altersgruppe') and a.gespraech_datum is not null
group by a.team_id, s.segment_art, s.segment
