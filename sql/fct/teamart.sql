-- eine Zeile je Monat und Team, mit seiner Art und der im behaltenen Monat davor, wenn es das Team da gab
with folge as (
    select monat, lag(monat) over (order by monat) as davor
    from (select distinct monat from stg.team_monat)
)

select
    t.monat,
    t.team_id,
    t.team_art,
    d.team_art as team_art_davor
from stg.team_monat as t
inner join folge as f on f.monat = t.monat
left join stg.team_monat as d on d.monat = f.davor and d.team_id = t.team_id
