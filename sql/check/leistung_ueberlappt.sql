-- hinweis: Der bewilligte Leistungszeitraum überlappt einen früheren derselben Person.
with zeitraum as (
    select
        zeile,
        leistung_von_datum as von_datum,
        max(coalesce(leistung_bis_datum, date '9999-12-31')) over (
            partition by kunde_id
            order by leistung_von_datum, zeile
            rows between unbounded preceding and 1 preceding
        ) as bisher_bis_datum
    from stg.antrag
    where status = 'bewilligt' and leistung_von_datum is not null and not ist_einmalzahlung
)

select 'allegro_antraege' as export, zeile, 'leistung_von' as spalte
from zeitraum
where bisher_bis_datum >= von_datum
