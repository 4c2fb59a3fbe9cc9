"""Oddities of whole files: how they are written, packed and named, what they lack, and the month before again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pipeline.sample import rewrite as u
from pipeline.sample.form import MonthFolder, Oddity

# What is planted first: rows, the row at the end of a file, then what changes files and months.
ZEILE, FUSS, MENGE, FORM, PACKUNG, WIEDERHOLUNG = range(6)


@dataclass(frozen=True)
class FileOddity(Oddity):
    """A change of a written file or month; those of a lower `stage` are made first."""

    change: Callable[[MonthFolder, str], None]
    stage: int = FORM
    needs_previous: bool = False


def _drop_last_line_end(month: MonthFolder, export: str) -> None:
    """Let a file end behind its last value."""
    file = month.folder / f"{export}.csv"
    file.write_bytes(file.read_bytes().rstrip(b"\r\n"))


DATEIEN = {
    "titelzeile": FileOddity(
        "Über der Kopfzeile stehen ein Titel und eine leere Zeile.",
        "hinweis: vorspann",
        "verbis_lebenslauf",
        u.add_title,
    ),
    "kopf_zweizeilig": FileOddity(
        "Unter der Kopfzeile steht eine zweite, die die Spalten erläutert.",
        "hinweis: kopf_zweizeilig",
        "verbis_lebenslauf",
        u.change_cells(u.add_second_header),
    ),
    "leerzeilen": FileOddity(
        "Leere Zeilen zwischen den Zeilen.", "nichts", "verbis_vereinbarungen", u.change_cells(u.add_blank_lines)
    ),
    "trenner_am_ende": FileOddity(
        "Jede Zeile endet mit zwei Trennzeichen zu viel.",
        "nichts",
        "atv_kapazitaet",
        u.change_cells(u.add_separators),
    ),
    "leere_felder_fehlen": FileOddity(
        "Leere Felder am Zeilenende sind weggelassen.",
        "hinweis: leere_felder_fehlen",
        "verbis_vermerke",
        u.change_cells(u.leave_off_blanks),
    ),
    "komma": FileOddity(
        "Kommas als Trennzeichen.", "nichts", "atv_kapazitaet", partial(u.write_dialect, separator=",")
    ),
    "tabulator": FileOddity(
        "Tabulatoren als Trennzeichen.", "nichts", "verbis_lebenslauf", partial(u.write_dialect, separator="\t")
    ),
    "anfuehrungszeichen": FileOddity(
        "Alle Felder in Anführungszeichen.", "nichts", "verbis_vereinbarungen", u.quote_all
    ),
    "utf16": FileOddity("UTF-16.", "nichts", "allegro_antraege", partial(u.write_dialect, encoding="utf-16")),
    "windows_1252": FileOddity(
        "Windows-1252 statt UTF-8.", "nichts", "organisation", partial(u.write_dialect, encoding="cp1252")
    ),
    "dos_kodierung": FileOddity(
        "Die Zeichenkodierung von DOS (Codepage 850).",
        "hinweis: zeichenkodierung",
        "organisation",
        partial(u.write_dialect, encoding="cp850"),
    ),
    "doppelt_kodiert": FileOddity(
        "UTF-8, noch einmal als UTF-8 kodiert.",
        "hinweis: doppelt_kodiert",
        "organisation",
        u.encode_twice,
    ),
    "zeilenende_cr": FileOddity("Zeilen enden mit CR.", "nichts", "atv_termine", partial(u.write_dialect, end="\r")),
    "bom_in_der_mitte": FileOddity(
        "Zwei Dateien aneinandergehängt, jede mit BOM und Kopfzeile.",
        "hinweis: kopf_wiederholt",
        "verbis_lebenslauf",
        u.join_halves,
    ),
    "datum_iso": FileOddity("Alle Tage als JJJJ-MM-TT.", "nichts", "atv_termine", u.change_cells(u.to_iso)),
    "nur_angekreuzt": FileOddity(
        "gefluechtet ist angekreuzt (x) oder leer.",
        "hinweis: leer_ist_nein",
        "verbis_kunden",
        u.change_column("gefluechtet", lambda flag: "x" if flag == "J" else ""),
    ),
    "wort_statt_datum": FileOddity(
        "Wo nichts abgesagt ist, steht „entfallen: nein“ statt keines Tages.",
        "warnung: spalte_zweifelhaft, wert_unlesbar",
        "atv_termine",
        u.change_column("abgesagt_am", lambda day: day or "entfallen: nein"),
    ),
    "gzip": FileOddity("Gepackt als .csv.gz.", "nichts", "atv_termine", u.pack_gzip),
    "xlsx": FileOddity("Eine Excel-Mappe statt CSV.", "nichts", "verbis_kunden", u.to_xlsx),
    "xlsx_seriell": FileOddity(
        "Eine Excel-Mappe, in der Tage Zahlen sind.",
        "nichts",
        "verbis_vereinbarungen",
        partial(u.to_xlsx, serial=True),
    ),
    "parquet": FileOddity("Eine Parquet-Datei statt CSV.", "nichts", "atv_kapazitaet", u.to_parquet),
    "fremde_spalte": FileOddity(
        "Eine Spalte Bemerkung mehr.",
        "hinweis: spalte_unbekannt",
        "verbis_massnahmen",
        u.add_column("Bemerkung", "keine"),
    ),
    "spalte_doppelt": FileOddity(
        "Die Spalte Art steht ein zweites Mal da.",
        "ablehnung: verbis_vereinbarungen.csv, zweimal",
        "verbis_vereinbarungen",
        u.add_column("Art", ""),
    ),
    "spalte_fehlt": FileOddity(
        "Die Spalte ergebnis fehlt.",
        "ablehnung: verbis_massnahmen.csv, fehlen die Spalten ergebnis",
        "verbis_massnahmen",
        u.change_cells(lambda cells: [row[:-1] for row in cells]),
    ),
    "umbenannte_spalten": FileOddity(
        "Drei Spalten heißen anders; kontaktdichte mapping schlägt die Zuordnung vor.",
        "ablehnung: verbis_kunden.csv, kontaktdichte mapping",
        "verbis_kunden",
        u.change_cells(u.rename_columns),
    ),
    "export_fehlt": FileOddity(
        "Der Export fehlt.", "ablehnung: verbis_lebenslauf, fehlen", "verbis_lebenslauf", u.drop_file
    ),
    "export_doppelt": FileOddity(
        "Der Export liegt auch als .csv.gz da.",
        "ablehnung: atv_termine.csv.gz, mehrfach",
        "atv_termine",
        partial(u.pack_gzip, keep=True),
    ),
    "zweiter_teil": FileOddity(
        "Das letzte Drittel liegt in einer zweiten Datei; sie wird genannt, nicht gelesen.",
        "warnung: datei_unbekannt",
        "verbis_vereinbarungen",
        u.cut_off,
    ),
    "zeilenende_fehlt": FileOddity(
        "Hinter der letzten Zeile fehlt das Zeilenende.",
        "hinweis: zeilenende_fehlt",
        "verbis_lebenslauf",
        _drop_last_line_end,
    ),
    "keine_teams": FileOddity(
        "Die Organisation enthält nur die Kopfzeile.",
        "ablehnung: kein einziges verwendbares Team",
        "organisation",
        u.change_cells(lambda cells: cells[:1]),
    ),
    "klartext_spalte": FileOddity(
        "Eine Spalte Nachname mehr.",
        "ablehnung: verbis_kunden.csv, Nachname",
        "verbis_kunden",
        u.add_column("Nachname", "Muster"),
    ),
    "klartext_geburtsdatum": FileOddity(
        "geburtsmonat nennt ganze Tage.",
        "ablehnung: verbis_kunden.csv, Geburtsdatum",
        "verbis_kunden",
        u.change_column("geburtsmonat", lambda month: f"17.{month[5:]}.{month[:4]}"),
    ),
    "geschrumpft": FileOddity(
        "30 % weniger Vermerke als im Vormonat.",
        "hinweis: rueckgang",
        "verbis_vermerke",
        u.shrink,
        stage=MENGE,
        needs_previous=True,
    ),
    "zip": FileOddity("Die ganze Lieferung in einem Archiv.", "nichts", "", u.pack_zip, stage=PACKUNG),
    "gleiche_lieferung": FileOddity(
        "Noch einmal die Dateien des Vormonats.",
        "hinweis: lieferung_wie_vormonat",
        "",
        u.repeat_month,
        stage=WIEDERHOLUNG,
        needs_previous=True,
    ),
}
