"""Everything that is derived of the archive is brought to what it says: the published reports and the warehouse.

The same code publishes a new Stand and mends whatever was lost, damaged or left half done; doing it again changes
nothing. What cannot be done just now (a drive that is not there, a workbook open elsewhere) is said, and waits.
"""

import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import polars as pl

from pipeline.errors import BusyError, ForeignError, UsageError, explain_os_error
from pipeline.progress import Tell
from pipeline.publish.archive import Stand
from pipeline.publish.claim import claim
from pipeline.publish.durable import sync_folder, sync_tree
from pipeline.publish.house import (
    House,
    is_absent,
    is_current,
    is_untouched,
    read_memo,
    remembers,
    say_absent,
    write_memo,
)
from pipeline.publish.manifest import NAME as MANIFEST
from pipeline.publish.manifest import read_manifest
from pipeline.publish.place import Place, staging
from pipeline.publish.rights import make_private
from pipeline.warehouse import archive as kept
from pipeline.warehouse.connection import commit, open_warehouse
from pipeline.warehouse.tables import write_table

STAENDE = "mart.staende"
_LEFT = re.compile(r"\.(?P<name>.+)\.\d+\.(?:neu|alt)")


@dataclass
class Healed:
    """What was brought up to date, and what could not be: a sentence each."""

    reports: list[str] = field(default_factory=list)
    warehouse: bool = False
    waiting: list[str] = field(default_factory=list)


def heal(house: House, tell: Tell = lambda _: None, *, anew: bool = False, is_claimed: bool = False) -> Healed:
    """Publish the newest Stand of each month and make the warehouse of them, where they are not there yet.

    The archive is held by the caller, and the output, too, if `is_claimed`. `anew` makes both again even if they seem
    right.

    :raises ConfigurationError: the file named as the warehouse is another program's, or damaged and none of ours
    """
    archive, healed = house.archive, Healed()
    archive.clear()
    stands = archive.months()
    if not stands:
        return healed
    if open_ := [stand for stand in stands.values() if stand.files and (anew or not is_published(house, stand))]:
        tell("Veröffentlichen")
    _publish_all(house, open_, healed, is_claimed)
    if anew or not is_current(house, stands):
        tell("Warehouse: aus dem Archiv")
        healed.warehouse = _try(healed, lambda: _derive(house, stands), "Das Warehouse: ")
    return healed


def heal_warehouse(house: House, tell: Tell) -> None:
    """Make the warehouse of the archive where it is missing or outdated; no report is touched. The archive is held.

    :raises BusyError: another program holds it
    :raises ConfigurationError: the file there is none of ours
    """
    stands = house.archive.months()
    if stands and not is_current(house, stands):
        tell("Warehouse: aus dem Archiv")
        # Where the reports lie is remembered by those who publish them.
        known = (read_memo(house) or {}).get("output", house.output)
        _derive(replace(house, output=Path(known)), stands)


def _try(healed: Healed, do: Callable[[], None], what: str = "") -> bool:
    """Tell whether it could be done; what stands in its way just now is noted."""
    try:
        do()
    except (BusyError, UsageError) as error:
        healed.waiting.append(str(error))
    except OSError as error:
        healed.waiting.append(f"{what}{explain_os_error(error)}")
    else:
        return True
    return False


def is_published(house: House, stand: Stand) -> bool:
    """Tell whether the output shows a Stand: its list of files, and every file that it names."""
    place = house.output / stand.month
    files = read_manifest(place / MANIFEST)
    try:
        return files == stand.files and all((place / name).is_file() for name in files)
    except PermissionError:
        # A folder that lets nobody in shows nothing.
        return False


def _publish_all(house: House, stands: list[Stand], healed: Healed, is_claimed: bool) -> None:
    if is_absent(house):
        if stands:
            healed.waiting.append(say_absent(house))
        return

    def publish() -> None:
        with nullcontext() if is_claimed else claim(house.output):
            _recover(house.output)
            for stand in stands:
                if _try(healed, partial(_publish, house, stand)):
                    healed.reports.append(stand.month)

    _try(healed, publish)


def _publish(house: House, stand: Stand) -> None:
    """Put the report of a Stand into the place of its month.

    :raises UsageError: the report is damaged in the archive
    """
    stand.require_whole(stand.files)
    with staging(house.output / stand.month) as place:
        shutil.copytree(stand.report, place.folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
        place.publish()


def _recover(output: Path) -> None:
    """Bring back, or clear away, what a killed run left beside the folders of the output."""
    for place in (output, output / "abgelehnt"):
        for name in {m["name"] for f in (place.iterdir() if place.is_dir() else ()) if (m := _LEFT.fullmatch(f.name))}:
            Place(place / name).recover()
    for left in output.glob("*/.neu-*"):
        shutil.rmtree(left, ignore_errors=True)


def _derive(house: House, stands: Mapping[str, Stand]) -> None:
    """Make a new warehouse of the archive and put it into the old one's place.

    It has the figures of all months, the rows of the last that still has them, and who was where in the one before.

    :raises BusyError: another program holds it
    :raises ConfigurationError: the file there is none of ours, or a table of the archive is damaged
    """
    archive = house.archive
    _require_replaceable(house)
    with archive.working():
        file = archive.work / "warehouse.duckdb"
        with open_warehouse(file, house.memory) as con:
            kept.restore_kept(con, [stand.folder for stand in stands.values()])
            if last := next((s for s in reversed([*stands.values()]) if s.has_rows), None):
                kept.restore_rows(con, last.month, last.folder)
                kept.restore_reference(con, last.folder)
                if before := max((m for m in stands if m < last.month), default=None):
                    kept.restore_rows(con, before, stands[before].folder, kept.PERSONS)
            numbers = [(month, stand.number) for month, stand in stands.items()]
            write_table(con, STAENDE, pl.DataFrame(numbers, {"monat": pl.String, "stand": pl.Int64}, orient="row"))
            commit(con)
        make_private(file, archive.root)
        sync_tree(file.parent)
        _swap_in(file, house)
        write_memo(house, stands)


def _swap_in(file: Path, house: House) -> None:
    """Replace the warehouse.

    :raises BusyError: another program has it open and does not let go of it
    """
    target = Path(os.path.realpath(house.warehouse))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        # What the old file had not merged yet must not be merged into the new one.
        target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
        shutil.move(file, target) if file.stat().st_dev != target.parent.stat().st_dev else file.replace(target)
    except PermissionError:
        raise BusyError(
            f"Das Warehouse {house.warehouse} ist in einem anderen Programm geöffnet, oder die Rechte fehlen. Bitte "
            "dort schließen."
        ) from None
    sync_folder(target.parent)


def _require_replaceable(house: House) -> None:
    """Refuse to replace a file of another program's, and a damaged one that is not known to have been ours.

    :raises ConfigurationError: it is another program's, or cannot be read
    :raises BusyError: another program holds it
    """
    if not house.warehouse.exists() or is_untouched(house):
        return
    try:
        with open_warehouse(house.warehouse, house.memory):
            pass
    except ForeignError:
        raise
    except Exception:
        # Whatever damage does to a library: where ours lay, the new one is put.
        if not remembers(house):
            raise
