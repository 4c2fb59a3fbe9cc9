"""One writer at a time: an output folder is claimed by a lock of the system's, which no crash leaves behind."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import BusyError

if sys.platform != "win32":
    import fcntl


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Hold an output folder while the block runs, made if it is not there; an empty one made here does not stay.

    :raises BusyError: another run holds it
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        held = _lock(folder)
        try:
            yield
        finally:
            os.close(held)
    finally:
        for place in made:
            with suppress(OSError):
                place.rmdir()


def _lock(folder: Path) -> int:
    """Lock a folder, on Windows a file in it that goes when it is closed; returns what is to be closed.

    :raises BusyError: another run holds it
    """
    busy = BusyError(
        f"In {folder} schreibt gerade ein anderer Lauf. Bitte sein Ende abwarten und dann noch einmal aufrufen."
    )
    if sys.platform == "win32":
        try:
            return os.open(folder / ".sperre", os.O_CREAT | os.O_EXCL | os.O_TEMPORARY)
        except FileExistsError:
            raise busy from None
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise busy from None
    except OSError:
        # A file system without such locks: the warehouse has one of its own.
        pass
    return held
