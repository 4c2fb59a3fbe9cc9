-- eine Zeile je Einheit, Kennzahl und Gliederung mit einem Ziel, das für alle ihre Teams dasselbe ist
with teamart as (
    select distinct
        ebene,
        einheit_id,
        regelwerk,
        team_art
    from mart.zuordnung
),

-- Ein Ziel ohne Gliederung gilt für die Kennzahl insgesamt; was alle sollen (100 %), soll auch jeder Teil. Das genauer
-- benannte Ziel geht vor.
teamart_ziel as (
    select
        w.ebene,
        w.einheit_id,
        w.kennzahl,
        w.segment_art,
        w.segment,
        z.richtung,
        z.ziel,
        z.mindest
    from mart.wert as w
    inner join teamart as t on t.ebene = w.ebene and t.einheit_id = w.einheit_id
    inner join ref.kennzahl as k on k.kennzahl = w.kennzahl
    left join ref.ziel as z
        on
            z.regelwerk = t.regelwerk
            and z.kennzahl = w.kennzahl
            and coalesce(z.segment_art = w.segment_art, w.segment_art = 'gesamt' or (k.form = 'anteil' and z.ziel = 1))
            and coalesce(z.segment = w.segment, true)
            and coalesce(z.team_art = t.team_art, true)
    qualify
        row_number() over (
            partition by w.ebene, w.einheit_id, w.kennzahl, w.segment_art, w.segment, t.regelwerk, t.team_art
            order by z.segment nulls last, z.segment_art nulls last, z.team_art nulls last
        ) = 1
)

select
    ebene,
    einheit_id,
    kennzahl,
    segment_art,
    segment,
    min(richtung) as richtung,
    min(ziel)::double as ziel,
    min(mindest)::double as mindest
from teamart_ziel
group by ebene, einheit_id, kennzahl, segment_art, segment
having
    count(ziel) = count(*)
    and count(distinct (richtung, ziel, coalesce(mindest, -1))) = 1
