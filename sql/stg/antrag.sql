-- eine Zeile je Antrag
select
    a.zeile,
    a.antrag_id,
    a.kunde_id,
    a.bg_id,
    a.status,
    a.einmalzahlung as ist_einmalzahlung,
    a.alg_aufstocker as ist_alg_aufstocker,
    a.inland as ist_inland,
    a.sonderfall is not null as hat_sonderfall,
    a.antragsdatum as antrag_datum,
    a.leistung_von as leistung_von_datum,
    a.leistung_bis as leistung_bis_datum
from raw.allegro_antraege as a
inner join ref.lauf as l on l.monat = a.monat
