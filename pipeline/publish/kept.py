"""What is somebody else's is kept: under which name, and what is said where it is open in another program."""

import os
from pathlib import Path

from pipeline.errors import BusyError
from pipeline.publish.manifest import digest


def word_for(is_listed: bool) -> str:
    """Return what tells a kept file from the new one: that it was changed, or just that it was there before."""
    return "geändert" if is_listed else "bisher"


def in_use(what: Path, error: PermissionError) -> BusyError:
    """Return the error that says that somebody has a file of the folder open, as Windows refuses to move it then."""
    named = Path(error.filename).name if error.filename else ""
    inside = f" (bei {named})" if named and named != what.name else ""
    return BusyError(
        f"{what} lässt sich nicht ersetzen{inside}: Eine Datei darin ist in einem anderen Programm geöffnet, oder die "
        "Rechte fehlen. Bitte schließen und noch einmal aufrufen."
    )


def is_same_file(one: Path, other: Path) -> bool:
    """Tell whether two files hold the same, neither of them a link."""
    are_files = one.is_file() and other.is_file() and not one.is_symlink()
    return are_files and digest(one) == digest(other)


def free_name(file: Path, word: str) -> Path:
    """Return the path itself, or a name beside it that nothing has: `team-T1 (geändert).xlsx`."""
    number, free = 1, file
    while os.path.lexists(free):
        free = file.with_name(f"{file.stem} ({word}{f' {number}' if number > 1 else ''}){file.suffix}")
        number += 1
    return free
