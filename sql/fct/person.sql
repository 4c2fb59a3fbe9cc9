-- eine Zeile je Person, mit Team, Regelwerk und Alter am Stichtag
with schulpflicht as (
    select distinct e.kunde_id
    from stg.lebenslauf as e
    cross join ref.lauf as l
    where
        e.art = 'vollzeitschulpflicht'
        and e.von_datum <= l.stichtag
        and coalesce(e.bis_datum >= l.stichtag, true)
),

teilnahme as (
    select distinct m.kunde_id
    from stg.massnahme as m
    cross join ref.lauf as l
    where
        m.ergebnis = 'laufend'
        and m.eintritt_datum <= l.stichtag
        and coalesce(m.austritt_datum >= l.stichtag, true)
)

select
    k.kunde_id,
    k.bg_id,
    k.team_id,
    t.team_art,
    t.jobcenter_id,
    t.regelwerk,
    k.betreuung,
    k.av_status,
    k.profillage,
    coalesce(
        k.marktnaehe, if(p.profillage is not null, 'marktnah', 'nicht_marktnah')
    ) as marktnaehe,
    if(k.geburtstag_datum + to_years(25) > l.stichtag, 'u25', 'ue25') as altersgruppe,
    k.geburtstag_datum,
    k.av_seit_datum,
    k.ist_ausbildungssuchend,
    k.ist_gefluechtet,
    k.ist_schwerbehindert_reha,
    k.ist_selbststaendig,
    k.ist_ergaenzer,
    k.ist_par10,
    k.ist_par53a,
    m.kunde_id is not null as hat_laufende_massnahme,
    b.av_status is not null and k.av_seit_datum <= l.stichtag and s.kunde_id is null as ist_bestand
from stg.kunde as k
inner join fct.team as t on t.team_id = k.team_id
cross join ref.lauf as l
left join ref.bestand_status as b on b.regelwerk = t.regelwerk and b.av_status = k.av_status
left join ref.marktnah_profillage as p on p.regelwerk = t.regelwerk and p.profillage = k.profillage
left join schulpflicht as s on s.kunde_id = k.kunde_id
left join teilnahme as m on m.kunde_id = k.kunde_id
