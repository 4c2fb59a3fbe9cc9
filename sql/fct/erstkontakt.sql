-- eine Zeile je Antrag eines Neukunden, mit dem Tag seines Erstgesprächs bis zum Stichtag (leer = noch keines)
select
    n.antrag_id,
    n.kunde_id,
    n.team_id,
    n.regelwerk,
    n.antrag_datum,
    min(g.datum) as erstgespraech_datum
from fct.neukunde as n
left join fct.gespraech as g
    on g.regelwerk = n.regelwerk and g.kunde_id = n.kunde_id and g.datum >= n.antrag_datum
group by n.antrag_id, n.kunde_id, n.team_id, n.regelwerk, n.antrag_datum
