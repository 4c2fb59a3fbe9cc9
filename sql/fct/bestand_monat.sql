-- je Monat behalten: eine Zeile je Person des AV-Bestands, mit dem Team, dem sie da angehörte
select
    l.monat,
    l.stichtag,
    b.kunde_id,
    b.team_id
from fct.bestand as b
cross join ref.lauf as l
