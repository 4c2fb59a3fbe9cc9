-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where hat_kontaktversuch) as zaehler,
    count(*) as nenner
from fct.termin
where ist_beratung and status = 'nicht_erschienen' and hat_person
group by team_id
