-- eine Zeile je Person, die Neukunde ist und deren 30. Arbeitstag nach dem Antrag in den Berichtsmonat fällt
select
    f.antrag_id,
    f.team_id,
    e.erstgespraech_datum is not null as hat_erstgespraech,
    coalesce(e.erstgespraech_datum <= f.frist_10at_datum, false) as hat_binnen_10at,
    coalesce(e.erstgespraech_datum <= f.frist_30at_datum, false) as hat_binnen_30at,
    coalesce(g.kontaktart = 'persoenlich', false) as ist_persoenlich,
    exists (
        select 1
        from stg.vermerk as v
        where
            v.kunde_id = f.kunde_id
            and v.datum = e.erstgespraech_datum
            and v.vermerktyp = 'standortbestimmung'
    ) as hat_standortbestimmung,
    exists (
        select 1
        from stg.vermerk as v
        where
            v.kunde_id = f.kunde_id
            and v.datum >= f.antrag_datum
            and v.datum <= l.stichtag
            and v.vermerktyp = 'allgemein'
            and v.betreff = 'eg_verzoegerung'
    ) as hat_begruendung,
    exists (
        select 1
        from stg.termin as t
        where
            t.kunde_id = f.kunde_id
            and t.terminart = 'erstgespraech'
            and t.gebucht_am >= f.antrag_datum
            and t.gebucht_am <= l.stichtag
            and t.datum <= f.frist_10at_datum
    ) as hat_termin_10at
from fct.antragskohorte as f
cross join ref.lauf as l
left join fct.erstkontakt as e on e.antrag_id = f.antrag_id
left join fct.gespraech as g
    on g.regelwerk = f.regelwerk and g.kunde_id = f.kunde_id and g.datum = e.erstgespraech_datum
where f.ausschlussgrund is null
