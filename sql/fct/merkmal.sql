-- eine Zeile je Person des AV-Bestands und Merkmal, nach dem eine Kontaktregel fragen kann
with person as (
    select *
    from fct.person
    where ist_bestand
),

angabe as (
    select kunde_id, 'altersgruppe' as merkmal, altersgruppe as wert from person
    union all
    select kunde_id, 'team_art', team_art from person
    union all
    select kunde_id, 'team_id', team_id from person
    union all
    select kunde_id, 'betreuung', betreuung from person
    union all
    select kunde_id, 'av_status', av_status from person
    union all
    select kunde_id, 'profillage', profillage from person
    union all
    select kunde_id, 'marktnaehe', marktnaehe from person
),

flag as (
    select kunde_id, 'immer' as merkmal, true as trifft_zu from person
    union all
    select kunde_id, 'ausbildungssuchend', ist_ausbildungssuchend from person
    union all
    select kunde_id, 'gefluechtet', ist_gefluechtet from person
    union all
    select kunde_id, 'schwerbehindert_reha', ist_schwerbehindert_reha from person
    union all
    select kunde_id, 'selbststaendig', ist_selbststaendig from person
    union all
    select kunde_id, 'ergaenzer', ist_ergaenzer from person
    union all
    select kunde_id, 'par10', ist_par10 from person
    union all
    select kunde_id, 'par53a', ist_par53a from person
    union all
    select kunde_id, 'massnahme_laufend', hat_laufende_massnahme from person
),

lebenslauf as (
    select
        e.kunde_id,
        e.art,
        e.von_datum,
        e.bis_datum,
        e.von_datum <= l.stichtag and coalesce(e.bis_datum >= l.stichtag, true) as gilt,
        coalesce(e.bis_datum < l.stichtag, false) as ist_beendet
    from stg.lebenslauf as e
    inner join person as p on p.kunde_id = e.kunde_id
    cross join ref.lauf as l
)

select kunde_id, merkmal, wert, null::date as seit_datum from angabe
union all
select kunde_id, merkmal, if(trifft_zu, 'J', 'N'), null::date from flag
union all
select kunde_id, 'av_seit', 'J', av_seit_datum from person
union all
select kunde_id, 'lebenslauf', art, von_datum from lebenslauf where gilt
union all
select kunde_id, 'lebenslauf_beendet', art, max(bis_datum) from lebenslauf where ist_beendet group by kunde_id, art
