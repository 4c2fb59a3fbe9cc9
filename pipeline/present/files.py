"""Writes all files of a report: figures, findings, workbooks and pages."""

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from pipeline.csv_file import write_csv
from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.einheit import Einheit
from pipeline.present.blocks import Document
from pipeline.present.data import write_befunde, write_kennzahlen
from pipeline.present.documents.changes import change_frame
from pipeline.present.documents.page import page_document
from pipeline.present.documents.unit import unit_document
from pipeline.present.excel.render import render_workbook
from pipeline.present.html.render import render_page
from pipeline.progress import Tell


def write_bericht(
    folder: Path,
    bericht: Bericht,
    frames: tuple[pl.DataFrame, pl.DataFrame],
    known: Mapping[str, Path],
    tell: Tell,
) -> dict[str, str]:
    """Write into an empty folder; returns the path of each workbook with a hash of all that it shows.

    `frames` are the published figures of the month (columns of `mart.kennzahlen`) and the findings (columns of
    `befund.SCHEMA`). `known` are workbooks made before, by that hash: what shows the same is not made again.
    """
    tell("Schreiben: Kennzahlen und Befunde")
    write_kennzahlen(frames[0], folder / "daten")
    write_befunde(frames[1], folder / "daten", bericht.datenqualitaet.zaehlungen)
    if bericht.aenderungen:
        write_csv(change_frame(bericht.aenderungen), folder / "daten" / "aenderungen.csv")
    names = file_names(bericht.einheiten)
    (folder / "excel").mkdir(exist_ok=True)
    hashes = {}
    for einheit in bericht.einheiten:
        path = f"excel/{names[einheit.ebene, einheit.id]}.xlsx"
        tell(f"Schreiben: {path}")
        document = unit_document(bericht, einheit)
        shown = hashes[path] = hashlib.sha256(repr(document).encode()).hexdigest()
        if same := known.get(shown):
            shutil.copyfile(same, folder / path)
        else:
            (folder / path).write_bytes(render_workbook(document))
    tell("Schreiben: index.html")
    _write_page(page_document(bericht), folder)
    return hashes


def write_document(document: Document, folder: Path, name: str) -> None:
    """Write a report that is one workbook and one page into an empty folder, laid out as the monthly reports are."""
    (folder / "excel").mkdir()
    (folder / "excel" / f"{name}.xlsx").write_bytes(render_workbook(document))
    _write_page(document, folder)


def _write_page(document: Document, folder: Path) -> None:
    (folder / "html").mkdir()
    (folder / "html" / "index.html").write_text(render_page(document), encoding="utf-8", newline="\n")


def workbook_paths(einheiten: Sequence[Einheit]) -> list[str]:
    """Return where in a report's folder the workbooks of these units lie."""
    return [f"excel/{name}.xlsx" for name in file_names(einheiten).values()]


def file_names(einheiten: Sequence[Einheit]) -> dict[tuple[str, str], str]:
    """Return a file name (without ending) for each unit: safe on every system and used only once.

    Ids come out of the delivery; a name keeps their letters and digits only, and two units whose names would
    fall together are numbered in the order of their ids.
    """
    names: dict[tuple[str, str], str] = {}
    used: dict[str, int] = {}
    for einheit in sorted(einheiten, key=lambda e: (e.ebene, e.id)):
        ascii_id = unicodedata.normalize("NFKD", einheit.id).encode("ascii", "ignore").decode()
        safe = re.sub(r"[^A-Za-z0-9]+", "-", ascii_id).strip("-")[:40] or "ohne-kennung"
        stem = "gesamt" if einheit.ebene == "gesamt" else f"{einheit.ebene}-{safe}"
        number = used[stem.lower()] = used.get(stem.lower(), 0) + 1
        names[einheit.ebene, einheit.id] = stem if number == 1 else f"{stem}_{number}"
    return names
