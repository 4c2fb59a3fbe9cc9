-- eine Zeile je Team, mit dem Regelwerk seines Jobcenters
select
    t.team_id,
    t.team_name,
    t.team_art,
    t.bereich_id,
    t.bereich_name,
    t.jobcenter_id,
    t.jobcenter_name,
    j.regelwerk
from stg.team as t
inner join ref.jobcenter as j on j.jobcenter_id = t.jobcenter_id
