-- eine Zeile je vorherigem Stichtag, dessen AV-Bestand behalten und mit dem heutigen vergleichbar ist: eine oder keine
with behalten as (
    select
        m.stichtag,
        bool_or(j.regelwerk <> m.regelwerk) as hat_anderes_regelwerk
    from fct.regelwerk_monat as m
    inner join ref.lauf as l on l.vorheriger_stichtag = m.stichtag
    left join ref.jobcenter as j on j.jobcenter_id = m.jobcenter_id
    group by m.stichtag
),

andere_pseudonyme as (
    select w.monat
    from fct.wiederkehr as w
    inner join ref.lauf as l on l.monat = w.monat
    where w.hat_andere_pseudonyme
)

select stichtag
from behalten
where
    -- Wer dazugehört, sagt das Regelwerk: Von einem zum anderen kommt und geht, wer gar nicht kam und ging.
    not coalesce(hat_anderes_regelwerk, false)
    and not exists (select 1 from andere_pseudonyme)
