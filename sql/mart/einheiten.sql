-- je Monat behalten: eine Zeile je Einheit, mit der Zahl ihrer Fachkräfte
select
    l.stichtag,
    e.ebene,
    e.einheit_id,
    e.name,
    e.jobcenter_id,
    e.bereich_id,
    e.regelwerk,
    e.fachkraefte
from mart.einheit as e
cross join ref.lauf as l
