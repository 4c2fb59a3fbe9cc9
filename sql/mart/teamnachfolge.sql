-- eine Zeile je Monat, aufgelöstem Team und Team, das die Hälfte seiner Personen hat, und ob es dasselbe ist
with menge as (
    select
        monat,
        team_davor,
        team_id,
        personen,
        sum(personen) over (partition by monat, team_davor) as davor,
        sum(personen) filter (where team_id is not null) over (partition by monat, team_davor) as wieder_da,
        sum(personen) filter (where team_davor is not null) over (partition by monat, team_id) as schon_da
    from fct.personenfluss
)

select
    m.monat,
    m.team_davor,
    m.team_id,
    -- Wie bei einem Team, das seine Kennung behält, ist ein Drittel zu viel; wer neu ist oder ging, zählt nicht.
    not n.war_dabei
    and m.personen * 3 > m.wieder_da * 2
    and m.personen * 3 > m.schon_da * 2 as ist_dasselbe
from menge as m
inner join mart.zugehoerigkeit as z
    on z.monat = m.monat and z.ebene = 'team' and z.einheit_id = m.team_davor and not z.ist_dabei
inner join mart.zugehoerigkeit as n
    on n.monat = m.monat and n.ebene = 'team' and n.einheit_id = m.team_id
where m.personen >= 3 and m.personen * 2 >= m.davor
