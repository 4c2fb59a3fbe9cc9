-- eine Zeile je Team mit Terminen im Berichtsmonat: gehaltene und gebuchte Beratung
with sofo_tag as (
    select
        team_id,
        count(distinct (ifk_id, datum)) as sofo_tage
    from fct.termin
    where terminart = 'sofo' and not ist_abgesagt
    group by team_id
)

select
    t.team_id,
    count(*) filter (where t.ist_gehaltene_beratung) as gehaltene_beratungen,
    coalesce(sum(t.dauer_min) filter (where t.ist_gehaltene_beratung), 0) as gehaltene_minuten,
    -- Ein SoFo-Tag zählt 5 Stunden je Fachkraft, wie viele Personen auch kommen.
    coalesce(sum(t.dauer_min) filter (where t.ist_beratung and not t.ist_abgesagt), 0)
    + 5 * 60 * coalesce(any_value(s.sofo_tage), 0) as gebuchte_minuten
from fct.termin as t
left join sofo_tag as s on s.team_id = t.team_id
group by t.team_id
