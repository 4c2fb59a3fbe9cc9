-- eine Zeile je Neukunde, dessen 30. Arbeitstag nach dem Antrag in den Berichtsmonat fällt
with frist as (
    select
        n.antrag_id,
        n.kunde_id,
        n.team_id,
        n.regelwerk,
        n.antrag_datum,
        zehnter.datum as frist_10at_datum,
        dreissigster.datum as frist_30at_datum
    from fct.neukunde as n
    inner join ref.kalender as antragstag
        on antragstag.regelwerk = n.regelwerk and antragstag.datum = n.antrag_datum
    inner join ref.kalender as zehnter
        on
            zehnter.regelwerk = n.regelwerk
            and zehnter.ist_arbeitstag
            and zehnter.nummer = antragstag.nummer + 10
    inner join ref.kalender as dreissigster
        on
            dreissigster.regelwerk = n.regelwerk
            and dreissigster.ist_arbeitstag
            and dreissigster.nummer = antragstag.nummer + 30
    cross join ref.lauf as l
    where dreissigster.datum > l.vorheriger_stichtag and dreissigster.datum <= l.stichtag
),

erster_kontakt as (
    select
        f.antrag_id,
        min(g.datum) as erstgespraech_datum
    from frist as f
    inner join fct.gespraech as g
        on g.regelwerk = f.regelwerk and g.kunde_id = f.kunde_id and g.datum >= f.antrag_datum
    group by f.antrag_id
)

select
    f.antrag_id,
    f.team_id,
    e.erstgespraech_datum is not null as hat_erstgespraech,
    coalesce(e.erstgespraech_datum <= f.frist_10at_datum, false) as hat_binnen_10at,
    coalesce(e.erstgespraech_datum <= f.frist_30at_datum, false) as hat_binnen_30at,
    coalesce(g.kontaktart = 'persoenlich', false) as ist_persoenlich,
    exists (
        select 1
        from stg.vermerk as v
        where
            v.kunde_id = f.kunde_id
            and v.datum = e.erstgespraech_datum
            and v.vermerktyp = 'standortbestimmung'
    ) as hat_standortbestimmung,
    exists (
        select 1
        from stg.vermerk as v
        where
            v.kunde_id = f.kunde_id
            and v.datum >= f.antrag_datum
            and v.datum <= l.stichtag
            and v.vermerktyp = 'allgemein'
            and v.betreff = 'eg_verzoegerung'
    ) as hat_begruendung
from frist as f
cross join ref.lauf as l
left join erster_kontakt as e on e.antrag_id = f.antrag_id
left join fct.gespraech as g
    on g.regelwerk = f.regelwerk and g.kunde_id = f.kunde_id and g.datum = e.erstgespraech_datum
