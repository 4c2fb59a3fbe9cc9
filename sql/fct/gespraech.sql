-- eine Zeile je Regelwerk, Person und Tag mit qualifiziertem Kontakt bis zum Stichtag
with laengster_termin as (
    select
        kunde_id,
        datum,
        max(dauer_min) as dauer_min
    from stg.termin
    where status = 'wahrgenommen' and kunde_id is not null
    group by kunde_id, datum
),

zugelassener_vermerk as (
    select
        r.regelwerk,
        r.mindestdauer_min,
        v.kunde_id,
        v.datum,
        min(k.rang) as rang
    from stg.vermerk as v
    inner join ref.kontakt_vermerktyp as t on t.vermerktyp = v.vermerktyp
    inner join ref.kontakt_kontaktart as k on k.regelwerk = t.regelwerk and k.kontaktart = v.kontaktart
    inner join ref.regelwerk as r on r.regelwerk = t.regelwerk
    cross join ref.lauf as l
    where v.datum <= l.stichtag
    group by r.regelwerk, r.mindestdauer_min, v.kunde_id, v.datum
)

select
    z.regelwerk,
    z.kunde_id,
    z.datum,
    k.kontaktart,
    z.datum > l.vorheriger_stichtag as ist_im_monat
from zugelassener_vermerk as z
inner join ref.kontakt_kontaktart as k on k.regelwerk = z.regelwerk and k.rang = z.rang
cross join ref.lauf as l
left join laengster_termin as t on t.kunde_id = z.kunde_id and t.datum = z.datum
-- Ohne Termin oder ohne Mindestdauer im Regelwerk ist der Vergleich leer und der Kontakt zählt.
where coalesce(t.dauer_min >= z.mindestdauer_min, true)
