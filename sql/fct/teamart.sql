-- eine Zeile je Monat und Team, mit seiner Art und der im behaltenen Monat davor, wenn es das Team da gab
select
    t.monat,
    t.team_id,
    t.team_art,
    d.team_art as team_art_davor
from stg.team_monat as t
inner join fct.monatsfolge as f on f.monat = t.monat
left join stg.team_monat as d on d.monat = f.monat_davor and d.team_id = t.team_id
