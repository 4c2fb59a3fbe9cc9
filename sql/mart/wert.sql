-- eine Zeile je Einheit, Kennzahl und Gliederung: Summen der Teams, geschlossene Gliederungen vollständig
with summe as (
    select
        z.ebene,
        z.einheit_id,
        w.kennzahl,
        w.segment_art,
        w.segment,
        sum(w.zaehler) as zaehler,
        sum(w.nenner) as nenner
    from mart.kpi_wert as w
    inner join mart.zuordnung as z on z.team_id = w.team_id
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
),

vollstaendig as (
    select
        ebene,
        einheit_id,
        kennzahl,
        segment_art,
        segment,
        coalesce(s.zaehler, 0) as zaehler,
        s.nenner
    from raster as r
    full join summe as s using (ebene, einheit_id, kennzahl, segment_art, segment)
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
                v.zaehler::double * k.nenner_teiler::double
                / (v.nenner::double * k.zaehler_teiler::double)
    end as wert
from vollstaendig as v
inner join ref.kennzahl as k on k.kennzahl = v.kennzahl
