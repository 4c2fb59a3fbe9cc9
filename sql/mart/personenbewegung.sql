-- eine Zeile je Monat und Einheit: wie viele Personen davor und heute da sind, blieben, fortgingen und hinzukamen
with kennung as (
    -- Ein Team, das in der Einheit unter einer neuen Kennung weitergeht: Es kam und ging nicht.
    select
        z.monat,
        z.ebene,
        z.einheit_id,
        t.team_davor,
        t.team_id
    from mart.teamnachfolge as t
    inner join mart.zugehoerigkeit as z on z.monat = t.monat and z.team_id = t.team_davor
    inner join mart.zugehoerigkeit as n
        on n.monat = z.monat and n.ebene = z.ebene and n.einheit_id = z.einheit_id and n.team_id = t.team_id
    where t.ist_dasselbe
),

bewegung as (
    select
        z.monat,
        z.ebene,
        z.einheit_id,
        p.personen as davor,
        if(coalesce(n.ist_dabei, false), p.personen, 0) as geblieben,
        -- Aus einem Team geht, wer in ein anderes kam, aus einer größeren Einheit, wer mit seinem Team ging: Neue Kunden
        -- und Abgänge hat jeder Monat.
        if(
            not coalesce(n.ist_dabei, false)
            and if(z.ebene = 'team', p.team_id is not null, not z.ist_dabei and k.team_id is null),
            p.personen,
            0
        ) as fort,
        0 as heute,
        0 as hinzu
    from mart.zugehoerigkeit as z
    inner join fct.personenfluss as p on p.monat = z.monat and p.team_davor = z.team_id
    left join mart.zugehoerigkeit as n
        on n.monat = z.monat and n.ebene = z.ebene and n.einheit_id = z.einheit_id and n.team_id = p.team_id
    left join kennung as k
        on k.monat = z.monat and k.ebene = z.ebene and k.einheit_id = z.einheit_id and k.team_davor = z.team_id
    where z.war_dabei
    union all
    select
        z.monat,
        z.ebene,
        z.einheit_id,
        0,
        0,
        0,
        p.personen,
        if(
            not coalesce(d.war_dabei, false)
            and if(z.ebene = 'team', p.team_davor is not null, not z.war_dabei and k.team_id is null),
            p.personen,
            0
        )
    from mart.zugehoerigkeit as z
    inner join fct.personenfluss as p on p.monat = z.monat and p.team_id = z.team_id
    left join mart.zugehoerigkeit as d
        on d.monat = z.monat and d.ebene = z.ebene and d.einheit_id = z.einheit_id and d.team_id = p.team_davor
    left join kennung as k
        on k.monat = z.monat and k.ebene = z.ebene and k.einheit_id = z.einheit_id and k.team_id = z.team_id
    where z.ist_dabei
)

select
    monat,
    ebene,
    einheit_id,
    sum(davor) as davor,
    sum(geblieben) as geblieben,
    sum(fort) as fort,
    sum(heute) as heute,
    sum(hinzu) as hinzu
from bewegung
group by monat, ebene, einheit_id
