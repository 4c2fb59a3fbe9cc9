"""The archive: numbered, immutable Stände of each month. That one has its name is what makes it true: nothing else.

<archive>/2026-10/01/   what was delivered, found, computed and published, with its record `lauf.json`
<archive>/.arbeit/      what is not finished; whatever lies there at the start of a command is left of a dead one
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.errors import ConfigurationError, UsageError
from pipeline.publish.durable import sync_folder, sync_tree
from pipeline.publish.journal import Lauf, read_lauf, write_lauf
from pipeline.publish.manifest import NAME as MANIFEST
from pipeline.publish.manifest import digest, list_files, read_manifest, write_manifest
from pipeline.publish.rights import group_rights, make_private

REPORT, WORK, QUARANTINE = "bericht", ".arbeit", "quarantaene"


@dataclass(frozen=True)
class Stand:
    """One state of a month, in a folder that nobody changes; retention alone takes its rows out."""

    month: str
    number: int
    folder: Path

    @cached_property
    def lauf(self) -> Lauf:
        """The record of the run that made it.

        :raises ConfigurationError: it cannot be read
        """
        try:
            return read_lauf(self.folder)
        except ValueError:
            raise ConfigurationError(
                f"{self.name} im Archiv ist beschädigt (lauf.json). Was zu tun ist, sagt „kontaktdichte doctor“."
            ) from None

    @property
    def report(self) -> Path:
        """The folder of the published files; an imported month may have none."""
        return self.folder / REPORT

    @cached_property
    def files(self) -> dict[str, str]:
        """Path and hash of each published file; none if the month has no report."""
        return read_manifest(self.report / MANIFEST)

    @property
    def has_rows(self) -> bool:
        """Whether the delivered rows are still kept."""
        return any((self.folder / "lieferung").glob("**/*.parquet"))

    @property
    def name(self) -> str:
        """Month and number, as messages say it."""
        return f"{self.month}, Stand {self.number:02d}"

    def find_damaged(self, names: Iterable[str]) -> str:
        """Return the first of these files of the report that is not what was published, empty if there is none."""
        files = ((name, self.report / name) for name in names)
        return next((n for n, file in files if not file.is_file() or digest(file) != self.files.get(n)), "")

    def require_whole(self, names: Iterable[str]) -> None:
        """Refuse to publish what is not what was published.

        :raises UsageError: a file of the report is missing or another
        """
        if damaged := self.find_damaged(names):
            raise UsageError(
                f"{self.name} ist im Archiv beschädigt ({REPORT}/{damaged}); davon wird nichts veröffentlicht. Was zu "
                "tun ist, sagt „kontaktdichte doctor“."
            )


@dataclass(frozen=True)
class Archive:
    """The Stände below a folder; whoever writes holds its lock."""

    root: Path

    @property
    def work(self) -> Path:
        """The folder of what is not finished."""
        return self.root / WORK

    def staende(self, month: str) -> list[Stand]:
        """Return the Stände of a month, the oldest first."""
        folder = self.root / month
        names = [n for f in (folder.iterdir() if folder.is_dir() else ()) if re.fullmatch(r"\d{2,}", n := f.name)]
        return [Stand(month, int(n), folder / n) for n in sorted(names, key=int)]

    def newest(self, month: str) -> Stand | None:
        """Return the Stand that holds for a month."""
        return next(reversed(self.staende(month)), None)

    def months(self) -> dict[str, Stand]:
        """Return every month with the Stand that holds, in order."""
        if not self.root.is_dir():
            return {}
        names = sorted(f.name for f in self.root.iterdir() if re.fullmatch(r"\d{4}-\d{2}", f.name))
        return {month: stand for month in names if (stand := self.newest(month))}

    @contextmanager
    def working(self) -> Iterator[Path]:
        """Yield an empty folder for a new Stand; whatever is left in it afterwards goes."""
        self.clear()
        self.work.mkdir()
        make_private(self.work, self.root)
        folder = self.work / "stand"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(self.work, ignore_errors=True)

    def clear(self) -> None:
        """Remove what a dead run left."""
        if self.work.exists():
            shutil.rmtree(self.work)

    def commit(self, folder: Path, lauf: Lauf) -> Stand:
        """Make a finished folder the newest Stand of its month: the one moment that counts. It bears `lauf`.

        :raises OSError: the disk is full or fails; then there is no new Stand
        """
        write_lauf(lauf, folder)
        if (folder / REPORT).is_dir():
            report = folder / REPORT
            write_manifest(report / MANIFEST, {name: digest(report / name) for name in list_files(report)})
        place = self.root / lauf.monat / f"{lauf.stand:02d}"
        place.parent.mkdir(exist_ok=True)
        make_private(place.parent, self.root)
        sync_tree(folder, group_rights(self.root))
        folder.rename(place)
        sync_folder(place.parent)
        sync_folder(self.root)
        return Stand(lauf.monat, lauf.stand, place)

    def next_number(self, month: str) -> int:
        """Return the number of the next Stand of a month."""
        newest = self.newest(month)
        return newest.number + 1 if newest else 1

    def forget_rows(self, stand: Stand) -> None:
        """Take the rows out of a Stand, and whatever else may hold one; its figures and its report stay."""
        self.clear()
        self.work.mkdir()
        for name in ("lieferung", QUARANTINE):
            if (stand.folder / name).exists():
                # In one step, so that nobody reads half of them.
                (stand.folder / name).rename(self.work / name)
        sync_folder(stand.folder)
        self.clear()
