-- eine Zeile je Person des AV-Bestands mit Kontaktregel: hält sie Ziel und Minimum ein (leer = keine Vorgabe)
with gespraeche as (
    select
        k.kunde_id,
        count(*) filter (
            where g.datum > l.stichtag - to_months(r.zeitraum_monate) - to_days(r.zeitraum_tage)
        ) as im_zeitraum,
        count(*) filter (where g.datum > k.schnitt_ab_datum) as seit_schnitt
    from fct.kontaktregel as k
    inner join ref.kontaktregel as r using (regelwerk, kontaktregel)
    inner join fct.gespraech as g on g.regelwerk = k.regelwerk and g.kunde_id = k.kunde_id
    cross join ref.lauf as l
    where r.zeitraum_monate is not null or r.schnitt_tage is not null
    group by k.kunde_id
)

select
    p.kunde_id,
    p.team_id,
    p.profillage,
    k.kontaktregel,
    p.basis_datum + to_months(r.ziel_monate) + to_days(r.ziel_tage) >= l.stichtag as haelt_ziel,
    case
        when r.mindest_gespraeche is not null
            then coalesce(g.im_zeitraum, 0) >= r.mindest_gespraeche
        when r.schnitt_tage is not null
            then coalesce(g.seit_schnitt, 0) >= date_diff('day', k.schnitt_ab_datum, l.stichtag) // r.schnitt_tage
        else p.basis_datum + to_months(r.mindest_monate) + to_days(r.mindest_tage) >= l.stichtag
    end as haelt_mindest
from fct.bestand as p
inner join fct.kontaktregel as k on k.kunde_id = p.kunde_id
inner join ref.kontaktregel as r on r.regelwerk = k.regelwerk and r.kontaktregel = k.kontaktregel
cross join ref.lauf as l
left join gespraeche as g on g.kunde_id = p.kunde_id
