-- eine Zeile je Teilnahme mit Fenster im Berichtsmonat (Kohorte) oder noch offenem Fenster (Vorschau)
with fenster as (
    select
        m.teilnahme_id,
        m.kunde_id,
        m.ergebnis,
        m.austritt_datum,
        p.team_id,
        p.regelwerk,
        m.austritt_datum - to_days(r.absolventen_tage_vor_ende) as von_datum,
        m.austritt_datum + to_days(r.absolventen_tage_nach_ende) as bis_datum
    from stg.massnahme as m
    inner join fct.person as p on p.kunde_id = m.kunde_id
    inner join ref.regelwerk as r on r.regelwerk = p.regelwerk
    where
        m.ergebnis in ('laufend', 'erfolgreich')
        and m.austritt_datum is not null
        and (m.hat_qualifizierung or not r.absolventen_nur_mit_qualifizierung)
),

teilnahme as (
    select
        f.*,
        f.ergebnis = 'erfolgreich' and f.bis_datum > l.vorheriger_stichtag and f.bis_datum <= l.stichtag as ist_kohorte,
        f.bis_datum > l.stichtag and f.von_datum <= l.stichtag as ist_vorschau
    from fenster as f
    cross join ref.lauf as l
    where ist_kohorte or ist_vorschau
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
            and g.datum >= t.von_datum
            and g.datum <= t.bis_datum
    -- Vom Gespräch des Tages muss ein Vermerk eine Kontaktart tragen, die hier zählt.
    inner join stg.vermerk as v on v.kunde_id = g.kunde_id and v.datum = g.datum
    inner join ref.kontakt_vermerktyp as z on z.regelwerk = g.regelwerk and z.vermerktyp = v.vermerktyp
    inner join ref.absolventen_kontaktart as k on k.regelwerk = g.regelwerk and k.kontaktart = v.kontaktart
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
