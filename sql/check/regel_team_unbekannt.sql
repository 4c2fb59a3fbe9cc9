-- hinweis: Das Regelwerk hat eine Kontaktregel für ein Team, das es bei seinem Jobcenter nicht gibt.
select distinct
    'organisation' as export,
    null as zeile,
    'team_id' as spalte
from ref.bedingung as b
where
    b.merkmal = 'team_id'
    and not exists (
        select 1
        from stg.team as t
        inner join ref.jobcenter as j on j.jobcenter_id = t.jobcenter_id
        where t.team_id = b.wert and j.regelwerk = b.regelwerk
    )
