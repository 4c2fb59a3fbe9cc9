"""Which files of a folder are the program's own: a list with their hashes (SHA-256), written with them.

A file that the list does not name, or that was changed since, is somebody's work: it is never deleted. The list is
what an archive of a report can be compared with, too; it holds no time, so that two runs leave the same bytes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

NAME = ".dateien.json"
_KEY = "dateien"


def digest(file: Path) -> str:
    """Return the hash of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def list_files(folder: Path) -> Iterator[str]:
    """Yield the path of each file below a folder, as a list has it, but not of the list itself."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if name != NAME and not file.is_dir():
            yield name


def read_manifest(file: Path) -> dict[str, str]:
    """Return path and hash of each file of the last run; nothing where no list can be read: then nothing is ours."""
    try:
        files = json.loads(file.read_text(encoding="utf-8"))[_KEY]
        return {str(name): str(known) for name, known in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_manifest(file: Path, files: Mapping[str, str]) -> None:
    """Write path and hash of each file, in order."""
    text = json.dumps({_KEY: dict(sorted(files.items()))}, ensure_ascii=False, indent=1)
    file.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def is_own(file: Path, known: str | None) -> bool:
    """Tell whether a file is still what the last run wrote."""
    return known is not None and file.is_file() and not file.is_symlink() and digest(file) == known


def names_below(known: Mapping[str, str], folder: str) -> bool:
    """Tell whether the list names anything inside a folder."""
    return any(name.startswith(f"{folder}/") for name in known)


def find_foreign(folder: Path) -> list[str]:
    """Return what in a folder is not the program's own or was changed since; of a foreign folder its name alone."""
    known = read_manifest(folder / NAME)
    found: list[str] = []

    def look(place: Path, prefix: str) -> None:
        for entry in sorted(place.iterdir()):
            name = f"{prefix}{entry.name}"
            if entry.is_dir() and not entry.is_symlink():
                if names_below(known, name):
                    look(entry, f"{name}/")
                else:
                    found.append(f"{name}/")
            elif name != NAME and not is_own(entry, known.get(name)):
                found.append(name)

    if folder.is_dir():
        look(folder, "")
    return found
