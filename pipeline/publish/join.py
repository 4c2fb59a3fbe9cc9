"""New files join those of a folder that is somebody else's: nothing of it is lost."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.publish.claim import claim
from pipeline.publish.interrupt import undisturbed
from pipeline.publish.kept import free_name, in_use, is_same_file, word_for
from pipeline.publish.manifest import NAME, digest, is_own, list_files, read_manifest, write_manifest


@contextmanager
def adding(folder: Path) -> Iterator[Path]:
    """Yield an empty folder; its files then join those of a folder of somebody else's.

    What stands there under their names and is not the last run's stays beside them.

    :raises BusyError: another run writes there, or a file is open in another program
    """
    with claim(folder), TemporaryDirectory(prefix=".neu-", dir=folder) as temp:
        known = read_manifest(folder / NAME)
        yield Path(temp)
        with undisturbed():
            for name in list_files(Path(temp)):
                new, there = Path(temp) / name, folder / name
                word = None if _may_go(there, new, known.get(name)) else word_for(name in known)
                known[name] = digest(new)
                _replace(there, new, word)
            write_manifest(folder / NAME, known)


def _may_go(file: Path, new: Path, known: str | None) -> bool:
    return not os.path.lexists(file) or is_own(file, known) or is_same_file(file, new)


def _replace(file: Path, new: Path, word: str | None) -> None:
    """Put a new file in another one's place; what that held is kept under a name with the word, if there is one.

    :raises BusyError: it is open in another program
    """
    aside = free_name(file, word) if word else None
    try:
        if aside is not None:
            _name_too(file, aside)
        new.replace(file)
    except PermissionError as error:
        if aside is not None and os.path.lexists(aside):
            # Where it has both names, that one goes.
            aside.unlink() if os.path.lexists(file) else aside.rename(file)
        raise in_use(file, error) from None


def _name_too(file: Path, other: Path) -> None:
    """Give a file another name besides its own, so that it never lacks; in its place where files have but one."""
    try:
        os.link(file, other, follow_symlinks=False)
    except (OSError, NotImplementedError):
        file.rename(other)
