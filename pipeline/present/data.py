"""The machine-readable result: kennzahlen.parquet and .csv for other programs, befunde.csv for the supplier."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipeline.accept.befund import Zaehlung
from pipeline.present.documents.befunde import befunde_document
from pipeline.present.excel.render import render

SPALTEN = [
    "stichtag",
    "regelwerk",
    "ebene",
    "einheit_id",
    "kennzahl",
    "segment_art",
    "segment",
    "zaehler",
    "nenner",
    "wert",
    "einheit",
    "ziel",
    "mindest",
    "ampel",
    "gesperrt",
]


def write_figures(kennzahlen: pl.DataFrame, ordner: Path) -> None:
    """Write the published figures of one month as Parquet and as CSV with the same rows and columns."""
    ordner.mkdir(parents=True, exist_ok=True)
    figuren = kennzahlen.select(SPALTEN)
    figuren.write_parquet(ordner / "kennzahlen.parquet", compression="zstd", statistics=False)
    write_csv(figuren, ordner / "kennzahlen.csv")


def write_findings(befunde: pl.DataFrame, ordner: Path, zaehlungen: Sequence[Zaehlung] = ()) -> Path:
    """Write one row per finding, and the workbook that goes back to the suppliers; returns the list."""
    ordner.mkdir(parents=True, exist_ok=True)
    datei = ordner / "befunde.csv"
    write_csv(befunde, datei)
    (ordner / "befunde.xlsx").write_bytes(render(befunde_document(befunde, zaehlungen)))
    return datei


def write_csv(frame: pl.DataFrame, datei: Path) -> None:
    """Write as German Excel reads it: `;`, decimal comma, UTF-8 with BOM, no cell that begins a formula."""
    zahlen = [_german_number(name) for name, dtype in frame.schema.items() if dtype.is_float()]
    texte = [_inert(name) for name, dtype in frame.schema.items() if dtype == pl.String]
    frame.with_columns(*zahlen, *texte).write_csv(datei, separator=";", include_bom=True, line_terminator="\r\n")


def _german_number(spalte: str) -> pl.Expr:
    text = pl.col(spalte).cast(pl.String).str.replace(r"\.0$", "").str.replace(".", ",", literal=True)
    return text.alias(spalte)


def _inert(spalte: str) -> pl.Expr:
    """Prefix text that a spreadsheet would take for a formula."""
    beginnt = pl.col(spalte).str.contains(r"^[=+\-@\t\r]")
    return pl.when(beginnt).then(pl.lit("'") + pl.col(spalte)).otherwise(pl.col(spalte)).alias(spalte)
