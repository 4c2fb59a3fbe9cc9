-- eine Zeile je Person mit einer Vereinbarung in dem Zeitraum bis zum Stichtag, den ihr Regelwerk nennt
select distinct v.kunde_id
from stg.vereinbarung as v
inner join ref.vereinbarungsart as a on a.art = v.art
inner join fct.person as p on p.kunde_id = v.kunde_id
inner join ref.regelwerk as r on r.regelwerk = p.regelwerk
cross join ref.lauf as l
where
    v.datum > l.stichtag - to_months(r.vereinbarung_zeitraum_monate) - to_days(r.vereinbarung_zeitraum_tage)
    and v.datum <= l.stichtag
    and coalesce(v.datum >= a.ab_datum, true)
