"""Keeps excluded rows where the controlling department finds them: beside the warehouse, never in a report.

One CSV per export with the row number, the reasons and those cells that are what their column holds, so that a
corrected row can be found and compared. Text is left out, and whatever could not be read: it may be a piece of a
sentence about somebody. Of a damaged row nobody knows which cell is which, so that nothing is kept of it.
"""

import os
import shutil
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.safe_cells import keep_safe_text
from pipeline.accept.validate import CheckedExport
from pipeline.csv_file import write_csv
from schemas import EXPORTS

GRUENDE = "gruende"


def collect_excluded(part: CheckedExport, befunde: pl.DataFrame) -> pl.DataFrame:
    """Return the excluded rows of one export as text, with `zeile` and `gruende` (codes, blanks between) first.

    `befunde` have the columns of `accept.befund.SCHEMA`; after the first two the result has those of the export.
    """
    reasons = (
        befunde.filter((pl.col("export") == part.export) & (pl.col("schwere") == bf.AUSSCHLUSS))
        .group_by(pl.col(ZEILE).cast(pl.UInt32))
        .agg(pl.col("code").unique().sort().str.join(" ").alias(GRUENDE))
    )
    spaeter = part.frame.join(reasons, on=ZEILE, how="semi").with_columns(pl.exclude(ZEILE).cast(pl.String))
    columns = EXPORTS[part.export].to_schema().columns.values()
    alle = pl.concat([part.quarantaene, spaeter.select(ZEILE, *(keep_safe_text(column) for column in columns))])
    return reasons.join(alle, on=ZEILE, how="left").sort(ZEILE)


def quarantine_folder(warehouse: Path, month: str) -> Path:
    """Return where the excluded rows of a month (JJJJ-MM) lie."""
    return warehouse.with_suffix(".quarantaene") / month


def write_quarantine(folder: Path, parts: list[CheckedExport], befunde: pl.DataFrame) -> None:
    """Replace the month's folder by the excluded rows of this delivery; without any there is no folder.

    `befunde` have the columns of `accept.befund.SCHEMA`; each file has those of `collect_excluded`.
    """
    neu = folder.with_name(f".{folder.name}.{os.getpid()}.neu")
    shutil.rmtree(neu, ignore_errors=True)
    for part in parts:
        rows = collect_excluded(part, befunde)
        if rows.height:
            neu.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = neu / f"{part.export}.csv"
            write_csv(rows, file)
            file.chmod(0o600)
    shutil.rmtree(folder, ignore_errors=True)
    if neu.exists():
        neu.rename(folder)
