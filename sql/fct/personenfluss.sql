-- eine Zeile je Monat, Team im behaltenen Monat davor und Team; leer ist das Team, wo die Person in einem Monat fehlt
with war as (
    select f.monat, k.kunde_id, k.team_id
    from stg.kunde_monat as k
    inner join fct.monatsfolge as f on f.monat_davor = k.monat
),

ist as (
    select k.monat, k.kunde_id, k.team_id
    from stg.kunde_monat as k
    inner join fct.monatsfolge as f on f.monat = k.monat
    where f.monat_davor is not null
)

select
    monat,
    war.team_id as team_davor,
    ist.team_id,
    count(*) as personen
from war
full join ist using (monat, kunde_id)
group by monat, war.team_id, ist.team_id
