"""Puts a finished report in its place: all of it or nothing, so that the last good report stays as it was."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import UsageError


def require_folder(ausgabe: Path, option: str = "--output") -> None:
    """Refuse an output that is a file, before any work is done."""
    if ausgabe.exists() and not ausgabe.is_dir():
        raise UsageError(f"Die Ausgabe {ausgabe} ist eine Datei. Bitte {option} auf einen Ordner setzen.")


class Ablage:
    """A staging folder beside the month's folder; `publish` swaps it in."""

    def __init__(self, ziel: Path) -> None:
        self.ziel = ziel
        self.ordner = ziel.with_name(f".{ziel.name}.{os.getpid()}.neu")

    def keep(self, unterordner: str) -> None:
        """Take the files of the present report over into the new one, to be overwritten where it writes."""
        if (self.ziel / unterordner).is_dir():
            shutil.copytree(self.ziel / unterordner, self.ordner / unterordner, dirs_exist_ok=True)

    @contextmanager
    def published(self) -> Iterator[None]:
        """Put the staging folder in the month's place while the block runs; if it fails, the old report returns."""
        alt = self.ziel.with_name(f".{self.ziel.name}.{os.getpid()}.alt")
        if self.ziel.exists():
            self.ziel.rename(alt)
        try:
            self.ordner.rename(self.ziel)
            yield
        except BaseException:
            if not self.ordner.exists() and self.ziel.exists():
                self.ziel.rename(self.ordner)
            if alt.exists():
                alt.rename(self.ziel)
            raise
        shutil.rmtree(alt, ignore_errors=True)

    def publish(self) -> None:
        """Replace the month's folder by the staging folder."""
        with self.published():
            pass


@contextmanager
def staging(ziel: Path) -> Iterator[Ablage]:
    """Yield an empty staging folder for the month; whatever happens, none is left behind.

    :raises UsageError: the output is a file, or the folder cannot be written
    """
    ablage = Ablage(ziel)
    try:
        ablage.ordner.mkdir(parents=True)
    except OSError as fehler:
        raise UsageError(
            f"In {ziel.parent} kann nicht geschrieben werden ({fehler.strerror}). Bitte Rechte und Platz prüfen."
        ) from None
    try:
        yield ablage
    finally:
        shutil.rmtree(ablage.ordner, ignore_errors=True)
