-- je Monat behalten: eine Zeile je Jobcenter, mit dem Regelwerk, nach dem es gezählt wurde
select
    l.monat,
    l.stichtag,
    j.jobcenter_id,
    j.regelwerk
from ref.jobcenter as j
cross join ref.lauf as l
