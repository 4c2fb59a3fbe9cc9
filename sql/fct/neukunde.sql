-- eine Zeile je Antrag eines Neukunden, unabhängig davon, in welchen Monat seine Fristen fallen
select
    antrag_id,
    kunde_id,
    team_id,
    regelwerk,
    antrag_datum
from fct.antrag
where ausschlussgrund is null
