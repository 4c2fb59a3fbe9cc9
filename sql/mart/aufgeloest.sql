-- eine Zeile je Team, das es nur am vorherigen Stichtag gab, und heutige Einheit, der es angehörte
with team as (
    select distinct
        v.team_id,
        v.bereich_id,
        v.jobcenter_id
    from fct.vorbestand as v
    left join fct.team as t on t.team_id = v.team_id
    where t.team_id is null
),

platz as (
    select 'bereich' as ebene, bereich_id as einheit_id, team_id from team
    union all
    select 'jobcenter', jobcenter_id, team_id from team
    union all
    select 'gesamt', 'gesamt', team_id from team
)

select
    p.ebene,
    p.einheit_id,
    p.team_id
from platz as p
inner join mart.einheit as e on e.ebene = p.ebene and e.einheit_id = p.einheit_id
