-- eine Zeile je Einheit, Kennzahl und Gliederung des Berichtsmonats, mit Ziel und Ampel
select
    l.stichtag,
    e.regelwerk,
    w.ebene,
    w.einheit_id,
    w.kennzahl,
    w.segment_art,
    w.segment,
    w.zaehler,
    w.nenner,
    w.wert,
    w.einheit,
    z.ziel,
    z.mindest,
    a.ampel,
    false as gesperrt
from mart.wert as w
left join mart.ziel as z using (ebene, einheit_id, kennzahl, segment_art, segment)
left join mart.ampel as a using (ebene, einheit_id, kennzahl, segment_art, segment)
inner join mart.einheit as e on e.ebene = w.ebene and e.einheit_id = w.einheit_id
cross join ref.lauf as l
order by
    array_position(['gesamt', 'jobcenter', 'bereich', 'team'], w.ebene),
    w.einheit_id,
    w.kennzahl,
    w.segment_art,
    w.segment
