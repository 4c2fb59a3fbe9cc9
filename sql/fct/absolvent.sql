-- eine Zeile je Teilnahme mit Fenster im Berichtsmonat (Kohorte) oder noch offenem Fenster (Vorschau)
with teilnahme as (
    select
        m.teilnahme_id,
        m.kunde_id,
        m.austritt_datum,
        p.team_id,
        p.regelwerk,
        m.ergebnis = 'erfolgreich'
        and m.austritt_datum + to_days(14) > l.vorheriger_stichtag
        and m.austritt_datum + to_days(14) <= l.stichtag as ist_kohorte,
        m.austritt_datum > l.stichtag - to_days(14)
        and m.austritt_datum <= l.stichtag + to_days(91) as ist_vorschau
    from stg.massnahme as m
    inner join fct.person as p on p.kunde_id = m.kunde_id
    cross join ref.lauf as l
    where m.ergebnis in ('laufend', 'erfolgreich') and m.austritt_datum is not null
),

gespraech_im_fenster as (
    select
        t.teilnahme_id,
        min(g.datum) as erstes_datum
    from teilnahme as t
    inner join fct.gespraech as g
        on
            g.regelwerk = t.regelwerk
            and g.kunde_id = t.kunde_id
            and g.datum >= t.austritt_datum - to_days(91)
            and g.datum <= t.austritt_datum + to_days(14)
    group by t.teilnahme_id
)

select
    t.teilnahme_id,
    t.team_id,
    t.ist_kohorte,
    t.ist_vorschau,
    coalesce(g.erstes_datum <= t.austritt_datum, false) as hat_gespraech_bis_ende,
    g.erstes_datum is not null as hat_gespraech
from teilnahme as t
left join gespraech_im_fenster as g on g.teilnahme_id = t.teilnahme_id
where t.ist_kohorte or t.ist_vorschau
