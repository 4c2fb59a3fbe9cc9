-- eine Zeile je Team; zaehler und nenner in Minuten und Stunden
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    gebuchte_minuten as zaehler,
    anwesend_std as nenner
from fct.auslastung
