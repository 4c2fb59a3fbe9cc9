-- eine Zeile je Team; zaehler und nenner in Terminen und Stunden
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    gehaltene_beratungen as zaehler,
    anwesend_std as nenner
from fct.auslastung
