-- eine Zeile je Person des AV-Bestands mit gehaltenem oder versäumtem Erst- oder Folgegespräch der letzten sechs Monate
with termin as (
    select
        t.kunde_id,
        t.status,
        t.datum,
        t.datum + t.beginn as zeitpunkt,
        -- Eine Folge reicht zurück, so weit sie reicht: Die sechs Monate sagen nur, wer gezählt wird.
        max(t.datum + t.beginn) filter (where t.status = 'wahrgenommen') over (partition by t.kunde_id)
            as letzter_wahrgenommener
    from stg.termin as t
    cross join ref.lauf as l
    where t.ist_beratung and t.status in ('wahrgenommen', 'nicht_erschienen') and t.datum <= l.stichtag
),

folge as (
    select
        kunde_id,
        max(datum) as letzter_datum,
        count(*) filter (
            where status = 'nicht_erschienen' and coalesce(zeitpunkt > letzter_wahrgenommener, true)
        ) as versaeumte
    from termin
    group by kunde_id
)

select
    b.kunde_id,
    b.team_id,
    case f.versaeumte when 0 then '0' when 1 then '1' when 2 then '2' else '3_und_mehr' end as versaeumnisklasse
from fct.bestand as b
inner join folge as f on f.kunde_id = b.kunde_id
cross join ref.lauf as l
where f.letzter_datum > l.stichtag_vor_6_monaten
