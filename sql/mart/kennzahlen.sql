-- je Monat behalten: eine Zeile je Einheit, Kennzahl und Gliederung, ungesperrt
select
    k.stichtag,
    k.regelwerk,
    k.ebene,
    k.einheit_id,
    k.kennzahl,
    k.segment_art,
    k.segment,
    k.zaehler,
    k.nenner,
    k.wert,
    k.einheit,
    k.ziel,
    k.mindest,
    k.ampel,
    k.gesperrt
from mart.kennzahl_monat as k
inner join ref.kennzahl as r on r.kennzahl = k.kennzahl
where not r.ist_vorschau
