-- eine Zeile je Einheit, Kennzahl und Gliederung des Berichtsmonats, mit Ziel und Ampel
with bewertet as (
    select
        w.*,
        z.richtung,
        z.ziel,
        z.mindest,
        -- Zwölf Stellen: genauer, als sich ein Verhältnis vom Ziel unterscheiden kann, gröber als der Rechner irrt.
        case z.richtung
            when 'hoechstens' then round(w.wert, 12) <= z.ziel
            when 'mindestens' then round(w.wert, 12) >= z.ziel
        end as erreicht_ziel,
        case z.richtung
            when 'hoechstens' then round(w.wert, 12) <= z.mindest
            when 'mindestens' then round(w.wert, 12) >= z.mindest
        end as erreicht_mindest
    from mart.wert as w
    left join mart.ziel as z using (ebene, einheit_id, kennzahl, segment_art, segment)
)

select
    l.stichtag,
    e.regelwerk,
    b.ebene,
    b.einheit_id,
    b.kennzahl,
    b.segment_art,
    b.segment,
    b.zaehler,
    b.nenner,
    b.wert,
    b.einheit,
    b.ziel,
    b.mindest,
    case
        when b.erreicht_ziel then 'gruen'
        when b.erreicht_mindest then 'gelb'
        when not b.erreicht_ziel then 'rot'
    end as ampel,
    false as gesperrt
from bewertet as b
inner join mart.einheit as e on e.ebene = b.ebene and e.einheit_id = b.einheit_id
cross join ref.lauf as l
order by
    array_position(['gesamt', 'jobcenter', 'bereich', 'team'], b.ebene),
    b.einheit_id,
    b.kennzahl,
    b.segment_art,
    b.segment
