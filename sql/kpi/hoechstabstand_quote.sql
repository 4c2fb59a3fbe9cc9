-- eine Zeile je Team und Gliederung
select
    b.team_id,
    s.segment_art,
    s.segment,
    count(*) filter (
        where b.basis_datum + to_months(r.hoechstabstand_monate) + to_days(r.hoechstabstand_tage) >= l.stichtag
    ) as zaehler,
    count(*) as nenner
from fct.bestand as b
inner join fct.segment as s on s.kunde_id = b.kunde_id
inner join ref.regelwerk as r on r.regelwerk = b.regelwerk
cross join ref.lauf as l
left join ref.hoechstabstand_ausnahme as a on a.regelwerk = b.regelwerk and a.betreuung = b.betreuung
where s.segment_art in ('gesamt', 'altersgruppe', 'lebenslage') and a.betreuung is null
group by b.team_id, s.segment_art, s.segment
