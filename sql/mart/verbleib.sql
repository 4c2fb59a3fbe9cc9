-- eine Zeile je Monat und Einheit, die es im behaltenen Monat davor schon gab: ob ihre Personen dieselben sind, und woher andere
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

einheit as (
    select monat, monat_davor, ebene, einheit_id
    from mart.zugehoerigkeit
    group by monat, monat_davor, ebene, einheit_id
    having bool_or(war_dabei) and bool_or(ist_dabei)
),

bestand as (
    select
        monat,
        einheit_id as team_id,
        max(davor) as davor,
        max(heute) as heute
    from summe
    where ebene = 'team'
    group by monat, einheit_id
),

-- Ein aufgelöstes Team, das zur Hälfte in einem anderen wiedergefunden wird, ist mit ihm zusammengelegt, und ein neues,
-- das zur Hälfte aus einem anderen kommt, davon abgeteilt: Welchen Anteil das am anderen hat, ist gleich.
aufgeloest as (
    select distinct p.monat, p.team_id
    from fct.personenfluss as p
    inner join mart.zugehoerigkeit as z
        on z.monat = p.monat and z.ebene = 'team' and z.einheit_id = p.team_davor and not z.ist_dabei
    inner join bestand as b on b.monat = p.monat and b.team_id = p.team_davor
    where p.team_id is not null and p.personen >= 3 and p.personen * 2 >= b.davor
),

neu as (
    select distinct p.monat, p.team_davor as team_id
    from fct.personenfluss as p
    inner join mart.zugehoerigkeit as z
        on z.monat = p.monat and z.ebene = 'team' and z.einheit_id = p.team_id and not z.war_dabei
    inner join bestand as b on b.monat = p.monat and b.team_id = p.team_id
    where p.team_davor is not null and p.personen >= 3 and p.personen * 2 >= b.heute
)

select
    e.monat,
    e.monat_davor,
    e.ebene,
    e.einheit_id,
    t.team_art,
    t.team_art_davor,
    case
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
left join summe as s on s.monat = e.monat and s.ebene = e.ebene and s.einheit_id = e.einheit_id
left join wiedergefunden as g on g.monat = e.monat
left join fct.teamart as t on t.monat = e.monat and e.ebene = 'team' and t.team_id = e.einheit_id
left join aufgeloest as a on a.monat = e.monat and e.ebene = 'team' and a.team_id = e.einheit_id
left join neu as u on u.monat = e.monat and e.ebene = 'team' and u.team_id = e.einheit_id
