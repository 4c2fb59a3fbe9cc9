"""Whose the archive is: its owner's alone, or the department's group's where the folder was made so."""

import stat
from pathlib import Path

OWNER_FOLDER, OWNER_FILE = 0o700, 0o600


def group_rights(root: Path) -> int:
    """Return the rights that the group of an archive's folder has, none if it is its owner's alone."""
    try:
        return stat.S_IMODE(root.stat().st_mode) & stat.S_IRWXG
    except OSError:
        return 0


def make_private(file: Path, root: Path) -> None:
    """Let a file or folder that holds rows be read by nobody but those whose the archive is."""
    group = group_rights(root)
    file.chmod(OWNER_FOLDER | group if file.is_dir() else OWNER_FILE | group & 0o060)


def owner_of(path: Path) -> str:
    """Return the name of a file's owner, its number where the system knows no name."""
    try:
        return path.owner()
    except (KeyError, NotImplementedError, OSError):
        try:
            return str(path.stat().st_uid)
        except OSError:
            return "unbekannt"
