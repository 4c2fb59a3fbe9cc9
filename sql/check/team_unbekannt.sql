-- ausschluss: Das Team steht nicht in der Organisation. Bitte dort ergänzen oder die team_id berichtigen lassen.
select 'verbis_kunden' as export, k.zeile, 'team_id' as spalte
from stg.kunde as k
anti join stg.team as t on t.team_id = k.team_id
union all
select 'atv_termine', n.zeile, 'team_id'
from stg.termin as n
anti join stg.team as t on t.team_id = n.team_id
union all
select 'atv_kapazitaet', c.zeile, 'team_id'
from stg.kapazitaet as c
anti join stg.team as t on t.team_id = c.team_id
