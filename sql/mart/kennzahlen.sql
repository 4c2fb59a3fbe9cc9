-- je Monat behalten: eine Zeile je Einheit, Kennzahl und Gliederung, ungesperrt
select k.*
from mart.kennzahl_monat as k
inner join ref.kennzahl as r on r.kennzahl = k.kennzahl
where not r.ist_vorschau and not r.ist_nebenangabe
