"""Keeps excluded rows where the controlling department finds them: in the archive, never in a report.

One CSV per export with the row number, the reasons and those cells that are what their column holds, so that a
corrected row can be found and compared. Text is left out, and whatever could not be read: it may be a piece of a
sentence about somebody. Of a damaged row nobody knows which cell is which, so that nothing is kept of it.
"""

from collections.abc import Mapping
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


def write_quarantine(folder: Path, excluded: Mapping[str, pl.DataFrame]) -> None:
    """Write the excluded rows of each export (columns of `collect_excluded`) into a folder, made if there are any."""
    for export, rows in excluded.items():
        if rows.height:
            folder.mkdir(exist_ok=True)
            write_csv(bf.with_sheets(rows), folder / f"{export}.csv")
