-- eine Zeile je Team und Profillage
select
    team_id,
    'profillage' as segment_art,
    profillage as segment,
    sum(gespraeche_halbjahr) as zaehler,
    count(*) as nenner
from fct.bestand
where ist_ganzes_halbjahr
group by team_id, profillage
