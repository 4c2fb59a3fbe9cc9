"""What lies in a folder: its bytes, who may read it, and what DuckDB has spilled there."""

import hashlib
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from pipeline.publish.manifest import NAME


def hashes(folder: Path) -> dict[str, str]:
    """The bytes of every file below a folder, by its path."""
    return {
        str(d.relative_to(folder)): hashlib.sha256(d.read_bytes()).hexdigest()
        for d in sorted(folder.rglob("*"))
        if d.is_file()
    }


def write_texts(folder: Path, contents: dict[str, str]) -> None:
    """Write each text under its path below the folder."""
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read_texts(folder: Path) -> dict[str, str]:
    """What lies below a folder, by its path, but for the list of own files."""
    files = {d.relative_to(folder).as_posix(): d for d in folder.rglob("*") if d.is_file()}
    return {name: file.read_text(encoding="utf-8") for name, file in files.items() if Path(name).name != NAME}


def damages(whole: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Yield a file with a few bytes changed, or cut off at the end, again and again."""
    draw = random.Random(seed)
    for _ in range(count):
        damaged = bytearray(whole)
        for _ in range(draw.choice((1, 1, 3, 20))):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        if draw.random() < 0.2:
            del damaged[draw.randrange(len(damaged)) :]
        yield bytes(damaged)


def exposed(folder: Path) -> set[str]:
    """Return the files below a folder that others can read: no folder on the way keeps them out."""
    found = set()
    for entry in folder.iterdir():
        is_open = entry.lstat().st_mode & 0o077
        if entry.is_dir() and is_open:
            found |= {f"{entry.name}/{name}" for name in exposed(entry)}
        elif is_open:
            found.add(entry.name)
    return found


def spilled(folder: Path) -> set[str]:
    """Return the folders below which rows lie that had no room in memory."""
    return {d.relative_to(folder).parts[0] for d in folder.rglob("*_storage_*") if d.stat().st_size}


@contextmanager
def open_umask() -> Iterator[None]:
    """Let every new file be open to all, as far as the program does not see to it."""
    mask = os.umask(0)
    try:
        yield
    finally:
        os.umask(mask)


@contextmanager
def two_threads() -> Iterator[None]:
    """Each thread of DuckDB needs memory of its own; how little is enough must not depend on the machine."""
    connect = duckdb.connect
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", lambda file, config: connect(file, config=config | {"threads": 2}))
        yield
