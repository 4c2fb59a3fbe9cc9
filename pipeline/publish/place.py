"""Puts a finished report in its place: all of it or nothing, so that the last good report stays as it was.

The folder is not the program's alone: what somebody put there, or changed since, moves over into the new one.
"""

import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import UsageError, explain_os_error
from pipeline.publish.durable import exchange, sync_folder, sync_tree
from pipeline.publish.interrupt import undisturbed
from pipeline.publish.kept import free_name, in_use, is_same_file, word_for
from pipeline.publish.manifest import NAME, digest, is_own, list_files, names_below, read_manifest, write_manifest
from pipeline.publish.moment import PUBLISHED


class Place:
    """A staging folder beside the final one."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.is_published = False
        # Paths of the last run's files that this one left where they are, and of those that are gone with it.
        self.still_there: list[str] = []
        self.removed: list[str] = []
        # A link keeps pointing where it points.
        self._real = Path(os.path.realpath(target))
        self.folder = self._beside("neu")
        self._kept: frozenset[str] = frozenset()
        self._moves: list[tuple[Path, Path]] = []
        self._protected: list[tuple[Path, int]] = []

    def _beside(self, ending: str) -> Path:
        return self._real.with_name(f".{self._real.name}.{os.getpid()}.{ending}")

    def keep(self, files: Iterable[str]) -> None:
        """Leave these files of the last run as they are where this one does not write them."""
        self._kept = frozenset(files)

    @contextmanager
    def published(self) -> Iterator[None]:
        """Put the staging folder in its place while the block runs; if it fails, all returns to where it was.

        :raises BusyError: a file is open in another program
        """
        with undisturbed(), self._replaced():
            yield

    @contextmanager
    def _replaced(self) -> Iterator[None]:
        try:
            if self._real.exists():
                self._make_writable(self._real)
            old, known = self._beside("alt"), read_manifest(self._real / NAME)
            new = {name: digest(self.folder / name) for name in list_files(self.folder)}
            kept = {n: h for n, h in known.items() if n in self._kept and n not in new and (self._real / n).is_file()}
            if listed := new | kept:
                write_manifest(self.folder / NAME, listed)
            sync_tree(self.folder)
            self._swap(old)
            sync_folder(self._real.parent)
            gone = self._carry(old, known)
            yield
        except BaseException:
            self._roll_back()
            raise
        self._moves.clear()
        self._protected.clear()
        self.is_published = True
        self.still_there = sorted(kept)
        self.removed = [name for name in gone if name not in new and name != NAME]
        with suppress(OSError):
            _sweep(old, gone)
            _remove_empty(self._real)

    def _swap(self, old: Path) -> None:
        """Put the staging folder in its place; in one step where the system can, so that a report is always there.

        :raises BusyError: a file is open in another program
        """
        if self._real.exists():
            # Under its name for a kill: what is called "neu" goes if it has no list, and somebody's folder has none.
            self._move(self.folder, old)
            if exchange(old, self._real):
                self._moves[-1:] = [(self._real, old), (self.folder, self._real)]
                return
            old.rename(self.folder)
            self._moves.pop()
            self._move(self._real, old)
        self._move(self.folder, self._real)

    def publish(self) -> None:
        """Replace the final folder by the staging folder."""
        with self.published():
            pass

    def recover(self) -> None:
        """Bring back what a run left beside its place that was killed while it published."""
        pattern = re.compile(re.escape(f".{self._real.name}.") + r"\d+\.(neu|alt)")
        found = [(f, m[1]) for f in sorted(self._real.parent.iterdir()) if (m := pattern.fullmatch(f.name))]
        for left, ending in found:
            known = read_manifest(left / NAME)
            if ending == "neu" and not known:
                shutil.rmtree(left)
            elif ending == "alt" and not self._real.exists():
                left.rename(self._real)
            else:
                gone = self._carry(left, known or read_manifest(self._real / NAME))
                with suppress(OSError):
                    _sweep(left, gone)
        self._moves.clear()

    def spread(self, folder: Path) -> list[Path]:
        """Move what was staged into a folder that holds none of it; returns where it is."""
        moved = []
        with undisturbed():
            for entry in sorted(self.folder.iterdir()):
                _remove_empty(folder / entry.name)
                moved.append(entry.rename(folder / entry.name))
            self.is_published = True
        return moved

    def discard(self) -> None:
        """Remove the staging folder, unless something could not be moved back out of it."""
        if not self._moves:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _move(self, source: Path, destination: Path) -> None:
        """Move and remember it.

        :raises BusyError: it is open in another program
        """
        destination.parent.mkdir(parents=True, exist_ok=True)
        try:
            source.rename(destination)
        except PermissionError as error:
            raise in_use(self.target, error) from None
        self._moves.append((source, destination))

    def _make_writable(self, folder: Path) -> None:
        """Make a folder of the last run's writable, before anything is published that could not be cleared away.

        :raises BusyError: it is somebody else's
        """
        if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return
        mode = stat.S_IMODE(folder.stat().st_mode)
        try:
            folder.chmod(mode | stat.S_IRWXU)
        except PermissionError as error:
            raise in_use(self.target, error) from None
        self._protected.append((self._as_known(folder), mode))

    def name_as_known(self, error: OSError) -> None:
        """Let an error name the path that the user knows, not the one that it has for a moment."""
        if isinstance(error.filename, str | Path):
            error.filename = str(self._as_known(Path(error.filename)))

    def _as_known(self, path: Path) -> Path:
        moved = next((m for m in (self._beside("alt"), self.folder) if path.is_relative_to(m)), None)
        return self.target / path.relative_to(moved) if moved else path

    def _roll_back(self) -> None:
        """Undo the moves in reverse; one that fails stays noted, so that nothing foreign is deleted."""
        stuck = []
        for source, destination in reversed(self._moves):
            try:
                destination.rename(source)
            except OSError:
                stuck.append((source, destination))
        self._moves = stuck
        for folder, mode in reversed(self._protected):
            with suppress(OSError):
                folder.chmod(mode)
        self._protected.clear()

    def _carry(self, old: Path, known: Mapping[str, str], prefix: str = "") -> list[str]:
        """Move over what is not the program's own or was changed since; returns the files that may go."""
        if not old.exists():
            return []
        self._make_writable(old / prefix)
        gone: list[str] = []
        for entry in sorted((old / prefix).iterdir()):
            name = f"{prefix}{entry.name}"
            there = self._real / name
            if entry.is_dir() and not entry.is_symlink():
                if there.is_dir() or names_below(known, name):
                    gone += self._carry(old, known, f"{name}/")
                else:
                    self._move(entry, free_name(there, word_for(False)))
            elif name in self._kept and not there.exists():
                self._move(entry, there)
            elif name == NAME or is_own(entry, known.get(name)) or is_same_file(entry, there):
                gone.append(name)
            else:
                self._move(entry, free_name(there, word_for(name in known)))
        return gone


def _sweep(folder: Path, gone: Iterable[str]) -> None:
    """Delete these files, their list last, and the folders that are empty then; what came meanwhile stays there."""
    for name in sorted(gone, key=lambda n: n == NAME):
        (folder / name).unlink(missing_ok=True)
    for inner in [*sorted((d for d in folder.rglob("*") if d.is_dir()), reverse=True), folder]:
        _remove_empty(inner)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def staging(target: Path, *, is_report: bool = True) -> Iterator[Place]:
    """Yield an empty staging folder; whatever happens, none is left behind.

    What is raised once a report is in its place bears a note of that.

    :raises UsageError: the target is a file, or the folder cannot be written
    """
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} ist eine Datei; dort soll ein Ordner entstehen. Bitte umbenennen oder wegräumen.")
    place = Place(target)
    parents = [p for p in place.folder.parents if not p.exists()]
    try:
        place.folder.parent.mkdir(parents=True, exist_ok=True)
        place.recover()
        place.folder.mkdir()
    except OSError as error:
        place.name_as_known(error)
        raise UsageError(f"In {target.parent} kann nicht geschrieben werden. {explain_os_error(error)}") from None
    try:
        yield place
    except BaseException as error:
        if isinstance(error, OSError):
            place.name_as_known(error)
        if is_report and place.is_published:
            error.add_note(PUBLISHED)
        raise
    finally:
        place.discard()
        for parent in parents:
            _remove_empty(parent)
