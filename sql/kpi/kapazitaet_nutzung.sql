-- eine Zeile je Team; zaehler und nenner in Minuten und Stunden
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    gehaltene_minuten as zaehler,
    freigeschaltet_std as nenner
from fct.auslastung
