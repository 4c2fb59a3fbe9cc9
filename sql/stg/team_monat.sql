-- eine Zeile je behaltenem Monat und Team
select
    o.monat,
    o.team_id,
    o.team_art
from raw.organisation as o
