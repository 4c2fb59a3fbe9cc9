"""Workbooks of a Stand once more: the bytes that were published, put where somebody has changed or removed them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import PendingError, UsageError
from pipeline.evaluate.month import make_einheit
from pipeline.present.files import file_names
from pipeline.publish.archive import Stand
from pipeline.publish.house import House, is_absent, say_absent
from pipeline.publish.join import adding
from pipeline.warehouse.archive import read_kept
from pipeline.warehouse.history import EINHEITEN


def find_workbooks(stand: Stand, teams: Sequence[str], bereiche: Sequence[str]) -> list[str]:
    """Return where in a report the workbooks of these teams, and of these Bereiche with theirs, lie; without any: all.

    :raises UsageError: the Stand has no such team or Bereich; names those there are
    """
    rows = read_kept(stand.folder, EINHEITEN).rows(named=True)
    names = file_names([make_einheit(row) for row in rows])
    for art, ebene, asked in (("Das Team", "team", teams), ("Den Bereich", "bereich", bereiche)):
        known = sorted(row["einheit_id"] for row in rows if row["ebene"] == ebene)
        if foreign := sorted(set(asked) - set(known)):
            raise UsageError(
                f"{art} {', '.join(foreign)} gibt es in {stand.name} nicht. Vorhanden sind: {', '.join(known)}."
            )
    chosen = [
        (row["ebene"], row["einheit_id"])
        for row in rows
        if not (teams or bereiche)
        or (row["ebene"] == "team" and (row["einheit_id"] in teams or row["bereich_id"] in bereiche))
        or (row["ebene"] == "bereich" and row["einheit_id"] in bereiche)
    ]
    return [f"excel/{names[place]}.xlsx" for place in chosen if f"excel/{names[place]}.xlsx" in stand.files]


def find_removed(folder: Path, stand: Stand, last: Stand | None) -> tuple[str, ...]:
    """Return the files of the last Stand's report that are gone from its folder; what somebody changed stays."""
    gone = (last.files.keys() if last else set()) - stand.files.keys()
    return tuple(sorted(name for name in gone if not (folder / name).exists()))


def put_again(house: House, stand: Stand, names: Sequence[str]) -> list[Path]:
    """Put these files of a Stand's report into the output again; returns where they are.

    What somebody changed there since stays beside them.

    :raises BusyError: a file is open in another program
    :raises PendingError: the place of the output is not there
    :raises UsageError: a file is damaged in the archive
    """
    if is_absent(house):
        raise PendingError(f"Es wurde nichts geschrieben: {say_absent(house)} Bitte später noch einmal aufrufen.")
    stand.require_whole(names)
    place = house.output / stand.month
    with adding(place) as new:
        for name in names:
            (new / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(stand.report / name, new / name)
    return [place / name for name in names]
