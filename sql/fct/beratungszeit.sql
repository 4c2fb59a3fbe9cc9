-- eine Zeile je Team mit Terminen im Berichtsmonat: gehaltene und gebuchte Beratung
with sofo_tag as (
    select
        t.team_id,
        -- Ein SoFo-Tag zählt je Fachkraft gleich viel, wie viele Personen auch kommen.
        count(distinct (t.ifk_id, t.datum)) * any_value((r.sofo_std_je_tag * 60)::bigint) as minuten
    from fct.termin as t
    inner join fct.team as f on f.team_id = t.team_id
    inner join ref.regelwerk as r on r.regelwerk = f.regelwerk
    where t.terminart = 'sofo' and not t.ist_abgesagt
    group by t.team_id
)

select
    t.team_id,
    count(*) filter (where t.ist_gehaltene_beratung) as gehaltene_beratungen,
    coalesce(sum(t.dauer_min) filter (where t.ist_gehaltene_beratung), 0) as gehaltene_minuten,
    coalesce(sum(t.dauer_min) filter (where t.ist_beratung and not t.ist_abgesagt), 0)
    + coalesce(any_value(s.minuten), 0) as gebuchte_minuten
from fct.termin as t
left join sofo_tag as s on s.team_id = t.team_id
group by t.team_id
