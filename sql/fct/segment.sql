-- eine Zeile je Person des AV-Bestands und Gliederung, zu der sie gehört
select kunde_id, 'gesamt' as segment_art, 'gesamt' as segment from fct.bestand
union all
select kunde_id, 'altersgruppe', altersgruppe from fct.bestand
union all
select kunde_id, 'av_status', av_status from fct.bestand
union all
select kunde_id, 'profillage', profillage from fct.bestand
union all
select kunde_id, 'dauerklasse', dauerklasse from fct.bestand
union all
select kunde_id, 'lebenslage', lebenslage from fct.bestand
