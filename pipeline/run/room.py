"""When the disk is full: how much is free, and how much a run needs."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import RoomError, explain_os_error, find_os_error
from pipeline.publish.archive import Archive

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# A Stand in the making, the tables that it is computed in, its report once more, and a new warehouse.
_TIMES = 4


@contextmanager
def saying_room(archive: Archive, delivery: Path) -> Iterator[None]:
    """Let an error that says that the disk is full also say how much is free and how much a run needs.

    :raises RoomError: the disk is full; it bears the notes of what it stands for
    """
    try:
        yield
    except Exception as error:
        system = find_os_error(error)
        if system is None or system.errno not in _FULL:
            raise
        free = shutil.disk_usage(_nearest(archive.root)).free
        said = RoomError(
            f"{explain_os_error(system)} Frei sind dort {_say_size(free)}, ein Lauf braucht etwa "
            f"{_say_size(needed_room(archive, delivery))}."
        )
        for note in getattr(error, "__notes__", ()):
            said.add_note(note)
        raise said from None


def needed_room(archive: Archive, delivery: Path | None = None) -> int:
    """Return about how many bytes a run needs: by the last Stand, or without one by the delivery."""
    newest = next(reversed([*archive.months().values()]), None)
    if newest:
        return _TIMES * size_of(newest.folder)
    return size_of(delivery) if delivery else 0


def size_of(place: Path) -> int:
    """Return the bytes of a file, or of all files below a folder."""
    if place.is_file():
        return place.stat().st_size
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())


def _nearest(place: Path) -> Path:
    return next(p for p in (place, *place.parents) if p.exists())


def _say_size(size: int) -> str:
    return f"{max(1, round(size / 1e6))} MB"
