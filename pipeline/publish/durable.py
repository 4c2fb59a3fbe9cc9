"""What is written stays written: files and folders reach the disk before anything says that they are there.

Also how two folders change places in one step, where the system can do that.
"""

import ctypes
import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

_HERE, _EXCHANGE = -100, 2


def sync_tree(folder: Path, group: int = 0) -> None:
    """Write a folder and all that is in it to the disk; `group` are rights (bits of a mode) that its group gets.

    :raises OSError: the disk is full or fails
    """
    for place, _, names in os.walk(folder, topdown=False):
        for path in [*(Path(place) / name for name in names), Path(place)]:
            if path.is_symlink():
                continue
            if group:
                share(path, group)
            _sync(path)


def sync_folder(folder: Path) -> None:
    """Write to the disk which files a folder has.

    :raises OSError: the disk is full or fails
    """
    _sync(folder)


def _sync(path: Path) -> None:
    if sys.platform == "win32" and path.is_dir():
        return
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    except OSError as error:
        # Some network drives know no such thing; what they promise is theirs.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(held)


def share(path: Path, group: int) -> None:
    """Give the group of a file or folder of ours these rights, entering only folders."""
    with suppress(PermissionError):
        mode = path.stat().st_mode
        path.chmod(stat.S_IMODE(mode) | (group if path.is_dir() else group & 0o060))


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where that is not possible."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        done: int = library.renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    except (AttributeError, OSError, TypeError):
        return False
    return done == 0
