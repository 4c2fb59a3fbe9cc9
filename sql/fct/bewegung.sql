-- eine Zeile je Person und Team, zu dem sie heute oder am vorherigen Stichtag zählt; keine, wenn er nicht zu vergleichen ist
with person as (
    select
        b.team_id,
        v.team_id as team_davor
    from fct.bestand as b
    full join fct.vorbestand as v on v.kunde_id = b.kunde_id
    where exists (select 1 from fct.vormonat)
)

select
    team_id,
    case
        when team_davor is null then 'zugang'
        when team_davor = team_id then 'verblieben'
        else 'teamwechsel_zu'
    end as bewegung
from person
where team_id is not null
union all
select
    team_davor,
    if(team_id is null, 'abgang', 'teamwechsel_ab')
from person
where team_davor is not null and coalesce(team_davor <> team_id, true)
