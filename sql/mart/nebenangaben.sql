-- je Monat behalten: eine Zeile je Einheit, Nebenangabe und Gliederung, ungesperrt
select k.*
from mart.kennzahl_monat as k
inner join ref.kennzahl as r on r.kennzahl = k.kennzahl
where r.ist_nebenangabe
