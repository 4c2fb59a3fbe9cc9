-- eine Zeile je behaltenem Monat, mit dem behaltenen davor (leer im ersten)
select
    monat,
    lag(monat) over (order by monat) as monat_davor
from (select distinct monat from stg.team_monat)
