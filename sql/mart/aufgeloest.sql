-- eine Zeile je Team, das es nur im behaltenen Monat davor gab, und heutige Einheit, der es angehörte
select
    z.ebene,
    z.einheit_id,
    z.team_id
from mart.zugehoerigkeit as z
inner join ref.lauf as l on l.monat = z.monat
inner join mart.einheit as e on e.ebene = z.ebene and e.einheit_id = z.einheit_id
left join fct.team as t on t.team_id = z.team_id
where t.team_id is null
