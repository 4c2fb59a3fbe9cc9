-- eine Zeile je Antrag eines Neukunden, unabhängig davon, in welchen Monat seine Fristen fallen
with antrag as (
    select
        a.antrag_id,
        a.kunde_id,
        a.bg_id,
        a.status,
        a.antrag_datum,
        a.leistung_bis_datum,
        a.ist_inland,
        p.team_id,
        p.regelwerk,
        p.geburtstag_datum,
        a.status = 'abgelehnt'
        or a.ist_einmalzahlung
        or a.ist_alg_aufstocker
        or a.hat_sonderfall
        or exists (
            select 1
            from stg.lebenslauf as e
            where
                e.kunde_id = a.kunde_id
                and e.art = 'vollzeitschulpflicht'
                and e.von_datum <= a.antrag_datum
                and coalesce(e.bis_datum >= a.antrag_datum, true)
        ) as ist_ausgenommen
    from stg.antrag as a
    inner join fct.person as p on p.kunde_id = a.kunde_id
    cross join ref.lauf as l
    where a.antrag_datum <= l.stichtag
),

vorgeschichte as (
    select
        a.antrag_id,
        count(f.antrag_id) as fruehere,
        coalesce(
            bool_or(f.leistung_bis_datum is null or f.leistung_bis_datum >= a.antrag_datum)
                filter (where f.antrag_id is not null),
            false
        ) as laeuft_noch,
        max(f.leistung_bis_datum) as letzter_leistungstag_datum,
        arg_max(f.bg_id, (f.antrag_datum, f.antrag_id)) as letzte_bg_id
    from antrag as a
    left join antrag as f
        on f.kunde_id = a.kunde_id and f.antrag_datum < a.antrag_datum and f.status = 'bewilligt'
    group by a.antrag_id
)

select
    a.antrag_id,
    a.kunde_id,
    a.team_id,
    a.regelwerk,
    a.antrag_datum
from antrag as a
inner join vorgeschichte as v on v.antrag_id = a.antrag_id
inner join ref.regelwerk as r on r.regelwerk = a.regelwerk
inner join ref.altersgrenze as g
    on year(a.geburtstag_datum) between g.geboren_ab and g.geboren_bis
where
    not a.ist_ausgenommen
    and (
        v.fruehere = 0
        or (
            not v.laeuft_noch
            and date_diff('day', v.letzter_leistungstag_datum, a.antrag_datum) - 1
            > r.neukunde_freie_tage_mehr_als
        )
        or (r.neukunde_bg_wechsel and a.bg_id <> v.letzte_bg_id)
    )
    and (a.ist_inland or not r.neukunde_inland)
    and coalesce(a.geburtstag_datum + to_years(r.neukunde_mindestalter) <= a.antrag_datum, true)
    and (
        not r.neukunde_altersgrenze
        or a.antrag_datum < a.geburtstag_datum + to_months(g.monate)
    )
