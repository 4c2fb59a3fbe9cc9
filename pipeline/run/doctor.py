"""What is wrong, and what to type: everything that a run depends on is looked at, and nothing is changed."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline.errors import ConfigurationError, KontaktdichteError
from pipeline.kalender import months_between
from pipeline.publish.archive import REPORT, Archive, Stand
from pipeline.publish.house import House, is_absent
from pipeline.publish.lock import read_holder
from pipeline.publish.manifest import NAME as MANIFEST
from pipeline.run.room import needed_room
from pipeline.run.status import look
from pipeline.run.tidy import find_old
from pipeline.warehouse.archive import ROWS
from pipeline.warehouse.connection import open_warehouse
from pipeline.warehouse.tables import read_table
from schemas import EXPORTS


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, and the command or deed that mends it."""

    was: str
    tun: str


def examine(house: House, option: str, today: date, keep_months: int) -> list[Finding]:
    """Return all that is wrong; `option` is what on the command line names the house: `--output berichte`."""
    if holder := read_holder(house.archive.root):
        return [Finding(f"Gerade arbeitet ein anderer Lauf{holder}.", "Sein Ende abwarten und noch einmal aufrufen.")]
    return list(_examine(house, option, today, keep_months))


def _examine(house: House, option: str, today: date, keep_months: int) -> Iterator[Finding]:
    archive = house.archive
    if not archive.root.is_dir():
        yield _no_archive(house, option)
        return
    yield from _rights(archive, option)
    if broken := list(_broken(archive)):
        yield from broken
        return
    yield from _derived(house, option)
    yield from _months(house, archive, option)
    if old := find_old(archive, today, keep_months):
        places = "einem Stand" if len(old) == 1 else f"{len(old)} Ständen"
        what = f"In {places} liegen Zeilen, die älter sind als {keep_months} Monate."
        yield Finding(what, f"kontaktdichte aufraeumen {option}")
    yield from _room(archive)


def _no_archive(house: House, option: str) -> Finding:
    if house.warehouse.exists():
        what = f"Neben {house.warehouse} gibt es noch kein Archiv; der nächste Lauf übernimmt seine Monate."
        return Finding(what, f"kontaktdichte status {option}")
    return Finding(
        f"Es gibt noch kein Archiv ({house.archive.root}).", f"kontaktdichte run --input LIEFERUNGEN {option}"
    )


def _rights(archive: Archive, option: str) -> Iterator[Finding]:
    if stat.S_IMODE(archive.root.stat().st_mode) & stat.S_IRWXO:
        yield Finding(f"Das Archiv {archive.root} steht allen offen.", f"chmod o-rwx {archive.root}")
    if archive.work.exists():
        yield Finding(f"In {archive.work} liegt, was ein abgebrochener Lauf ließ.", f"kontaktdichte status {option}")


def _broken(archive: Archive) -> Iterator[Finding]:
    """Look at every Stand: its record, its published files and its tables."""
    for month in archive.months():
        for stand in archive.staende(month):
            if damaged := _damage(stand):
                yield Finding(
                    f"{stand.name} ist beschädigt ({damaged}).",
                    f"Den Ordner {stand.folder} aus der Datensicherung zurückholen.",
                )


def _damage(stand: Stand) -> str:
    try:
        has_report = bool(stand.lauf.mappen)
    except ConfigurationError:
        return "lauf.json"
    if lacking := next(_lacking(stand, has_report), ""):
        return f"{lacking} fehlt"
    if changed := stand.find_damaged(stand.files):
        return f"{REPORT}/{changed}"
    for file in sorted(stand.folder.rglob("*.parquet")):
        try:
            pl.read_parquet(file)
        except (OSError, pl.exceptions.PolarsError):
            return file.relative_to(stand.folder).as_posix()
    return ""


def _lacking(stand: Stand, has_report: bool) -> Iterator[str]:
    """Yield what every Stand has; rows that retention took are none of that."""
    if has_report and not stand.files:
        yield f"{REPORT}/{MANIFEST}"
    yield from (file for file in ("kennzahlen.parquet", "einheiten.parquet") if not (stand.folder / file).is_file())
    if stand.has_rows:
        there = {file.name.partition(".")[0] for file in (stand.folder / ROWS).glob("**/*.parquet")}
        yield from (f"{ROWS}/{export}.parquet" for export in EXPORTS if export not in there)


def _derived(house: House, option: str) -> Iterator[Finding]:
    status = look(house)
    if is_absent(house):
        yield Finding(
            f"{house.output.parent} ist nicht erreichbar.",
            f"Das Laufwerk verbinden, dann: kontaktdichte status {option}",
        )
    else:
        for month in (m.monat for m in status.monate if not m.veroeffentlicht):
            yield Finding(f"Der Bericht {month} ist nicht veröffentlicht.", f"kontaktdichte status {option}")
    if not status.warehouse_aktuell:
        yield Finding(f"Das Warehouse {house.warehouse} fehlt oder ist veraltet.", f"kontaktdichte status {option}")
    elif reason := _unreadable(house):
        yield Finding(
            f"Das Warehouse {house.warehouse} ist beschädigt ({reason}).", f"kontaktdichte neuaufbau {option}"
        )
    for month in status.abgelehnt:
        what = f"Eine Lieferung {month} wurde abgelehnt; ihre Befunde liegen in {house.output / 'abgelehnt' / month}."
        yield Finding(
            what, f"Berichtigt liefern lassen, dann: kontaktdichte run --month {month} --input LIEFERUNGEN {option}"
        )


def _unreadable(house: House) -> str:
    """Return why the rows of the warehouse cannot be read, nothing if they can."""
    try:
        with open_warehouse(house.warehouse, house.memory) as con:
            rows = ["raw.verbis_kunden"] if any(s.has_rows for s in house.archive.months().values()) else []
            for table in ("mart.kennzahlen", "mart.einheiten", *rows):
                read_table(con, table)
    except (KontaktdichteError, OSError) as error:
        return type(error).__name__
    except Exception as error:  # whatever a damaged file does to a library
        return type(error).__name__
    return ""


def _months(house: House, archive: Archive, option: str) -> Iterator[Finding]:
    months = list(archive.months())
    for month in look(house).monate:
        for sentence in month.veraltet:
            yield Finding(sentence, f"kontaktdichte backfill {option}")
    for gap in [m for m in months_between(months[0], months[-1]) if m not in months] if months else []:
        yield Finding(f"{gap} fehlt im Archiv.", f"kontaktdichte run --month {gap} --input LIEFERUNGEN {option}")


def _room(archive: Archive) -> Iterator[Finding]:
    needed, free = needed_room(archive), shutil.disk_usage(archive.root).free
    if free < needed:
        sizes = f"{free // 10**6} MB frei; ein Lauf braucht etwa {needed // 10**6} MB"
        yield Finding(f"Auf dem Datenträger von {archive.root} sind {sizes}.", "Platz schaffen.")
