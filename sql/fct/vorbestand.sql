-- eine Zeile je Person des AV-Bestands am vorherigen Stichtag; keine, wenn er nicht behalten ist
select
    m.kunde_id,
    m.team_id,
    m.bereich_id,
    m.jobcenter_id
from fct.bestand_monat as m
inner join ref.lauf as l on l.vorheriger_stichtag = m.stichtag
