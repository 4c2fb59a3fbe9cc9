-- eine Zeile je behaltenem Monat, Einheit und Team, das ihr da oder im behaltenen Monat davor angehörte
with folge as (
    select
        monat,
        stichtag,
        lag(monat) over (order by monat) as monat_davor,
        lag(stichtag) over (order by monat) as stichtag_davor
    from mart.stichtage
),

zuordnung as (
    select stichtag, 'team' as ebene, einheit_id, einheit_id as team_id from mart.einheiten where ebene = 'team'
    union all
    select stichtag, 'bereich', bereich_id, einheit_id from mart.einheiten where ebene = 'team'
    union all
    select stichtag, 'jobcenter', jobcenter_id, einheit_id from mart.einheiten where ebene = 'team'
    union all
    select stichtag, 'gesamt', 'gesamt', einheit_id from mart.einheiten where ebene = 'team'
),

zeit as (
    select f.monat, f.monat_davor, z.ebene, z.einheit_id, z.team_id, true as war_dabei, false as ist_dabei
    from zuordnung as z
    inner join folge as f on f.stichtag_davor = z.stichtag
    union all
    select f.monat, f.monat_davor, z.ebene, z.einheit_id, z.team_id, false, true
    from zuordnung as z
    inner join folge as f on f.stichtag = z.stichtag
    where f.monat_davor is not null
)

select
    monat,
    monat_davor,
    ebene,
    einheit_id,
    team_id,
    bool_or(war_dabei) as war_dabei,
    bool_or(ist_dabei) as ist_dabei
from zeit
group by monat, monat_davor, ebene, einheit_id, team_id
