-- eine Zeile je Person des AV-Bestands und Abstand, der in den Berichtsmonat reicht: bis zum nächsten Gespräch (leer = noch keines)
with tag as (
    select kunde_id, team_id, av_seit_datum as datum, false as ist_gespraech
    from fct.bestand
    union all
    select b.kunde_id, b.team_id, g.datum, true
    from fct.bestand as b
    inner join fct.gespraech as g
        on g.regelwerk = b.regelwerk and g.kunde_id = b.kunde_id and g.datum >= b.av_seit_datum
),

abstand as (
    select
        kunde_id,
        team_id,
        datum as von_datum,
        lead(datum) over (partition by kunde_id order by datum, ist_gespraech) as gespraech_datum
    from tag
)

select
    a.kunde_id,
    a.team_id,
    a.von_datum,
    a.gespraech_datum,
    -- Am Tag des nächsten Gesprächs beginnt der nächste Abstand.
    coalesce(a.gespraech_datum - 1, l.stichtag) as bis_datum
from abstand as a
cross join ref.lauf as l
where coalesce(a.gespraech_datum > l.vorheriger_stichtag, true)
