"""Soll-Ist → workbook."""

from openpyxl.utils import get_column_letter

from pipeline.evaluate.mean import Mittel
from pipeline.evaluate.soll_ist import Block, SollIst, SollIstZeile
from pipeline.present import cell as formate
from pipeline.present.documents import soll_ist as texte
from pipeline.present.excel.package import keep_together
from pipeline.present.excel.sheet import (
    AMPEL,
    FILTERKOPF,
    KOPF,
    LANGTEXT,
    NOTIZ,
    TEXT,
    TITEL,
    UNTERTITEL,
    ZAHL,
    ZAHLKOPF,
    Blatt,
    Feld,
    Mappe,
    Stil,
)
from pipeline.present.frame import Kopfzeilen, Rahmen, save_workbook

_SPALTEN = {
    "Profillage": 36,
    "Soll": 9,
    "Vorgabe in Worten": 46,
    "Ist": 9,
    "Abweichung": 14,
    "Bewertung": 17,
    "Personen": 12,
    "Eingehalten": 14,
    "Monate (Ist)": 14,
    "Monate (eingehalten)": 16,
}
_TEXTSPALTEN = ("Jobcenter", "Regelwerk", "Profillage", "Vorgabe in Worten", "Bewertung")
_VORNE = {"Jobcenter": 34, "Jahr": 10, "Regelwerk": 26}
_SUMME = {"schrift": "fett", "rahmen": "summe"}


def render(auswertung: SollIst) -> bytes:
    """Return the bytes of the workbook; the same evaluation gives the same bytes."""
    mappe = Mappe()
    tafeln, liste, texte_blatt = (mappe.add_sheet(n) for n in ("Soll und Ist", "Liste", "Erläuterungen"))
    blaetter: dict[Blatt, Kopfzeilen] = {tafeln: _write_blocks(tafeln, auswertung)}
    blaetter[liste] = _write_list(liste, auswertung)
    blaetter[texte_blatt] = _write_method(texte_blatt, auswertung)
    rahmen = Rahmen(texte.TITEL, texte.years(auswertung), auswertung.stichtag, auswertung.version)
    return save_workbook(mappe, blaetter, rahmen)


def _write_blocks(blatt: Blatt, auswertung: SollIst) -> Kopfzeilen:
    """Write a table per Jobcenter and year, to read."""
    blatt.set_widths(list(_SPALTEN.values()))
    blatt.add_line(texte.TITEL, TITEL)
    blatt.add_line(f"{texte.years(auswertung)} · Soll und Ist: {texte.EINHEIT}", NOTIZ)
    for block in auswertung.bloecke:
        blatt.skip()
        keep_together(blatt, len(block.zeilen) + 5)
        blatt.add_line(texte.block_title(block), UNTERTITEL)
        blatt.add_line(texte.block_note(block), NOTIZ)
        koepfe = [Feld(n, KOPF if n in _TEXTSPALTEN else ZAHLKOPF) for n in _SPALTEN]
        blatt.add_row(koepfe, mindesthoehe=20)
        for zeile in block.zeilen:
            blatt.add_row(_cells(zeile, {}))
        blatt.add_row(_cells(block.summe, _SUMME))
    blatt.skip()
    zeichen = " · ".join(f"{zeichen} {text.split(':')[0]}" for zeichen, text in formate.ZEICHENERKLAERUNG[:2])
    blatt.add_line(f"{zeichen}. „10 von 12“: zwei Monate sind geheim und zählen nicht mit.", NOTIZ)
    return None


def _write_list(blatt: Blatt, auswertung: SollIst) -> Kopfzeilen:
    """Write all rows as one list, to filter; returns the header rows to repeat in print."""
    breiten = {**_VORNE, **_SPALTEN}
    blatt.set_widths([b + 2 for b in breiten.values()])
    blatt.add_line(f"{texte.TITEL} – alle Zeilen", TITEL)
    blatt.add_line(f"Soll und Ist: {texte.EINHEIT}", NOTIZ)
    koepfe = [Feld(n, KOPF if n in _TEXTSPALTEN else FILTERKOPF) for n in breiten]
    kopfzeile = blatt.add_row(koepfe, mindesthoehe=20)
    for block in auswertung.bloecke:
        for zeile in (*block.zeilen, block.summe):
            blatt.add_row([*_origin(block), *_cells(zeile, {})])
    blatt.ws.auto_filter.ref = f"A{kopfzeile}:{get_column_letter(blatt.spalten)}{blatt.zeile - 1}"
    blatt.ws.freeze_panes = f"A{kopfzeile + 1}"
    return kopfzeile, kopfzeile


def _origin(block: Block) -> list[Feld]:
    return [Feld(block.jobcenter), Feld(float(block.jahr), ZAHL._replace(format="0")), Feld(block.regelwerk)]


def _cells(zeile: SollIstZeile, hervorhebung: dict[str, str]) -> list[Feld]:
    text, zahl = TEXT._replace(**hervorhebung), ZAHL._replace(**hervorhebung)
    bewertung = Feld(" ".join(formate.AMPEL[zeile.ampel]), AMPEL[zeile.ampel]) if zeile.ampel else Feld(None, text)
    abweichung = Feld(zeile.abweichung, zahl._replace(format="+0.0;-0.0;±0.0"))
    if texte.deviation(zeile.abweichung).startswith("±"):
        abweichung = Feld(0.0, abweichung.stil)
    return [
        Feld(zeile.titel, text),
        Feld(zeile.soll, zahl._replace(format='"≥ "0')),
        Feld(zeile.vorgabe or None, text),
        _number(zeile.ist, zeile.ist.wert, "0.0", zahl),
        abweichung,
        bewertung,
        _number(zeile.ist, zeile.ist.im_mittel, "#,##0", zahl),
        _number(zeile.quote, zeile.quote.wert, "0.0%", zahl),
        Feld(texte.months(zeile.ist), zahl),
        Feld(texte.months(zeile.quote), zahl),
    ]


def _number(mittel: Mittel, wert: float | None, form: str, stil: Stil) -> Feld:
    if wert is None:
        return Feld(formate.GESPERRT if mittel.gesperrt else formate.OHNE_WERT, stil)
    return Feld(wert, stil._replace(format=form))


def _write_method(blatt: Blatt, auswertung: SollIst) -> Kopfzeilen:
    blatt.set_widths([30, 110])
    blatt.add_line("Erläuterungen", TITEL)
    for kurz, lang in texte.method(auswertung):
        blatt.add_row([Feld(kurz, LANGTEXT._replace(schrift="fett")), Feld(lang, LANGTEXT)])
    return None
