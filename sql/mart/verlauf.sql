-- eine Zeile je Stichtag, Einheit, Kennzahl und Gliederung aller behaltenen Monate, mit der Richtung des Ziels von heute
with behalten as (
    select * from mart.kennzahlen
    union all by name
    select * from mart.vorschau
    union all by name
    select * from mart.nebenangaben
)

select
    b.*,
    z.richtung
from behalten as b
left join mart.ziel as z using (ebene, einheit_id, kennzahl, segment_art, segment)
