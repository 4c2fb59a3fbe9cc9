-- eine Zeile je Person des AV-Bestands, auf die eine Kontaktregel zutrifft: die erste des Regelwerks
with gruppe as (
    select
        regelwerk,
        kontaktregel,
        gruppe,
        count(distinct nummer) as bedingungen
    from ref.bedingung
    group by regelwerk, kontaktregel, gruppe
),

erfuellt as (
    select
        b.regelwerk,
        b.kontaktregel,
        b.gruppe,
        p.kunde_id,
        count(distinct b.nummer) as bedingungen
    from fct.bestand as p
    inner join fct.merkmal as m on m.kunde_id = p.kunde_id
    inner join ref.bedingung as b
        on b.regelwerk = p.regelwerk and b.merkmal = m.merkmal and b.wert = m.wert
    cross join ref.lauf as l
    where
        coalesce(
            m.seit_datum + to_months(b.seit_mindestens_monate) + to_days(b.seit_mindestens_tage) <= l.stichtag,
            true
        )
        and coalesce(
            m.seit_datum + to_months(b.seit_hoechstens_monate) + to_days(b.seit_hoechstens_tage) >= l.stichtag,
            true
        )
        and coalesce(
            m.seit_datum <= l.stichtag - to_months(b.vor_stichtag_monate) - to_days(b.vor_stichtag_tage),
            true
        )
    group by b.regelwerk, b.kontaktregel, b.gruppe, p.kunde_id
),

erste_regel as (
    select
        e.kunde_id,
        arg_min(e.kontaktregel, r.rang) as kontaktregel
    from erfuellt as e
    inner join gruppe as g using (regelwerk, kontaktregel, gruppe, bedingungen)
    inner join ref.kontaktregel as r using (regelwerk, kontaktregel)
    group by e.kunde_id
)

select
    p.kunde_id,
    r.regelwerk,
    r.kontaktregel,
    m.seit_datum as schnitt_ab_datum
from fct.bestand as p
inner join erste_regel as e on e.kunde_id = p.kunde_id
inner join ref.kontaktregel as r on r.regelwerk = p.regelwerk and r.kontaktregel = e.kontaktregel
left join fct.merkmal as m
    on
        m.kunde_id = p.kunde_id
        and m.merkmal = 'lebenslauf_beendet'
        and m.wert = r.schnitt_seit_ende_von
