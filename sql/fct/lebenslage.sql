-- eine Zeile je Person des AV-Bestands, mit der ersten Lebenslage, die am Stichtag zutrifft
with eintrag as (
    select
        e.kunde_id,
        bool_or(e.wert = 'elternzeit') as hat_elternzeit,
        bool_or(e.wert = 'kinderbetreuung' and e.seit_datum + to_years(1) > l.stichtag)
            as hat_kinderbetreuung_1_jahr,
        bool_or(e.wert = 'kinderbetreuung') as hat_kinderbetreuung,
        bool_or(e.wert = 'arbeitsunfaehig') as ist_arbeitsunfaehig
    from fct.merkmal as e
    cross join ref.lauf as l
    where e.merkmal = 'lebenslauf'
    group by e.kunde_id
)

select
    p.kunde_id,
    case
        when e.hat_elternzeit then 'elternzeit'
        when e.hat_kinderbetreuung_1_jahr then 'kinderbetreuung_1_jahr'
        when e.hat_kinderbetreuung then 'kinderbetreuung_ab_2_jahr'
        when e.ist_arbeitsunfaehig then 'arbeitsunfaehig'
        when p.hat_laufende_massnahme then 'massnahme'
        when p.ist_ergaenzer then 'ergaenzer'
        else 'uebrige'
    end as lebenslage
from fct.person as p
left join eintrag as e on e.kunde_id = p.kunde_id
where p.ist_bestand
