-- eine Zeile je Monat, Team im behaltenen Monat davor und Team; leer ist das Team, wo die Person in einem Monat fehlt
with folge as (
    select monat, lag(monat) over (order by monat) as davor
    from (select distinct monat from stg.team_monat)
),

war as (
    select f.monat, k.kunde_id, k.team_id
    from stg.kunde_monat as k
    inner join folge as f on f.davor = k.monat
),

ist as (
    select k.monat, k.kunde_id, k.team_id
    from stg.kunde_monat as k
    inner join folge as f on f.monat = k.monat
    where f.davor is not null
)

select
    monat,
    war.team_id as team_davor,
    ist.team_id,
    count(*) as personen
from war
full join ist using (monat, kunde_id)
group by monat, war.team_id, ist.team_id
