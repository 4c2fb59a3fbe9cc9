-- eine Zeile je Antrag, dessen 30. Arbeitstag in den Berichtsmonat fällt; Neukunde ist eine Person darin nur einmal
with frist as (
    select
        a.antrag_id,
        a.kunde_id,
        a.team_id,
        a.regelwerk,
        a.antrag_datum,
        a.ausschlussgrund,
        zehnter.datum as frist_10at_datum,
        dreissigster.datum as frist_30at_datum
    from fct.antrag as a
    inner join ref.kalender as antragstag
        on antragstag.regelwerk = a.regelwerk and antragstag.datum = a.antrag_datum
    inner join ref.kalender as zehnter
        on
            zehnter.regelwerk = a.regelwerk
            and zehnter.ist_arbeitstag
            and zehnter.nummer = antragstag.nummer + 10
    inner join ref.kalender as dreissigster
        on
            dreissigster.regelwerk = a.regelwerk
            and dreissigster.ist_arbeitstag
            and dreissigster.nummer = antragstag.nummer + 30
    cross join ref.lauf as l
    where dreissigster.datum > l.vorheriger_stichtag and dreissigster.datum <= l.stichtag
)

select
    antrag_id,
    kunde_id,
    team_id,
    regelwerk,
    antrag_datum,
    frist_10at_datum,
    frist_30at_datum,
    -- Mehrere Anträge einer Person sind ein Neukunde: der früheste zählt.
    case
        when
            ausschlussgrund is null
            and row_number() over (partition by kunde_id, ausschlussgrund is null order by antrag_datum, antrag_id) > 1
            then 'weiterer_antrag'
        else ausschlussgrund
    end as ausschlussgrund
from frist
