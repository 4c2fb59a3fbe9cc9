"""Oddities in rows: copies of an export's first rows, each with a new key and changed cells, appended to it."""

from __future__ import annotations

from pipeline.sample.form import COLUMNS, AddedRows
from pipeline.sample.oddities_values import WERTE


def _twice(**cells: str) -> list[dict[str, str]]:
    return [cells, cells]


def _team(name: str) -> list[dict[str, str]]:
    return [{"team_id": name, "team_name": name, "bereich_id": name, "bereich_name": name}]


_GEHALTEN = {"gebucht_am": "01.{monat}", "terminart": "sonstiger", "status": "wahrgenommen", "abgesagt_am": ""}
_ABGELEHNT = {"status": "abgelehnt", "leistung_von": "", "leistung_bis": ""}

ZEILEN = {
    "unbekannte_person": AddedRows(
        "Zwei Vermerke einer Person, die nicht im Kundenexport steht.",
        "hinweis: person_unbekannt",
        "verbis_vermerke",
        _twice(kunde_id="k000000000"),
    ),
    "unbekanntes_team": AddedRows(
        "Zwei Termine eines Teams, das nicht in der Organisation steht.",
        "ausschluss: team_unbekannt",
        "atv_termine",
        _twice(team_id="T999"),
    ),
    "doppelter_schluessel": AddedRows(
        "Der erste Vermerk noch einmal, mit demselben Schlüssel.",
        "ausschluss: schluessel_doppelt",
        "verbis_vermerke",
        [{}],
        keeps_key=True,
    ),
    "code_unbekannt": AddedRows(
        "Zwei Vermerke mit der Kontaktart „brieftaube“.",
        "ausschluss: code_unbekannt",
        "verbis_vermerke",
        _twice(kontaktart="brieftaube"),
    ),
    "pflichtwert_fehlt": AddedRows(
        "Ein Vermerk ohne Vermerktyp.", "ausschluss: pflichtwert_fehlt", "verbis_vermerke", [{"vermerktyp": ""}]
    ),
    "betreff_freitext": AddedRows(
        "Drei Vermerke mit freiem Text im Betreff.",
        "hinweis: freitext_verworfen",
        "verbis_vermerke",
        [{"vermerktyp": "allgemein", "betreff": "kommt lieber vormittags"}] * 3,
    ),
    "bis_vor_von": AddedRows(
        "Eine Arbeitsunfähigkeit vom 20. bis zum 2. desselben Monats.",
        "hinweis: ende_vor_beginn",
        "verbis_lebenslauf",
        [{"art": "arbeitsunfaehig", "von": "20.{monat}", "bis": "02.{monat}"}],
    ),
    "termin_am_sonntag": AddedRows(
        "Ein wahrgenommener Termin am letzten Sonntag des Monats.",
        "hinweis: termin_am_sonntag",
        "atv_termine",
        [{**_GEHALTEN, "datum": "{sonntag}"}],
    ),
    "kapazitaet_am_feiertag": AddedRows(
        "Eine Fachkraft, die am Tag der Deutschen Einheit arbeitet.",
        "hinweis: kapazitaet_am_feiertag",
        "atv_kapazitaet",
        [{"datum": "{feiertag}", "arbeitszeit_std": "7,8", "abwesend_std": "0", "freigeschaltet_std": "0"}],
        keeps_key=True,
    ),
    "klartext_kundennummer": AddedRows(
        "Ein Vermerk, dessen kunde_id die Form einer Kundennummer hat.",
        "ablehnung: verbis_vermerke.csv, Kundennummer",
        "verbis_vermerke",
        [{"kunde_id": "123A456789"}],
    ),
    "schluessel_fehlt": AddedRows(
        "Ein Vermerk ohne Schlüssel.", "ausschluss: schluessel_fehlt", "verbis_vermerke", [{"vermerk_id": ""}]
    ),
    "zwei_av_status": AddedRows(
        "Die erste Person noch zweimal, mit verschiedenen av_status.",
        "ausschluss: schluessel_doppelt, zwei_av_status",
        "verbis_kunden",
        [{"av_status": "ratsuchend"}, {"av_status": "abgemeldet"}],
        from_one=True,
    ),
    "vermerk_vor_geburt": AddedRows(
        "Ein Vermerk aus dem Jahr 1930.",
        "hinweis: vermerk_vor_geburt, wert_ungewoehnlich",
        "verbis_vermerke",
        [{"datum": "15.01.1930"}],
    ),
    "termin_in_zukunft_wahrgenommen": AddedRows(
        "Ein Termin nach dem Stichtag, der schon wahrgenommen ist.",
        "hinweis: termin_in_zukunft_wahrgenommen",
        "atv_termine",
        [{**_GEHALTEN, "datum": "{danach}"}],
    ),
    "bereich_in_mehreren_jobcentern": AddedRows(
        "Ein Team eines zweiten Jobcenters, im Bereich des ersten Teams.",
        "hinweis: bereich_in_mehreren_jobcentern",
        "organisation",
        [{"jobcenter_id": "JC02", "jobcenter_name": "Jobcenter Eichental"}],
    ),
    "leistung_ueberlappt": AddedRows(
        "Zwei bewilligte Anträge einer Person für denselben Zeitraum.",
        "hinweis: leistung_ueberlappt",
        "allegro_antraege",
        [{"status": "bewilligt", "einmalzahlung": "N", "leistung_von": "01.{monat}", "leistung_bis": "28.{monat}"}] * 2,
        from_one=True,
    ),
    "massnahme_ende_vor_beginn": AddedRows(
        "Eine Maßnahme, die am 20. beginnt und am 2. desselben Monats endet.",
        "hinweis: ende_vor_beginn",
        "verbis_massnahmen",
        [{"eintritt": "20.{monat}", "austritt": "02.{monat}", "ergebnis": "abgebrochen"}],
    ),
    "abwesend_laenger_als_arbeitszeit": AddedRows(
        "Eine Fachkraft, die an einem Tag 9 von 4 Stunden abwesend ist.",
        "hinweis: abwesend_laenger_als_arbeitszeit",
        "atv_kapazitaet",
        [{"datum": "{sonntag}", "arbeitszeit_std": "4", "abwesend_std": "9", "freigeschaltet_std": "0"}],
        keeps_key=True,
    ),
    "fachkraft_unbekannt": AddedRows(
        "Stunden einer Fachkraft, die in keinem Termin vorkommt.",
        "hinweis: fachkraft_unbekannt",
        "atv_kapazitaet",
        [{"datum": "{sonntag}"}],
    ),
    "windows_zeichen": AddedRows(
        "Ein abgelehnter Antrag mit „ “ – € im Sonderfall, in Windows-1252.",
        "nichts",
        "allegro_antraege",
        [{**_ABGELEHNT, "sonderfall": "„Härtefall“ – 5 €"}],
    ),
    "umbruch_im_feld": AddedRows(
        "Eine Maßnahme mit Semikolon, Anführungszeichen und Zeilenumbruch im Namen.",
        "nichts",
        "verbis_massnahmen",
        [{"massnahmeart": '"FbW ""Lager""; Logistik\r\nund Transport"'}],
    ),
    "formel": AddedRows("Ein Team, dessen Name eine Formel ist.", "nichts", "organisation", _team("=cmd|'/c calc'!A1")),
    "html": AddedRows(
        "Ein Team, dessen Name ein Skript in HTML ist.", "nichts", "organisation", _team("<script>alert(1)</script>")
    ),
    "pfad": AddedRows("Ein Team, dessen Kennung ein Pfad ist (../../x).", "nichts", "organisation", _team("../../x")),
    "sql": AddedRows(
        "Ein Team, dessen Name eine SQL-Anweisung ist.", "nichts", "organisation", _team('"\'); drop table raw.x; --"')
    ),
    "zeile_zu_lang": AddedRows(
        "Ein Vermerk mit einem Semikolon im Betreff, ohne Anführungszeichen.",
        "ausschluss: zeile_zu_lang",
        "verbis_vermerke",
        [{"betreff": "rief an; kommt"}],
    ),
    "zeile_zu_kurz": AddedRows(
        "Ein Vermerk, dem das letzte Feld fehlt.",
        "ausschluss: zeile_zu_kurz",
        "verbis_vermerke",
        [{"betreff": ""}],
        cut=lambda cells: ";".join(cells[:-1]),
    ),
    "zeile_unlesbar": AddedRows(
        "Ein Vermerk mit einem Anführungszeichen, das nicht geschlossen wird.",
        "ausschluss: zeile_unlesbar",
        "verbis_vermerke",
        [{}],
        cut=lambda cells: '"' + ";".join(cells),
    ),
    "kopf_wiederholt": AddedRows(
        "Die Kopfzeile noch einmal unter den Vermerken.",
        "hinweis: kopf_wiederholt",
        "verbis_vermerke",
        [{column: column for column in COLUMNS["verbis_vermerke"].split(";")}],
    ),
    "fusszeile": AddedRows(
        "Eine Summenzeile am Ende der Vermerke.",
        "hinweis: fusszeile",
        "verbis_vermerke",
        [{}],
        cut=lambda cells: "Summe;4711",
        is_footer=True,
    ),
    "klartext_email": AddedRows(
        "Eine Maßnahme, deren Name eine E-Mail-Adresse enthält.",
        "ablehnung: verbis_massnahmen.csv, E-Mail-Adresse",
        "verbis_massnahmen",
        [{"massnahmeart": "Anmeldung bei kurs@example.org"}],
    ),
    "klartext_iban": AddedRows(
        "Ein Antrag mit einer IBAN im Sonderfall.",
        "ablehnung: allegro_antraege.csv, IBAN",
        "allegro_antraege",
        [{"sonderfall": "DE02 1203 0000 0000 2020 51"}],
    ),
    "klartext_bg_nummer": AddedRows(
        "Ein Antrag, dessen bg_id die Form einer BG-Nummer hat.",
        "ablehnung: allegro_antraege.csv, BG-Nummer",
        "allegro_antraege",
        [{"bg_id": "12345//0001234"}],
    ),
    "klartext_sozialversicherungsnummer": AddedRows(
        "Eine Vereinbarung, deren kunde_id die Form einer Sozialversicherungsnummer hat.",
        "ablehnung: verbis_vereinbarungen.csv, Sozialversicherungsnummer",
        "verbis_vereinbarungen",
        [{"kunde_id": "65170839J003"}],
    ),
    **WERTE,
}
