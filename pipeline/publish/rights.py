"""Whose the archive is: its owner's alone, or the department's group's where the folder was made so."""

import stat
from pathlib import Path

OWNER_FOLDER, OWNER_FILE = 0o700, 0o600


def group_rights(root: Path) -> int:
    """Return the rights that the group of an archive's folder has, none if it is its owner's alone.

    A folder that is open to all was made without a thought of its rights.
    """
    return 0 if is_open(root) else _mode(root) & stat.S_IRWXG


def is_open(root: Path) -> bool:
    """Tell whether a folder is open to others than its owner and its group."""
    return bool(_mode(root) & stat.S_IRWXO)


def _mode(root: Path) -> int:
    try:
        return stat.S_IMODE(root.stat().st_mode)
    except OSError:
        return 0


def make_private(file: Path, root: Path) -> None:
    """Let a file or folder that holds rows be read by nobody but those whose the archive is."""
    group = group_rights(root)
    # What comes into a folder belongs to the archive's group, too, if the archive hands its own on.
    inherited = stat.S_IMODE(root.stat().st_mode) & stat.S_ISGID
    file.chmod(OWNER_FOLDER | group | inherited if file.is_dir() else OWNER_FILE | group & 0o060)


def owner_of(path: Path) -> str:
    """Return the name of a file's owner, its number where the system knows no name."""
    try:
        return path.owner()
    except (KeyError, NotImplementedError, OSError):
        try:
            return str(path.stat().st_uid)
        except OSError:
            return "unbekannt"
