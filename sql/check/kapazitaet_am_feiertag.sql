-- hinweis: An diesem Tag ist im Land des Regelwerks Feiertag, die Zeile nennt aber Arbeitszeit. Bitte in ATV prüfen.
select 'atv_kapazitaet' as export, k.zeile, 'arbeitszeit_std' as spalte
from stg.kapazitaet as k
inner join stg.team as t on t.team_id = k.team_id
inner join ref.jobcenter as j on j.jobcenter_id = t.jobcenter_id
inner join ref.feiertag as f on f.regelwerk = j.regelwerk and f.datum = k.datum
where k.arbeitszeit_std > 0
