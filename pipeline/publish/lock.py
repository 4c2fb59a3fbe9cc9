"""One run at a time: the archive is held by a lock of the system's, which no crash leaves behind.

What is written into its file, who holds it and since when, is information for whoever waits, and nothing else.
"""

import getpass
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pipeline.errors import BusyError
from pipeline.publish.rights import is_open, make_private

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".sperre"
_LOOK_EVERY = 0.2
# Locked on Windows: a byte behind all text, so that others can read that.
_BYTE = 1 << 20


@contextmanager
def holding(root: Path, what: str, wait: float = 0.0) -> Iterator[None]:
    """Hold an archive while the block runs, made if it is not there; one with nothing in it does not stay.

    `what` names the command to those who wait meanwhile, themselves for at most `wait` seconds.

    :raises BusyError: another run holds it; names who, since when and what for
    """
    made = [place for place in (root, *root.parents) if not place.exists()]
    root.mkdir(parents=True, exist_ok=True)
    if root in made or is_open(root):
        # Somebody else's folder stays as it is; whoever may not write there is told below.
        with suppress(PermissionError):
            root.chmod(0o700)
    held = _take(root, time.monotonic() + wait)
    try:
        os.ftruncate(held, 0)
        os.lseek(held, 0, os.SEEK_SET)
        os.write(held, _text(what).encode())
        yield
    finally:
        if {entry.name for entry in root.iterdir()} <= {NAME}:
            (root / NAME).unlink(missing_ok=True)
        os.close(held)
        for place in made:
            with suppress(OSError):
                place.rmdir()


def read_holder(root: Path) -> str | None:
    """Return who holds an archive, since when and what for; None if nobody does."""
    try:
        held = os.open(root / NAME, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _lock(held) else _say_holder(held)
    finally:
        os.close(held)


def _take(root: Path, until: float) -> int:
    """Open and lock the file; returns what is to be closed.

    :raises BusyError: another run holds it that long
    """
    while True:
        held = os.open(root / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        with suppress(PermissionError, FileNotFoundError):
            # What a group may do is not left to the umask; a file of somebody else's has its rights already.
            make_private(root / NAME, root)
        if _lock(held):
            if _is_there(held, root / NAME):
                return held
        elif time.monotonic() >= until:
            holder = _say_holder(held)
            os.close(held)
            raise BusyError(
                f"In {root} arbeitet gerade ein anderer Lauf{holder}. Bitte sein Ende abwarten und dann noch einmal "
                "aufrufen, oder mit --warten SEKUNDEN darauf warten."
            )
        os.close(held)
        time.sleep(_LOOK_EVERY)


def _lock(held: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(held, _BYTE, os.SEEK_SET)
            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
            os.lseek(held, 0, os.SEEK_SET)
        else:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without such locks; on Windows it says just this of one that is held.
        return sys.platform != "win32"
    return True


def _is_there(held: int, file: Path) -> bool:
    """Tell whether the locked file is still the one of that name: the last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(held), file.stat())
    except OSError:
        return False


def _text(what: str) -> str:
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = "unbekannt"
    return json.dumps({"wer": who, "seit": f"{datetime.now():%d.%m.%Y %H:%M:%S}", "was": what}, ensure_ascii=False)


def _say_holder(held: int) -> str:
    """Return who holds it, after a blank; nothing if that cannot be read."""
    try:
        os.lseek(held, 0, os.SEEK_SET)
        known = json.loads(os.read(held, 2000))
        return f" ({known['was']}, aufgerufen von {known['wer']}, seit {known['seit']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
