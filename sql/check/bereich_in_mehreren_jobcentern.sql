-- hinweis: Die bereich_id gehört zu mehreren Jobcentern; ihre Teams zählen zu einem gemeinsamen Bereich.
select 'organisation' as export, zeile, 'bereich_id' as spalte
from stg.team
qualify min(jobcenter_id) over (partition by bereich_id) <> max(jobcenter_id) over (partition by bereich_id)
