"""Folders for rows that have no room in memory: private, and gone with their process, if need be with the next one."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import IO

if sys.platform != "win32":
    import fcntl

_PREFIX, _HELD = ".auslagerung-", "benutzt"


@contextmanager
def scratch_folder(beside: Path | None) -> Iterator[Path]:
    """Yield an empty private folder in the named one (None: where the system keeps such), while the block runs.

    What processes left there that were killed goes first: a lock of the system's tells that nobody uses it.

    :raises OSError: nothing can be written there
    """
    place = beside or Path(gettempdir())
    _sweep(place)
    with TemporaryDirectory(prefix=_PREFIX, dir=place) as folder, (Path(folder) / _HELD).open("w") as mark:
        _take(mark)
        yield Path(folder)


def _sweep(place: Path) -> None:
    for left in place.glob(f"{_PREFIX}*"):
        # Somebody else's stay, and so do those of processes that run.
        with suppress(OSError), (left / _HELD).open("r+") as mark:
            if _take(mark):
                shutil.rmtree(left, ignore_errors=True)


def _take(mark: IO[str]) -> bool:
    """Lock a file, if nobody else has; where there are no such locks, nobody is known to have left it."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
