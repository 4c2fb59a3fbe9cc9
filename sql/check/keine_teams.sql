-- abbruch: Die Organisation enthält kein einziges verwendbares Team. Bitte den Export berichtigt oder vollständig nachfordern.
select 'organisation' as export, null as zeile, 'team_id' as spalte
where (select count(*) from stg.team) = 0
