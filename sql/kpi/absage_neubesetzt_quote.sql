-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where ist_neu_besetzt) as zaehler,
    count(*) as nenner
from fct.termin
where ist_frueh_abgesagt
group by team_id
