"""Writes all files of a report: figures, findings, workbooks and pages."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipeline.evaluate.bericht import Bericht, Einheit
from pipeline.present import data as ergebnis
from pipeline.present.blocks import Document
from pipeline.present.documents.page import page_document
from pipeline.present.documents.unit import unit_document
from pipeline.present.excel import render as excel
from pipeline.present.html import render as html


def write_report(
    ordner: Path,
    bericht: Bericht,
    auswahl: tuple[Einheit, ...],
    figuren: pl.DataFrame,
    befunde: pl.DataFrame,
    melden: Callable[[str], None],
) -> list[Path]:
    """Write into an empty folder; `auswahl` are the units that get a workbook. Returns the workbooks."""
    melden("Schreiben: Kennzahlen und Befunde")
    ergebnis.write_figures(figuren, ordner / "daten")
    ergebnis.write_findings(befunde, ordner / "daten", bericht.datenqualitaet.zaehlungen)
    namen = file_names(bericht.einheiten)
    mappen = []
    for einheit in auswahl:
        datei = ordner / "excel" / f"{namen[einheit.ebene, einheit.id]}.xlsx"
        melden(f"Schreiben: {datei.name}")
        datei.parent.mkdir(exist_ok=True)
        datei.write_bytes(excel.render(unit_document(bericht, einheit)))
        mappen.append(datei)
    melden("Schreiben: index.html")
    _write_page(page_document(bericht), ordner)
    return mappen


def write_document(document: Document, ordner: Path, name: str) -> None:
    """Write a report that is one workbook and one page into an empty folder, laid out as the monthly reports are."""
    (ordner / "excel").mkdir()
    (ordner / "excel" / f"{name}.xlsx").write_bytes(excel.render(document))
    _write_page(document, ordner)


def _write_page(document: Document, ordner: Path) -> None:
    (ordner / "html").mkdir()
    (ordner / "html" / "index.html").write_text(html.render(document), encoding="utf-8", newline="\n")


def select_units(bericht: Bericht, teams: tuple[str, ...], bereiche: tuple[str, ...]) -> tuple[Einheit, ...]:
    """Return the units that get a workbook: all, or the named teams and Bereiche (these with their teams)."""
    if not teams and not bereiche:
        return bericht.einheiten
    gewaehlte_bereiche = [e for e in bericht.of_ebene("bereich") if e.id in bereiche]
    gewaehlte_teams = {*teams, *(t for e in gewaehlte_bereiche for t in e.teams)}
    return (*gewaehlte_bereiche, *(e for e in bericht.of_ebene("team") if e.id in gewaehlte_teams))


def file_names(einheiten: tuple[Einheit, ...]) -> dict[tuple[str, str], str]:
    """Return a file name (without ending) for each unit: safe on every system and used only once.

    Ids come out of the delivery; a name keeps their letters and digits only, and two units whose names would
    fall together are numbered in the order of their ids.
    """
    namen: dict[tuple[str, str], str] = {}
    vergeben: dict[str, int] = {}
    for einheit in sorted(einheiten, key=lambda e: (e.ebene, e.id)):
        ascii_id = unicodedata.normalize("NFKD", einheit.id).encode("ascii", "ignore").decode()
        stamm = f"{einheit.ebene}-{re.sub(r'[^A-Za-z0-9]+', '-', ascii_id).strip('-')[:40] or 'ohne-kennung'}"
        if einheit.ebene == "gesamt":
            stamm = "gesamt"
        vergeben[stamm.lower()] = vergeben.get(stamm.lower(), 0) + 1
        nummer = vergeben[stamm.lower()]
        namen[einheit.ebene, einheit.id] = stamm if nummer == 1 else f"{stamm}_{nummer}"
    return namen
