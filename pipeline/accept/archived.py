"""A delivery that was accepted before, out of the archive: its rows, what was found of them and how many there were."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.validate import CheckedExport
from pipeline.errors import UsageError
from pipeline.warehouse.archive import read_file, read_kept, read_rows
from pipeline.warehouse.tables import DELIVERED
from schemas import EXPORTS

BEFUNDE = "befunde.parquet"
_WAY_OUT = "Bitte den Monat mit seiner Lieferung neu erstellen: --input nennt den Ordner, in dem sie liegt."


def save_befunde(lieferung: Lieferung, folder: Path) -> None:
    """Write the findings of a delivery into a folder of the archive."""
    lieferung.befunde.write_parquet(folder / BEFUNDE, compression="zstd", statistics=False)


def read_archived(folder: Path, month: str, gelesen: Mapping[str, int]) -> Lieferung:
    """Return a month's accepted delivery; `gelesen` counts the rows that were read, by export.

    :raises UsageError: its rows are no longer kept, or only a warehouse of an earlier version had them
    """
    if not (folder / BEFUNDE).is_file():
        raise UsageError(
            f"Der Monat {month} kam aus dem Warehouse; was an seiner Lieferung auffiel, ist nicht bekannt. {_WAY_OUT}"
        )
    befunde = pl.concat([bf.empty(), read_file(folder / BEFUNDE)])
    checksums = dict(read_kept(folder, DELIVERED).select("export", "pruefsumme").rows())
    parts, counts = [], []
    for export in EXPORTS:
        rows = read_rows(folder, export)
        if rows is None:
            raise UsageError(f"Die Zeilen der Lieferung {month} liegen nicht mehr im Archiv (Aufbewahrung). {_WAY_OUT}")
        reasons = bf.count_reasons(befunde, export)
        excluded = sum(count for _, count in reasons)
        parts.append(CheckedExport(export, export, rows, bf.empty(), gelesen[export], rows.clear(), checksums[export]))
        counts.append(bf.Zaehlung(export, gelesen[export], excluded, reasons))
    # What was excluded lies in the archive as it was kept then.
    return Lieferung(month, parts, befunde, tuple(counts), {})
