-- eine Zeile je behaltenem Monat und Person, mit ihrem Team
select
    k.monat,
    k.kunde_id,
    k.team_id
from raw.verbis_kunden as k
