"""befunde.xlsx: the findings as the suppliers of a delivery get them, one sheet per source system."""

import io
from collections.abc import Sequence
from datetime import date

import polars as pl
from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.accept import befund as bf
from pipeline.present.excel.package import normalise
from pipeline.present.excel.sheet import KOPF, LANGTEXT, NOTIZ, TEXT, TITEL, ZAHL, ZAHLKOPF, Feld, Mappe

SYSTEME = {"organisation": "Organisation", "verbis": "VerBIS", "atv": "ATV", "allegro": "ALLEGRO"}
_FOLGEN = {
    bf.ABBRUCH: "Lieferung nicht verwendbar",
    bf.AUSSCHLUSS: "Zeile ausgeschlossen",
    bf.HINWEIS: "Hinweis",
}
_HOECHSTENS_BEREICHE = 300
# The file says nothing of the moment it was written: the same findings, the same bytes.
_TAG = date(2000, 1, 1)


def render_findings(befunde: pl.DataFrame, zaehlungen: Sequence[bf.Zaehlung]) -> bytes:
    """Return the workbook: counts that add up, then what each source system has to put right."""
    mappe = Mappe()
    _write_counts(mappe, zaehlungen)
    for praefix, titel in SYSTEME.items():
        teil = befunde.filter(pl.col("export").str.starts_with(praefix))
        if teil.height:
            _write_system(mappe, titel, teil)
    mappe.workbook.calculation.fullCalcOnLoad = False
    for blatt in mappe.workbook.worksheets:
        blatt.page_setup.orientation, blatt.page_setup.paperSize = "landscape", blatt.PAPERSIZE_A4
        blatt.page_setup.fitToWidth, blatt.page_setup.fitToHeight = 1, 0
        blatt.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    puffer = io.BytesIO()
    mappe.workbook.save(puffer)
    return normalise(puffer, _TAG, [])


def row_ranges(zeilen: pl.Series) -> str:
    """Return row numbers as a reader looks them up: „5, 7–9“."""
    sortiert = zeilen.drop_nulls().unique().sort()
    if sortiert.is_empty():
        return "ganze Datei"
    bereiche = (
        pl.DataFrame({"zeile": sortiert})
        .group_by((pl.col("zeile").diff().fill_null(1) != 1).cum_sum().alias("nr"), maintain_order=True)
        .agg(pl.col("zeile").min().alias("von"), pl.col("zeile").max().alias("bis"))
    )
    texte = [str(v) if v == b else f"{v}–{b}" for _, v, b in bereiche.head(_HOECHSTENS_BEREICHE).iter_rows()]
    mehr = ", … (alle in befunde.csv)" if bereiche.height > _HOECHSTENS_BEREICHE else ""
    return ", ".join(texte) + mehr


def _write_counts(mappe: Mappe, zaehlungen: Sequence[bf.Zaehlung]) -> None:
    blatt = mappe.add_sheet("Übersicht")
    blatt.set_widths([26, 44, 14])
    blatt.add_line("Befunde der Lieferung", TITEL)
    blatt.add_line(
        "Gelesen = geladen + ausgeschlossen; eine ausgeschlossene Zeile zählt bei ihrem ersten Grund.", NOTIZ
    )
    blatt.skip()
    blatt.add_row([Feld("Export", KOPF), Feld("Zeilen", KOPF), Feld("Anzahl", ZAHLKOPF)])
    for z in zaehlungen:
        blatt.add_row([Feld(z.export, TEXT), Feld("gelesen", TEXT), Feld(z.gelesen, ZAHL)])
        for code, anzahl in z.gruende:
            blatt.add_row([Feld("", TEXT), Feld(f"ausgeschlossen: {code}", TEXT), Feld(anzahl, ZAHL)])
        blatt.add_row([Feld("", TEXT), Feld("geladen", TEXT), Feld(z.geladen, ZAHL)])


def _write_system(mappe: Mappe, titel: str, befunde: pl.DataFrame) -> None:
    blatt = mappe.add_sheet(titel)
    blatt.set_widths([26, 24, 22, 60, 10, 50])
    blatt.add_line(f"{titel}: zu prüfen und zu berichtigen", TITEL)
    blatt.add_line("Zeilennummern wie in der gelieferten Datei, Kopfzeile mitgezählt.", NOTIZ)
    blatt.skip()
    kopf = ["Datei", "Spalte", "Folge", "Grund", "Anzahl", "Zeilen"]
    blatt.add_row([Feld(name, ZAHLKOPF if name == "Anzahl" else KOPF) for name in kopf])
    for g in bf.summary(befunde, "datei").iter_rows(named=True):
        zeilen = befunde.filter(
            pl.col("datei").eq_missing(g["datei"])
            & pl.col("spalte").eq_missing(g["spalte"])
            & (pl.col("code") == g["code"])
            & (pl.col("satz") == g["satz"])
        )["zeile"]
        texte = [g["datei"], g["spalte"] or "", _FOLGEN[g["schwere"]], g["satz"]]
        felder = [Feld(text, LANGTEXT) for text in texte]
        blatt.add_row([*felder, Feld(g["anzahl"], ZAHL), Feld(row_ranges(zeilen), LANGTEXT)])
