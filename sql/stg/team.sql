-- eine Zeile je Team
select
    o.zeile,
    o.team_id,
    o.team_name,
    o.team_art,
    o.bereich_id,
    o.bereich_name,
    o.jobcenter_id,
    o.jobcenter_name
from raw.organisation as o
inner join ref.lauf as l on l.monat = o.monat
