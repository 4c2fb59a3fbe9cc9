-- hinweis: Das Ende liegt vor dem Beginn.
select 'verbis_lebenslauf' as export, zeile, 'bis' as spalte
from stg.lebenslauf
where bis_datum < von_datum
union all
select 'verbis_massnahmen', zeile, 'austritt'
from stg.massnahme
where austritt_datum < eintritt_datum
union all
select 'allegro_antraege', zeile, 'leistung_bis'
from stg.antrag
where leistung_bis_datum < leistung_von_datum
