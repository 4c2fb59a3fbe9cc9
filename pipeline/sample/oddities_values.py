"""Oddities of values: rows with cells that are nothing, unreadable, unlikely, or written in another way."""

from __future__ import annotations

from pipeline.sample.form import AddedRows

_ABGELEHNT = {"status": "abgelehnt", "leistung_von": "", "leistung_bis": ""}

WERTE = {
    "zweistelliges_jahr": AddedRows(
        "Ein Vermerk mit zweistelligem Jahr.",
        "ausschluss: datum_mehrdeutig",
        "verbis_vermerke",
        [{"datum": "01.09.26"}],
    ),
    "offenes_datum": AddedRows(
        "Vereinbarungen, gültig bis 31.12.9999, 00.00.0000 und 01.01.1900.",
        "hinweis: datum_offen",
        "verbis_vereinbarungen",
        [{"gueltig_bis": day} for day in ("31.12.9999", "00.00.0000", "01.01.1900")],
    ),
    "tausenderpunkt": AddedRows(
        "Ein Termin von 1.440 Minuten; sonst hat keine Dauer einen Tausenderpunkt.",
        "ausschluss: wert_unlesbar",
        "atv_termine",
        [{"dauer_min": "1.440"}],
    ),
    "ja_nein": AddedRows(
        "Maßnahmen mit ja, Nein, 1, 0 und x statt J und N.",
        "nichts",
        "verbis_massnahmen",
        [{"mit_qualifizierung": flag} for flag in ("ja", "Nein", "1", "0", "x")],
    ),
    "nul_bytes": AddedRows(
        "Ein Vermerk mit einem NUL-Byte in der kunde_id.",
        "ausschluss: wert_unlesbar",
        "verbis_vermerke",
        [{"kunde_id": "k0000\x000000"}],
    ),
    "steuerzeichen": AddedRows(
        "Ein abgelehnter Antrag mit einem Steuerzeichen im Sonderfall.",
        "hinweis: text_bereinigt",
        "allegro_antraege",
        [{**_ABGELEHNT, "sonderfall": "Umzug\x07"}],
    ),
    "datum_unlesbar": AddedRows(
        "Zwei Termine am 31. Februar.",
        "ausschluss: wert_unlesbar",
        "atv_termine",
        [{"datum": "31.02.{jahr}"}] * 2,
    ),
    "leerwert": AddedRows(
        "Abgelehnte Anträge, in denen -, NULL und k. A. für keinen Sonderfall stehen.",
        "hinweis: leerwert",
        "allegro_antraege",
        [{**_ABGELEHNT, "sonderfall": text} for text in ("-", "NULL", "k. A.")],
    ),
    "leerwert_statt_kennung": AddedRows(
        "Zwei Anträge mit NULL und 0 statt der bg_id.",
        "ausschluss: pflichtwert_fehlt, leerwert",
        "allegro_antraege",
        [{"bg_id": "NULL"}, {"bg_id": "0"}],
    ),
    "kennung_gerundet": AddedRows(
        "Ein Vermerk, dessen kunde_id Excel zu 1,23E+11 gerundet hat.",
        "ausschluss: wert_unlesbar",
        "verbis_vermerke",
        [{"kunde_id": "1,23E+11"}],
    ),
    "fehlerwert": AddedRows(
        "Ein abgelehnter Antrag mit dem Fehlerwert #BEZUG! im Sonderfall.",
        "hinweis: wert_unlesbar",
        "allegro_antraege",
        [{**_ABGELEHNT, "sonderfall": "#BEZUG!"}],
    ),
    "jahr_unmoeglich": AddedRows(
        "Zwei Vermerke aus den Jahren 226 und 2926.",
        "ausschluss: wert_unlesbar",
        "verbis_vermerke",
        [{"datum": "15.10.0226"}, {"datum": "15.10.2926"}],
    ),
    "platzhalter_statt_tag": AddedRows(
        "Zwei Vereinbarungen vom 01.01.1970 und vom 30.12.1899.",
        "ausschluss: pflichtwert_fehlt, datum_offen",
        "verbis_vereinbarungen",
        [{"datum": "01.01.1970"}, {"datum": "30.12.1899"}],
    ),
    "tag_vor_dem_sgb": AddedRows(
        "Eine Vereinbarung aus dem Jahr 1998.",
        "hinweis: wert_ungewoehnlich",
        "verbis_vereinbarungen",
        [{"datum": "01.06.1998"}],
    ),
    "dezimalpunkt": AddedRows(
        "Stunden mit Dezimalpunkt: 7.8, 7.800 und 0.500.",
        "ausschluss: wert_unlesbar",
        "atv_kapazitaet",
        [{"datum": "{sonntag}", "arbeitszeit_std": hours} for hours in ("7.8", "7.800", "0.500")],
    ),
    "nachkommastellen": AddedRows(
        "Eine Arbeitszeit mit neun Nachkommastellen.",
        "hinweis: zahl_gerundet",
        "atv_kapazitaet",
        [{"datum": "{danach}", "arbeitszeit_std": "7,333333333", "abwesend_std": "0", "freigeschaltet_std": "0"}],
        keeps_key=True,
    ),
    "eine_lesart": AddedRows(
        "Termine um 08:00:00 und 8:00 von 30,0 Minuten.",
        "nichts",
        "atv_termine",
        [{"beginn": clock, "dauer_min": "30,0"} for clock in ("08:00:00", "8:00")],
    ),
    "geburt_nach_stichtag": AddedRows(
        "Eine Person, die 2068 geboren sein soll.",
        "hinweis: geburt_nach_stichtag",
        "verbis_kunden",
        [{"kunde_id": "k000000001", "geburtsmonat": "2068-03"}],
    ),
    "av_seit_nach_stichtag": AddedRows(
        "Eine Person, deren AV-Periode nach dem Stichtag beginnt.",
        "hinweis: av_seit_nach_stichtag",
        "verbis_kunden",
        [{"kunde_id": "k000000002", "av_seit": "{danach}"}],
    ),
    "datum_nach_folgemonat": AddedRows(
        "Ein Vermerk aus dem nächsten Jahr.",
        "hinweis: datum_nach_folgemonat",
        "verbis_vermerke",
        [{"datum": "31.12.{jahr_danach}"}],
    ),
}
