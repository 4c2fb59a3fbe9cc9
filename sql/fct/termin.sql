-- eine Zeile je Termin im Berichtsmonat
with monat as (
    select
        t.*,
        f.regelwerk,
        r.absage_tage_vorher,
        r.kontaktversuch_arbeitstage
    from stg.termin as t
    inner join fct.team as f on f.team_id = t.team_id
    inner join ref.regelwerk as r on r.regelwerk = f.regelwerk
    cross join ref.lauf as l
    where t.datum > l.vorheriger_stichtag and t.datum <= l.stichtag
),

kontaktversuch as (
    select distinct
        kunde_id,
        datum
    from stg.vermerk
    cross join ref.lauf as l
    where (kontaktart = 'telefon' or betreff = 'kontaktversuch') and datum <= l.stichtag
),

mit_kontaktversuch as (
    select distinct m.termin_id
    from monat as m
    inner join ref.kalender as tag on tag.regelwerk = m.regelwerk and tag.datum = m.datum
    inner join ref.kalender as letzter
        on
            letzter.regelwerk = m.regelwerk
            and letzter.ist_arbeitstag
            and letzter.nummer = tag.nummer + m.kontaktversuch_arbeitstage
    inner join kontaktversuch as v
        on v.kunde_id = m.kunde_id and v.datum >= m.datum and v.datum <= letzter.datum
    where m.status = 'nicht_erschienen' and m.ist_beratung
),

neu_besetzt as (
    select distinct m.termin_id
    from monat as m
    inner join stg.termin as a
        on
            a.ifk_id = m.ifk_id
            and a.datum = m.datum
            and a.termin_id <> m.termin_id
            and not a.ist_abgesagt
            and a.beginn >= m.beginn
            and date_diff('minute', m.beginn, a.beginn) < m.dauer_min
            -- Was schon vor der Absage gebucht war, hat die frei gewordene Zeit nicht neu besetzt.
            and a.gebucht_am >= m.abgesagt_am
    cross join ref.lauf as l
    where m.status = 'abgesagt_kunde' and m.ist_beratung and a.gebucht_am <= l.stichtag
),

mit_folgetermin as (
    select distinct m.termin_id
    from monat as m
    inner join stg.termin as f
        on f.kunde_id = m.kunde_id and f.ist_beratung and f.gebucht_am = m.datum and f.datum > m.datum
    where m.status = 'wahrgenommen' and m.ist_beratung
),

vermerktag as (
    select distinct
        v.kunde_id,
        v.datum
    from stg.vermerk as v
    cross join ref.lauf as l
    where v.datum > l.vorheriger_stichtag and v.datum <= l.stichtag
)

select
    m.termin_id,
    m.team_id,
    m.ifk_id,
    m.datum,
    m.terminart,
    m.status,
    m.dauer_min,
    m.ist_beratung,
    m.ist_abgesagt,
    m.ist_beratung and m.status = 'wahrgenommen' as ist_gehaltene_beratung,
    m.kunde_id is not null as hat_person,
    coalesce(
        m.ist_beratung
        and m.status = 'abgesagt_kunde'
        and m.abgesagt_am + to_days(m.absage_tage_vorher) <= m.datum,
        false
    ) as ist_frueh_abgesagt,
    v.termin_id is not null as hat_kontaktversuch,
    n.termin_id is not null as ist_neu_besetzt,
    f.termin_id is not null as hat_folgetermin,
    d.kunde_id is not null as hat_vermerk
from monat as m
left join mit_kontaktversuch as v on v.termin_id = m.termin_id
left join neu_besetzt as n on n.termin_id = m.termin_id
left join mit_folgetermin as f on f.termin_id = m.termin_id
left join vermerktag as d on d.kunde_id = m.kunde_id and d.datum = m.datum
