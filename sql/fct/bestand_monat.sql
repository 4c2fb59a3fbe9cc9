-- je Monat behalten: eine Zeile je Person des AV-Bestands, mit den Einheiten, denen sie da angehörte
select
    l.monat,
    l.stichtag,
    b.kunde_id,
    b.team_id,
    t.bereich_id,
    t.jobcenter_id
from fct.bestand as b
inner join fct.team as t on t.team_id = b.team_id
cross join ref.lauf as l
