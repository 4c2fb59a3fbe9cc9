-- eine Zeile je Antrag der Kohorte und Schritt, den er auf dem Weg zum Erstgespräch erreicht
select
    team_id,
    'antraege' as trichter
from fct.antragskohorte
union all
select
    team_id,
    ausschlussgrund
from fct.antragskohorte
where ausschlussgrund is not null
union all
select
    team_id,
    'neukunde'
from fct.erstgespraech
union all
select
    team_id,
    case
        when hat_binnen_10at then 'bis_10at'
        when hat_binnen_30at then '11_bis_30at'
        when hat_erstgespraech then 'spaeter'
        else 'keines'
    end
from fct.erstgespraech
