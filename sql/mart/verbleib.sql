-- je Monat behalten: eine Zeile je Einheit, die es im behaltenen Monat davor gab, auch unter anderer Kennung: ob ihre Personen blieben
with summe as (
    select * from mart.personenbewegung
),

-- Wird kaum jemand wiedergefunden, sind die Pseudonyme andere: Dann sagen die Personen nichts.
wiedergefunden as (
    select
        monat,
        hat_andere_pseudonyme,
        geblieben * 2 >= davor as ist_verlaesslich
    from fct.wiederkehr
),

bestand as (
    select
        monat,
        einheit_id as team_id,
        max(heute) as heute
    from summe
    where ebene = 'team'
    group by monat, einheit_id
),

-- Ein aufgelöstes Team, das zur Hälfte in einem anderen wiedergefunden wird, ist mit ihm zusammengelegt, und ein neues,
-- das zur Hälfte aus einem anderen kommt, davon abgeteilt: Welchen Anteil das am anderen hat, ist gleich.
aufgeloest as (
    select
        monat,
        team_id,
        list(team_davor order by team_davor) as teams
    from mart.teamnachfolge
    group by monat, team_id
),

neu as (
    select distinct p.monat, p.team_davor as team_id
    from fct.personenfluss as p
    inner join mart.zugehoerigkeit as z
        on z.monat = p.monat and z.ebene = 'team' and z.einheit_id = p.team_id and not z.war_dabei
    inner join bestand as b on b.monat = p.monat and b.team_id = p.team_id
    where p.team_davor is not null and p.personen >= 3 and p.personen * 2 >= b.heute
),

fortgefuehrt as (
    select monat, team_id
    from mart.teamnachfolge
    where ist_dasselbe
),

einheit as (
    select z.monat, z.monat_davor, z.ebene, z.einheit_id
    from mart.zugehoerigkeit as z
    left join fortgefuehrt as f on f.monat = z.monat and z.ebene = 'team' and f.team_id = z.einheit_id
    group by z.monat, z.monat_davor, z.ebene, z.einheit_id
    having bool_or(z.ist_dabei) and (bool_or(z.war_dabei) or count(f.team_id) > 0)
)

select
    e.monat,
    e.monat_davor,
    e.ebene,
    e.einheit_id,
    t.team_art,
    t.team_art_davor,
    a.teams as aus_teams,
    case
        when f.team_id is not null then 'fortgefuehrt'
        when g.hat_andere_pseudonyme then 'unbekannt'
        when not g.ist_verlaesslich then null
        when least(s.davor, s.heute) >= 3 and s.geblieben * 2 < least(s.davor, s.heute) then 'andere'
        when least(s.davor, s.heute) < 3
            then case when a.team_id is not null then 'uebernommen' when u.team_id is not null then 'abgeteilt' end
        -- Ein Team verliert oder gewinnt ein Drittel, eine größere Einheit ein Zwanzigstel.
        when s.fort >= 3 and s.fort * if(e.ebene = 'team', 3, 20) >= s.davor then 'abgegeben'
        when s.hinzu >= 3 and s.hinzu * if(e.ebene = 'team', 3, 20) >= s.heute then 'aufgenommen'
        when a.team_id is not null then 'uebernommen'
        when u.team_id is not null then 'abgeteilt'
        when s.geblieben * 2 < s.davor then 'andere'
        else 'dieselben'
    end as personen
from einheit as e
inner join ref.lauf as l on l.monat = e.monat
left join summe as s on s.monat = e.monat and s.ebene = e.ebene and s.einheit_id = e.einheit_id
left join wiedergefunden as g on g.monat = e.monat
left join fct.teamart as t on t.monat = e.monat and e.ebene = 'team' and t.team_id = e.einheit_id
left join aufgeloest as a on a.monat = e.monat and e.ebene = 'team' and a.team_id = e.einheit_id
left join neu as u on u.monat = e.monat and e.ebene = 'team' and u.team_id = e.einheit_id
left join fortgefuehrt as f on f.monat = e.monat and e.ebene = 'team' and f.team_id = e.einheit_id
