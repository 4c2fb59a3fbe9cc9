-- eine Zeile je Person des AV-Bestands
with gespraeche as (
    select
        p.kunde_id,
        max(g.datum) filter (where g.datum >= p.av_seit_datum) as letzte_beratung_datum,
        count(*) filter (where g.datum >= p.av_seit_datum) as gespraeche_av_periode,
        count(*) filter (where g.datum > l.stichtag_vor_6_monaten) as gespraeche_halbjahr,
        count(*) filter (where g.datum >= p.av_seit_datum and g.datum > l.stichtag_vor_12_monaten) as gespraeche_jahr,
        count(*) filter (where g.ist_im_monat) as gespraeche_monat
    from fct.person as p
    inner join fct.gespraech as g on g.regelwerk = p.regelwerk and g.kunde_id = p.kunde_id
    cross join ref.lauf as l
    where p.ist_bestand
    group by p.kunde_id
)

select
    p.kunde_id,
    p.bg_id,
    p.team_id,
    p.team_art,
    p.regelwerk,
    p.betreuung,
    p.av_status,
    p.profillage,
    p.altersgruppe,
    e.lebenslage,
    p.av_seit_datum,
    g.letzte_beratung_datum,
    coalesce(g.letzte_beratung_datum, p.av_seit_datum) as basis_datum,
    date_diff('day', coalesce(g.letzte_beratung_datum, p.av_seit_datum), l.stichtag) as tage_seit_beratung,
    case
        when g.letzte_beratung_datum is null then 'keine'
        when g.letzte_beratung_datum >= l.stichtag_vor_3_monaten then 'bis_3_monate'
        when g.letzte_beratung_datum >= l.stichtag_vor_6_monaten then '3_bis_6_monate'
        when g.letzte_beratung_datum >= l.stichtag_vor_12_monaten then '6_bis_12_monate'
        else 'ueber_12_monate'
    end as dauerklasse,
    coalesce(g.gespraeche_av_periode, 0) as gespraeche_av_periode,
    coalesce(g.gespraeche_halbjahr, 0) as gespraeche_halbjahr,
    coalesce(g.gespraeche_jahr, 0) as gespraeche_jahr,
    coalesce(g.gespraeche_monat, 0) as gespraeche_monat,
    date_diff('day', greatest(p.av_seit_datum - 1, l.stichtag_vor_12_monaten), l.stichtag) as jahr_tage,
    p.av_seit_datum <= l.stichtag_vor_6_monaten as ist_ganzes_halbjahr
from fct.person as p
cross join ref.lauf as l
inner join fct.lebenslage as e on e.kunde_id = p.kunde_id
left join gespraeche as g on g.kunde_id = p.kunde_id
where p.ist_bestand
