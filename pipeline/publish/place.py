"""Puts a finished report in its place: all of it or nothing, so that the last good report stays as it was."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UsageError


def require_folder(output: Path, option: str = "--output") -> None:
    """Refuse an output that is a file, before any work is done.

    :raises UsageError: names the option to change
    """
    if output.exists() and not output.is_dir():
        raise UsageError(f"Die Ausgabe {output} ist eine Datei. Bitte {option} auf einen Ordner setzen.")


def require_apart(source: Path, target: Path) -> None:
    """Refuse to write over what is read.

    :raises UsageError: both are the same folder
    """
    if target.resolve() == source.resolve():
        raise UsageError("Die Ausgabe wäre die Eingabe selbst. Bitte --output auf einen anderen Ordner setzen.")


def require_no_lieferungen(output: Path) -> None:
    """Refuse an output that holds deliveries: invented ones must never replace real ones.

    :raises UsageError: names the months that are there
    """
    if months := sorted(o.name for o in output.glob("????-??") if o.is_dir() and any(o.iterdir())):
        raise UsageError(
            f"In {output} liegen schon Lieferungen ({', '.join(months)}). Damit nichts überschrieben wird, bitte "
            "einen anderen Ordner nennen."
        )


class Place:
    """A staging folder beside the month's folder; `publish` swaps it in."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.with_name(f".{target.name}.{os.getpid()}.neu")

    def keep(self, subfolder: str) -> None:
        """Take the files of the present report over into the new one, to be overwritten where it writes."""
        if (self.target / subfolder).is_dir():
            shutil.copytree(self.target / subfolder, self.folder / subfolder, dirs_exist_ok=True)

    @contextmanager
    def published(self) -> Iterator[None]:
        """Put the staging folder in the month's place while the block runs; if it fails, the old report returns."""
        alt = self.target.with_name(f".{self.target.name}.{os.getpid()}.alt")
        if self.target.exists():
            self.target.rename(alt)
        try:
            self.folder.rename(self.target)
            yield
        except BaseException:
            if not self.folder.exists() and self.target.exists():
                self.target.rename(self.folder)
            if alt.exists():
                alt.rename(self.target)
            raise
        shutil.rmtree(alt, ignore_errors=True)

    def publish(self) -> None:
        """Replace the month's folder by the staging folder."""
        with self.published():
            pass


@contextmanager
def staging(target: Path) -> Iterator[Place]:
    """Yield an empty staging folder for the month; whatever happens, none is left behind.

    :raises UsageError: the output is a file, or the folder cannot be written
    """
    place = Place(target)
    try:
        place.folder.mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            f"In {target.parent} kann nicht geschrieben werden ({error.strerror}). Bitte Rechte und Platz prüfen."
        ) from None
    try:
        yield place
    finally:
        shutil.rmtree(place.folder, ignore_errors=True)
