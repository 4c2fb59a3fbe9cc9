-- eine Zeile je Einheit, Kennzahl und Gliederung mit Ziel; ampel ist leer ohne Wert und bei einem Richtwert
with erreicht as (
    select
        z.ebene, z.einheit_id, z.kennzahl, z.segment_art, z.segment,
        -- Zwölf Stellen: genauer, als sich ein Verhältnis vom Ziel unterscheiden kann, gröber als der Rechner irrt.
        case z.richtung
            when 'hoechstens' then round(w.wert, 12) <= z.ziel
            when 'mindestens' then round(w.wert, 12) >= z.ziel
        end as erreicht_ziel,
        case z.richtung
            when 'hoechstens' then round(w.wert, 12) <= z.mindest
            when 'mindestens' then round(w.wert, 12) >= z.mindest
        end as erreicht_mindest
    from mart.ziel as z
    inner join mart.wert as w using (ebene, einheit_id, kennzahl, segment_art, segment)
)

select
    ebene, einheit_id, kennzahl, segment_art, segment,
    case
        when erreicht_ziel then 'gruen'
        when erreicht_mindest then 'gelb'
        when not erreicht_ziel then 'rot'
    end as ampel
from erreicht
