"""Keeps excluded rows where the controlling department finds them: beside the warehouse, never in a report.

One CSV per export with the row number, the reasons and those cells that are what their column holds, so that a
corrected row can be found and compared. Text is left out, and whatever could not be read: it may be a piece of a
sentence about somebody. Of a damaged row nobody knows which cell is which, so that nothing is kept of it.
"""

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
    kept = spaeter.select(ZEILE, *(keep_safe_text(column, part.frame) for column in columns))
    alle = pl.concat([part.quarantaene, kept])
    return reasons.join(alle, on=ZEILE, how="left").sort(ZEILE)


def quarantine_folder(warehouse: Path, month: str) -> Path:
    """Return where the excluded rows of a month (JJJJ-MM) lie."""
    return warehouse.with_suffix(".quarantaene") / month


def quarantine_manifest(folder: Path) -> Path:
    """Return where the list of a quarantine folder's own files lies: beside it, for in it there is one per export."""
    return folder.with_name(f".{folder.name}.json")


def write_quarantine(folder: Path, parts: list[CheckedExport], befunde: pl.DataFrame) -> None:
    """Write the excluded rows of a delivery into an empty folder; without any it stays empty.

    `befunde` have the columns of `accept.befund.SCHEMA`; each file has those of `collect_excluded`.
    """
    folder.chmod(0o700)
    for part in parts:
        rows = collect_excluded(part, befunde)
        if rows.height:
            file = folder / f"{part.export}.csv"
            write_csv(bf.with_sheets(rows), file)
            file.chmod(0o600)
