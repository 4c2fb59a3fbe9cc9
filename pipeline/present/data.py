"""The machine-readable result: kennzahlen.parquet and .csv for other programs, befunde.csv for the supplier."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipeline.accept.befund import Zaehlung, with_sheets
from pipeline.csv_file import write_csv
from pipeline.present.documents.befunde import befunde_document
from pipeline.present.excel.render import render_workbook

# The contract with other programs.
SPALTEN = (
    *("stichtag", "regelwerk", "ebene", "einheit_id", "kennzahl", "segment_art", "segment"),
    *("zaehler", "nenner", "wert", "einheit", "ziel", "mindest", "ampel", "gesperrt"),
)


def write_kennzahlen(kennzahlen: pl.DataFrame, folder: Path) -> None:
    """Write the published figures of one month (columns of `SPALTEN`) as Parquet, and as CSV with the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = kennzahlen.select(SPALTEN)
    shown.write_parquet(folder / "kennzahlen.parquet", compression="zstd", statistics=False)
    write_csv(shown, folder / "kennzahlen.csv")


def write_befunde(befunde: pl.DataFrame, folder: Path, zaehlungen: Sequence[Zaehlung] = ()) -> Path:
    """Write the findings (columns of `befund.SCHEMA`) as a list and as the suppliers' workbook; returns the list."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "befunde.csv"
    write_csv(with_sheets(befunde), file)
    (folder / "befunde.xlsx").write_bytes(render_workbook(befunde_document(befunde, zaehlungen)))
    return file
