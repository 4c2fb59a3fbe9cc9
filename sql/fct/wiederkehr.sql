-- eine Zeile je Monat mit einem behaltenen davor: wie viele Personen in beiden vorkommen, und ob die Pseudonyme andere sind
with summe as (
    select
        monat,
        sum(personen) filter (where team_davor is not null) as davor,
        sum(personen) filter (where team_id is not null) as heute,
        sum(personen) filter (where team_davor is not null and team_id is not null) as geblieben
    from fct.personenfluss
    group by monat
)

select
    s.monat,
    f.monat_davor,
    coalesce(s.davor, 0) as davor,
    coalesce(s.heute, 0) as heute,
    coalesce(s.geblieben, 0) as geblieben,
    -- Wechselt in einem Haus fast jeder, ist es der Schlüssel; nach mehr als einem Jahr mögen es andere sein.
    coalesce(
        least(s.davor, s.heute) >= 50
        and coalesce(s.geblieben, 0) * 5 < least(s.davor, s.heute)
        and s.monat <= (left(f.monat_davor, 4)::int + 1) || right(f.monat_davor, 3),
        false
    ) as hat_andere_pseudonyme
from summe as s
inner join fct.monatsfolge as f on f.monat = s.monat
