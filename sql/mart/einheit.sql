-- eine Zeile je Einheit: Team, Bereich, Jobcenter, gesamt
select
    z.ebene,
    z.einheit_id,
    min(z.name) as name,
    min(z.jobcenter_id) as jobcenter_id,
    if(z.ebene = 'team', min(t.bereich_id), null) as bereich_id,
    string_agg(distinct z.regelwerk, '+' order by z.regelwerk) as regelwerk,
    -- Wer in zwei Teams arbeitet, ist im Bereich eine Fachkraft.
    count(distinct f.ifk_id) as fachkraefte
from mart.zuordnung as z
inner join fct.team as t on t.team_id = z.team_id
left join fct.fachkraft as f on f.team_id = z.team_id
group by z.ebene, z.einheit_id
