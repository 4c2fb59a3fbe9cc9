-- eine Zeile je Antrag bis zum Stichtag, mit dem ersten Grund, aus dem er keinen Neukunden macht (leer = er macht einen)
with antrag as (
    select
        a.*,
        p.team_id,
        p.regelwerk,
        p.geburtstag_datum,
        -- Ein Antrag wirkt auf den Ersten seines Monats zurück (§ 37 Abs. 2 SGB II).
        coalesce(a.leistung_von_datum, date_trunc('month', a.antrag_datum)::date) as neue_leistung_ab_datum
    from stg.antrag as a
    inner join fct.person as p on p.kunde_id = a.kunde_id
    cross join ref.lauf as l
    where a.antrag_datum <= l.stichtag
),

schulpflicht as (
    select distinct a.antrag_id
    from antrag as a
    inner join stg.lebenslauf as e
        on
            e.kunde_id = a.kunde_id
            and e.art = 'vollzeitschulpflicht'
            and e.von_datum <= a.antrag_datum
            and coalesce(e.bis_datum >= a.antrag_datum, true)
),

vorgeschichte as (
    select
        a.antrag_id,
        bool_or(f.leistung_bis_datum is null or f.leistung_bis_datum >= a.antrag_datum) as laeuft_noch,
        greatest(date_diff('day', max(f.leistung_bis_datum), a.neue_leistung_ab_datum) - 1, 0) as freie_tage,
        arg_max(f.bg_id, (f.antrag_datum, f.antrag_id)) as letzte_bg_id
    from antrag as a
    inner join antrag as f
        on
            f.kunde_id = a.kunde_id
            and f.antrag_datum < a.antrag_datum
            and f.status = 'bewilligt'
            and not f.ist_einmalzahlung
    group by a.antrag_id, a.neue_leistung_ab_datum
)

select
    a.antrag_id,
    a.kunde_id,
    a.team_id,
    a.regelwerk,
    a.antrag_datum,
    case
        when a.status = 'abgelehnt' then 'abgelehnt'
        when a.ist_einmalzahlung then 'einmalzahlung'
        when a.ist_alg_aufstocker then 'alg_aufstocker'
        when a.hat_sonderfall then 'sonderfall'
        when s.antrag_id is not null then 'vollzeitschulpflicht'
        when r.neukunde_inland and not a.ist_inland then 'ausland'
        when a.geburtstag_datum + to_years(r.neukunde_mindestalter) > a.antrag_datum then 'unter_15'
        -- Erreicht ist die Grenze mit Ablauf des Monats (§ 7a SGB II).
        when
            r.neukunde_altersgrenze
            and a.antrag_datum > last_day((a.geburtstag_datum + to_months(g.monate))::date)
            then 'altersgrenze'
        when
            (v.laeuft_noch or v.freie_tage <= r.neukunde_freie_tage_mehr_als)
            and not (r.neukunde_bg_wechsel and a.bg_id <> v.letzte_bg_id)
            then 'nicht_unterbrochen'
    end as ausschlussgrund
from antrag as a
inner join ref.regelwerk as r on r.regelwerk = a.regelwerk
inner join ref.altersgrenze as g on year(a.geburtstag_datum) between g.geboren_ab and g.geboren_bis
left join schulpflicht as s on s.antrag_id = a.antrag_id
left join vorgeschichte as v on v.antrag_id = a.antrag_id
