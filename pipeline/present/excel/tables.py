"""The sheets Kennzahlen (every row, to filter and to compute with) and Datenqualität."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

from pipeline.evaluate.bericht import Bericht, Einheit, Zeile
from pipeline.present import cell as formate
from pipeline.present.excel import fields as felder
from pipeline.present.excel.sheet import FILTERKOPF, KOPF, NOTIZ, TITEL, UNTERTITEL, ZAHL, Blatt, Feld

_KENNZAHLEN = {
    "Abschnitt": 29,
    "Kennzahl": 43,
    "Gliederung": 17,
    "Ausprägung": 35,
    "Zähler": 11,
    "Nenner": 11,
    "Ist": 10,
    "Einheit": 22,
    "Ziel": 14,
    "Abweichung": 16,
    "Vormonat": 14,
    "Veränderung": 17,
    "Bewertung": 22,
}
_TEXTSPALTEN = (
    *("Abschnitt", "Kennzahl", "Gliederung", "Ausprägung", "Einheit", "Bewertung"),
    *("Export", "Schwere", "Spalte", "Befund"),
)
_SCHWERE = {"abbruch": "Abbruch", "ausschluss": "Ausschluss", "hinweis": "Hinweis"}


def write_kennzahlen(blatt: Blatt, bericht: Bericht, einheit: Einheit) -> int:
    """Fill the sheet of all rows as an Excel table; returns the header row to repeat in print."""
    blatt.set_widths(list(_KENNZAHLEN.values()))
    blatt.add_line(f"Kennzahlen – {einheit.titel}", TITEL)
    blatt.add_line(
        f"{formate.monat(bericht.stichtag)}, Stichtag {formate.tag(bericht.stichtag)}. {felder.HINWEIS_ANTEIL}", NOTIZ
    )
    blatt.skip()
    kopfzeile = _write_head(blatt, tuple(_KENNZAHLEN))
    abschnitte = {a.id: a.titel for a in bericht.katalog.abschnitt}
    for z in einheit.zeilen:
        gliederung = bericht.katalog.segmentart.get(z.segment_art, z.segment_art)
        blatt.add_row(_row(z, abschnitte[z.kennzahl.abschnitt], gliederung))
    if einheit.zeilen:
        add_table(blatt, "tblKennzahlen", kopfzeile, len(_KENNZAHLEN))
    else:
        blatt.add_row([Feld("Für diese Einheit liegen keine Kennzahlen vor.", NOTIZ)])
    blatt.ws.freeze_panes = f"C{kopfzeile + 1}"
    return kopfzeile


def _row(z: Zeile, abschnitt: str, gliederung: str) -> list[Feld]:
    ohne_nenner = z.kennzahl.nenner is None
    return [
        Feld(abschnitt),
        Feld(felder.figure_title(z.kennzahl)),
        Feld(gliederung),
        Feld(z.segment_titel),
        felder.count(z.zaehler, gesperrt=z.gesperrt),
        Feld(None, ZAHL) if ohne_nenner else felder.count(z.nenner, gesperrt=z.gesperrt),
        felder.value(z.kennzahl, z.wert, gesperrt=z.gesperrt),
        Feld(felder.unit(z.kennzahl)),
        felder.target(z),
        felder.difference(z.kennzahl, z.abweichung),
        felder.previous(z),
        felder.difference(z.kennzahl, z.veraenderung),
        felder.light(z),
    ]


def write_datenqualitaet(blatt: Blatt, bericht: Bericht, einheit: Einheit) -> None:
    """Show what was read and noticed; it speaks of the whole delivery, whatever the unit."""
    blatt.set_widths([26, 24, 24, 14, 84])
    blatt.add_line("Datenqualität der Lieferung", TITEL)
    blatt.add_line(
        f"Gesamte Lieferung für {formate.monat(bericht.stichtag)}, nicht nur {einheit.titel}. Ausgeschlossene Zeilen "
        "gehen in keine Kennzahl ein; Hinweise schließen nichts aus.",
        NOTIZ,
    )
    blatt.skip()
    blatt.add_line("Gelesene Exporte", UNTERTITEL)
    kopf = _write_head(blatt, ("Export", "Gelesen", "Ausgeschlossen", "Geladen"))
    for z in bericht.datenqualitaet.zaehlungen:
        blatt.add_row([Feld(z.export), *(felder.count(n) for n in (z.gelesen, z.ausgeschlossen, z.geladen))])
    if bericht.datenqualitaet.zaehlungen:
        add_table(blatt, "tblExporte", kopf, 4)
    blatt.skip()
    blatt.add_line("Befunde", UNTERTITEL)
    if not bericht.datenqualitaet.befunde:
        blatt.add_line("Keine Befunde.")
        return
    kopf = _write_head(blatt, ("Schwere", "Export", "Spalte", "Anzahl", "Befund"))
    for b in bericht.datenqualitaet.befunde:
        schwere = _SCHWERE.get(b.schwere, b.schwere)
        spalte = b.spalte or formate.OHNE_WERT
        blatt.add_row([Feld(schwere), Feld(b.export), Feld(spalte), felder.count(b.anzahl), Feld(b.satz)])
    add_table(blatt, "tblBefunde", kopf, 5)


def _write_head(blatt: Blatt, namen: tuple[str, ...]) -> int:
    return blatt.add_row([Feld(n, KOPF if n in _TEXTSPALTEN else FILTERKOPF) for n in namen], mindesthoehe=20)


def add_table(blatt: Blatt, name: str, kopfzeile: int, spalten: int) -> None:
    """Make the rows since the header row an Excel table: named, with filters, read out with its headers."""
    blatt.ws.add_table(Table(displayName=name, ref=f"A{kopfzeile}:{get_column_letter(spalten)}{blatt.zeile - 1}"))
