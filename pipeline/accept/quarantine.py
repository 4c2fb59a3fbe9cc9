"""Keeps excluded rows where the controlling department finds them: beside the warehouse, never in a report.

One CSV per export with the row number, the reasons and the cells as delivered (free text and days of birth left out),
so that a corrected row can be compared with what it was.
"""

import os
import shutil
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.validate import Geprueft
from pipeline.csv_file import write_csv

GRUENDE = "gruende"


def collect_excluded(teil: Geprueft, befunde: pl.DataFrame) -> pl.DataFrame:
    """Return the excluded rows of one export as text, with `zeile` and `gruende` first."""
    gruende = (
        befunde.filter((pl.col("export") == teil.export) & (pl.col("schwere") == bf.AUSSCHLUSS))
        .group_by(pl.col(ZEILE).cast(pl.UInt32))
        .agg(pl.col("code").unique().sort().str.join(" ").alias(GRUENDE))
    )
    spaeter = teil.frame.join(gruende, on=ZEILE, how="semi").with_columns(pl.exclude(ZEILE).cast(pl.String))
    alle = pl.concat([teil.quarantaene, spaeter.select(teil.quarantaene.columns)])
    return gruende.join(alle, on=ZEILE, how="left").sort(ZEILE)


def write_quarantine(ordner: Path, teile: list[Geprueft], befunde: pl.DataFrame) -> None:
    """Replace the month's folder by the excluded rows of this delivery; without any there is no folder."""
    neu = ordner.with_name(f".{ordner.name}.{os.getpid()}.neu")
    shutil.rmtree(neu, ignore_errors=True)
    for teil in teile:
        zeilen = collect_excluded(teil, befunde)
        if zeilen.height:
            neu.mkdir(parents=True, exist_ok=True, mode=0o700)
            datei = neu / f"{teil.export}.csv"
            write_csv(zeilen, datei)
            datei.chmod(0o600)
    shutil.rmtree(ordner, ignore_errors=True)
    if neu.exists():
        neu.rename(ordner)
