-- eine Zeile je Person
select
    k.zeile,
    k.kunde_id,
    k.bg_id,
    k.team_id,
    k.betreuung,
    k.av_status,
    coalesce(k.profillage, 'ohne') as profillage,
    k.marktnaehe,
    k.ausbildungssuchend as ist_ausbildungssuchend,
    k.gefluechtet as ist_gefluechtet,
    k.schwerbehindert_reha as ist_schwerbehindert_reha,
    k.selbststaendig as ist_selbststaendig,
    k.ergaenzer as ist_ergaenzer,
    k.par10 as ist_par10,
    k.par53a as ist_par53a,
    k.geburtsmonat as geburtstag_datum,
    k.av_seit as av_seit_datum
from raw.verbis_kunden as k
inner join ref.lauf as l on l.monat = k.monat
