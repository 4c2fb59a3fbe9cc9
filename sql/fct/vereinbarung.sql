-- eine Zeile je Person mit einer Vereinbarung der letzten sechs Monate
select distinct v.kunde_id
from stg.vereinbarung as v
inner join ref.vereinbarungsart as a on a.art = v.art
cross join ref.lauf as l
where v.datum > l.stichtag_vor_6_monaten and v.datum <= l.stichtag
