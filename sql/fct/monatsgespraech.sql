-- eine Zeile je Gespräch des AV-Bestands im Berichtsmonat
with gehaltener_termin as (
    select distinct kunde_id, datum
    from stg.termin
    where status = 'wahrgenommen' and kunde_id is not null
)

select
    p.kunde_id,
    p.team_id,
    g.datum,
    g.kontaktart,
    t.kunde_id is not null as hat_termin
from fct.bestand as p
inner join fct.gespraech as g on g.regelwerk = p.regelwerk and g.kunde_id = p.kunde_id
left join gehaltener_termin as t on t.kunde_id = g.kunde_id and t.datum = g.datum
where g.ist_im_monat
