-- eine Zeile je Team und Einheit, zu der es zählt: es selbst, sein Bereich, sein Jobcenter, alle zusammen
select 'team' as ebene, team_id as einheit_id, team_name as name, team_id, team_art, jobcenter_id, regelwerk
from fct.team
union all
select 'bereich', bereich_id, bereich_name, team_id, team_art, jobcenter_id, regelwerk
from fct.team
union all
select 'jobcenter', jobcenter_id, jobcenter_name, team_id, team_art, jobcenter_id, regelwerk
from fct.team
union all
select 'gesamt', 'gesamt', 'Alle Jobcenter', team_id, team_art, null, regelwerk
from fct.team
where (select count(distinct jobcenter_id) from fct.team) > 1
