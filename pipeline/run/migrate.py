"""Months that an earlier version kept in the warehouse alone come into the archive: nothing of the history is lost."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from pipeline import __version__
from pipeline.disclose.door import publish_kennzahlen
from pipeline.kalender import shift_month, stichtag_of
from pipeline.katalog import read_katalog
from pipeline.progress import Tell
from pipeline.publish.archive import REPORT, Archive
from pipeline.publish.house import House, remembers
from pipeline.publish.journal import Lauf
from pipeline.publish.manifest import NAME as MANIFEST
from pipeline.publish.manifest import is_own, read_manifest
from pipeline.run.inputs import shown_months
from pipeline.run.stand import FIGURES
from pipeline.settings import MINDESTFALLZAHL
from pipeline.warehouse import archive as kept
from pipeline.warehouse import history
from pipeline.warehouse.connection import Warehouse, open_warehouse

ANLASS = "Übernahme aus dem Warehouse"


def import_months(house: House, tell: Tell) -> list[str]:
    """Make a Stand of each month that only the warehouse has; returns these months. The archive is held.

    A warehouse that was made of the archive has none. Which figures were hidden is read from the published report, and
    where there is none, decided by today's rules.

    :raises ConfigurationError: the file named as the warehouse is another program's, or damaged
    :raises BusyError: another program holds it
    """
    if not house.warehouse.exists() or remembers(house):
        return []
    archive, imported = house.archive, []
    with open_warehouse(house.warehouse, house.memory) as con:
        months = _months(con)
        for month in sorted(months.keys() - archive.months().keys()):
            tell(f"Übernehmen: {month}")
            _import(con, house, archive, month, months)
            imported.append(month)
    return imported


def _months(con: Warehouse) -> dict[str, date]:
    """Return the months of a warehouse with their Stichtage; very old ones tell them by the Stichtage alone."""
    if months := history.read_months(con):
        return months
    stichtage = history.read_history(con).einheiten
    return {f"{s:%Y-%m}": s for s in stichtage["stichtag"].unique().sort()} if stichtage.height else {}


def _import(con: Warehouse, house: House, archive: Archive, month: str, months: dict[str, date]) -> None:
    stichtag, before = months[month], max((s for m, s in months.items() if m < month), default=None)
    with archive.working() as folder:
        report = house.output / month
        files = read_manifest(report / MANIFEST)
        for name, known in files.items():
            # What somebody changed since is not what was published.
            if is_own(report / name, known):
                (folder / REPORT / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(report / name, folder / REPORT / name)
        history.keep_hidden(con, _published(con, folder / REPORT / FIGURES, stichtag), stichtag)
        kept.save_month(con, month, stichtag, folder)
        kennzahlen, personen = kept.checksums(folder)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        lauf = Lauf(
            monat=month,
            stand=1,
            stichtag=str(stichtag),
            vorheriger_stichtag=str(before or stichtag_of(shift_month(month, -1), {})),
            anlass=ANLASS,
            version=__version__,
            # Its report was made of what the warehouse had: as that is now, unless it said otherwise then.
            zeigt=shown_months(month, archive.months()),
            kennzahlen=kennzahlen,
            personen=personen,
            begonnen=now,
            beendet=now,
        )
        archive.commit(folder, lauf)


def _published(con: Warehouse, file: Path, stichtag: date) -> pl.DataFrame:
    """Return the month's figures as they were published, with the columns of `mart.kennzahlen`."""
    if file.is_file():
        return pl.read_parquet(file)
    figures, einheiten, _ = history.read_history(con)
    own = figures.filter(pl.col("stichtag") == stichtag)
    return publish_kennzahlen(own, einheiten, read_katalog(), MINDESTFALLZAHL)
