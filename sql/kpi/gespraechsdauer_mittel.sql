-- eine Zeile je Team und Terminart; zaehler in Minuten
select
    team_id,
    'terminart' as segment_art,
    terminart as segment,
    sum(dauer_min) as zaehler,
    count(*) as nenner
from fct.termin
where ist_gehaltene_beratung
group by team_id, terminart
