"""Whole outputs of the sample as text; `make golden` rewrites them, and the diff is what a change does to figures."""

import io
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import polars as pl
import pytest

GOLDEN = Path(__file__).parent / "golden"
OKTOBER = "2026-10"


def dump_workbook(datei: Path) -> str:
    """Every filled cell, sheet by sheet and row by row, with the number format of numbers; rows bear no numbers."""
    mappe = openpyxl.load_workbook(datei)
    zeilen = []
    for blatt in mappe:
        zeilen.append(f"=== {blatt.title} ({len(blatt._charts)} Diagramme)")
        for zeile in blatt.iter_rows():
            zellen = [_cell(z) for z in zeile if z.value is not None]
            if zellen:
                zeilen.append(" | ".join(zellen))
    return "\n".join(zeilen) + "\n"


def _cell(zelle) -> str:
    if isinstance(zelle.value, float):
        return f"{zelle.value:.6g} [{zelle.number_format}]"
    return str(zelle.value).replace("\n", " ⏎ ")


class _Text(HTMLParser):
    """The words of a page, one line per block, without style."""

    def __init__(self) -> None:
        super().__init__()
        self.zeilen, self.stumm = io.StringIO(), 0

    def handle_starttag(self, tag, attrs):
        self.stumm += tag in ("style", "script")
        if tag in ("tr", "p", "h1", "h2", "h3", "h4", "li", "caption", "section", "dt", "dd", "div"):
            self.zeilen.write("\n")
        if tag in ("td", "th"):
            self.zeilen.write(" | ")
        if tag == "svg":
            self.zeilen.write(f" ⟨{dict(attrs).get('aria-label', '')}⟩ ")

    def handle_endtag(self, tag):
        self.stumm -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.stumm:
            self.zeilen.write(" ".join(data.split()) + (" " if data.strip() else ""))


def dump_page(datei: Path) -> str:
    text = _Text()
    text.feed(datei.read_text(encoding="utf-8"))
    return "\n".join(z.strip() for z in text.zeilen.getvalue().splitlines() if z.strip(" |")) + "\n"


def dump_figures(datei: Path) -> str:
    frame = pl.read_parquet(datei).filter(pl.col("ebene") == "jobcenter").drop("stichtag", "ebene", "einheit_id")
    return frame.write_csv(separator=";", float_precision=6)


DUMPS = {
    "kennzahlen_jobcenter.csv": (dump_figures, "daten/kennzahlen.parquet"),
    "befunde.csv": (lambda d: d.read_text(encoding="utf-8-sig"), "daten/befunde.csv"),
    "team-T415.txt": (dump_workbook, "excel/team-T415.xlsx"),
    "bereich-B02.txt": (dump_workbook, "excel/bereich-B02.xlsx"),
    "index.txt": (dump_page, "html/index.html"),
}


@pytest.mark.parametrize("name", DUMPS)
def test_sample_report_is_as_reviewed(reported, request, name):
    dump, quelle = DUMPS[name]
    text = dump(reported / OKTOBER / quelle)
    datei = GOLDEN / name
    if request.config.getoption("--golden"):
        GOLDEN.mkdir(exist_ok=True)
        datei.write_text(text, encoding="utf-8", newline="\n")
        return
    assert datei.exists(), f"tests/present/golden/{name} is missing: run `make golden` and review it"
    erwartet = datei.read_text(encoding="utf-8")
    assert text == erwartet, f"tests/present/golden/{name} differs: run `make golden` and review the diff"
