-- eine Zeile je Neukunde der letzten zwölf Monate und Erstgespräch (leer = wartet), mit den Arbeitstagen seit dem Antrag
with wartezeit as (
    select
        e.kunde_id,
        p.team_id,
        p.altersgruppe,
        e.erstgespraech_datum,
        -- Mehrere Anträge, die dasselbe Erstgespräch haben: Der früheste wartet am längsten.
        max(bis.nummer - von.nummer) as arbeitstage
    from fct.erstkontakt as e
    inner join fct.person as p on p.kunde_id = e.kunde_id
    cross join ref.lauf as l
    inner join ref.kalender as von on von.regelwerk = e.regelwerk and von.datum = e.antrag_datum
    inner join ref.kalender as bis
        on bis.regelwerk = e.regelwerk and bis.datum = coalesce(e.erstgespraech_datum, l.stichtag)
    where e.antrag_datum > l.stichtag_vor_12_monaten
    group by e.kunde_id, p.team_id, p.altersgruppe, e.erstgespraech_datum
)

select
    w.kunde_id,
    w.team_id,
    w.altersgruppe,
    w.arbeitstage,
    case
        when w.arbeitstage <= 10 then 'bis_10at'
        when w.arbeitstage <= 30 then '11_bis_30at'
        else 'ueber_30at'
    end as warteklasse,
    w.erstgespraech_datum is null as ist_wartend,
    coalesce(w.erstgespraech_datum > l.vorheriger_stichtag, false) as ist_im_monat
from wartezeit as w
cross join ref.lauf as l
