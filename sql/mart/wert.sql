-- eine Zeile je Einheit, Kennzahl und Gliederung: Summen der Teams, geschlossene Gliederungen vollständig
with einheit_von as (
    select ebene, einheit_id, team_id from mart.zuordnung
    union all
    -- Was ein aufgelöstes Team verlor, zählt für die Einheiten, denen es angehörte.
    select ebene, einheit_id, team_id from mart.aufgeloest
),

summe as (
    select
        z.ebene,
        z.einheit_id,
        w.kennzahl,
        w.segment_art,
        w.segment,
        sum(w.zaehler) as zaehler,
        sum(w.nenner) as nenner
    from mart.kpi_wert as w
    inner join einheit_von as z on z.team_id = w.team_id
    group by z.ebene, z.einheit_id, w.kennzahl, w.segment_art, w.segment
),

raster as (
    select distinct
        z.ebene,
        z.einheit_id,
        g.kennzahl,
        g.segment_art,
        g.segment
    from mart.zuordnung as z
    inner join ref.geschlossenes_segment as g on g.regelwerk = z.regelwerk
    inner join ref.kennzahl as k on k.kennzahl = g.kennzahl
    where not k.braucht_vormonat or exists (select 1 from fct.vormonat)
),

-- Anteile einer geschlossenen Gliederung haben einen gemeinsamen Nenner: auch die Fälle von Teams, deren Regelwerk
-- eine der Zeilen nicht kennt, stehen darin.
anteil as (
    select distinct
        w.team_id,
        w.kennzahl,
        w.segment_art,
        w.nenner
    from mart.kpi_wert as w
    inner join ref.kennzahl as k on k.kennzahl = w.kennzahl
    where
        k.form = 'anteil'
        and (w.kennzahl, w.segment_art) in (select (kennzahl, segment_art) from ref.geschlossenes_segment)
),

ganzes as (
    select
        z.ebene,
        z.einheit_id,
        a.kennzahl,
        a.segment_art,
        sum(a.nenner) as nenner
    from anteil as a
    inner join mart.zuordnung as z on z.team_id = a.team_id
    group by z.ebene, z.einheit_id, a.kennzahl, a.segment_art
),

vollstaendig as (
    select
        ebene,
        einheit_id,
        kennzahl,
        segment_art,
        segment,
        coalesce(s.zaehler, 0) as zaehler,
        coalesce(g.nenner, s.nenner) as nenner
    from raster as r
    full join summe as s using (ebene, einheit_id, kennzahl, segment_art, segment)
    left join ganzes as g using (ebene, einheit_id, kennzahl, segment_art)
)

select
    v.ebene,
    v.einheit_id,
    v.kennzahl,
    v.segment_art,
    v.segment,
    k.einheit,
    v.zaehler::double / k.zaehler_teiler::double as zaehler,
    if(k.form = 'anzahl', null, coalesce(v.nenner, 0)::double / k.nenner_teiler::double) as nenner,
    case
        when k.form = 'anzahl' then v.zaehler::double / k.zaehler_teiler::double
        when v.nenner > 0
            then
                v.zaehler::double * k.nenner_teiler::double * k.faktor
                / (v.nenner::double * k.zaehler_teiler::double)
    end as wert
from vollstaendig as v
inner join ref.kennzahl as k on k.kennzahl = v.kennzahl
