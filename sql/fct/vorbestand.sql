-- eine Zeile je Person des AV-Bestands am vorherigen Stichtag; keine, wenn er nicht zu vergleichen ist
select
    m.kunde_id,
    m.team_id
from fct.bestand_monat as m
inner join fct.vormonat as v on v.stichtag = m.stichtag
