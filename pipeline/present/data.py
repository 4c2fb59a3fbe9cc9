"""The machine-readable result: kennzahlen.parquet and .csv for other programs, befunde.csv for the supplier."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipeline.accept.befund import Zaehlung
from pipeline.csv_file import write_csv
from pipeline.present.documents.befunde import befunde_document
from pipeline.present.excel.render import render

# The contract with other programs.
SPALTEN = (
    *("stichtag", "regelwerk", "ebene", "einheit_id", "kennzahl", "segment_art", "segment"),
    *("zaehler", "nenner", "wert", "einheit", "ziel", "mindest", "ampel", "gesperrt"),
)


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
