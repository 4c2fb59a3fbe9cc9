"""A month's delivery: its folder or archive found, its nine exports read, guarded and validated one by one."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.collect import refuse_together
from pipeline.accept.export import RawExport, read_export
from pipeline.accept.guard import require_no_clear_text, require_safe_pattern
from pipeline.accept.sources import Source, find_missing, find_sources, single_exports
from pipeline.accept.unread import find_unread
from pipeline.accept.validate import CheckedExport, validate_export
from pipeline.errors import LieferungError, UsageError
from pipeline.kalender import parse_month
from pipeline.progress import Tell
from pipeline.settings import Settings


@dataclass
class Lieferung:
    """A month's delivery: what was read, what was found, and (after the checks) how many rows count.

    `monat` is JJJJ-MM; `befunde` have the columns of `accept.befund.SCHEMA`, with `zeile` as in the files.
    """

    monat: str
    parts: list[CheckedExport]
    befunde: pl.DataFrame
    zaehlungen: tuple[bf.Zaehlung, ...] = field(default=())

    def ids(self, column: str) -> list[str]:
        """Return the ids that the organisation knows: `jobcenter_id`, `bereich_id` or `team_id`."""
        organisation = next(t for t in self.parts if t.export == "organisation")
        return sorted(organisation.frame[column].unique())

    def require_einheiten(self, teams: tuple[str, ...], bereiche: tuple[str, ...]) -> None:
        """Refuse teams and Bereiche that the delivery does not know, before any figure is computed.

        :raises UsageError: names the unknown ids and those there are
        """
        for art, column, asked in (("Das Team", "team_id", teams), ("Den Bereich", "bereich_id", bereiche)):
            known = self.ids(column)
            if fremd := sorted(set(asked) - set(known)):
                raise UsageError(
                    f"{art} {', '.join(fremd)} gibt es in der Lieferung nicht. Vorhanden sind: {', '.join(known)}."
                )


def read_lieferung(input_folder: Path, month: str, settings: Settings, tell: Tell) -> Lieferung:
    """Read and validate the nine exports of a month (JJJJ-MM).

    :raises UsageError: there is no such month
    :raises LieferungError: exports or columns are missing, files are unreadable or hold clear-text identities; all of
        them are named at once
    :raises ConfigurationError: the pattern for pseudonyms would let clear text through
    """
    require_safe_pattern(settings.pseudonym_muster)
    location = find_month(input_folder, month)
    sources = find_sources(location)
    refusals = find_missing(sources, location)
    exporte = single_exports(sources)
    parts = []
    for export, file in exporte.items():
        try:
            raw = _read_part(export, file, settings, tell)
        except LieferungError as error:
            refusals.append(str(error))
        else:
            # Of a refused delivery nothing is needed but what else is wrong with it.
            parts += [] if refusals else [validate_export(raw, settings.werte.get(export, {}))]
    refuse_together(refusals)
    unread = find_unread(location, exporte.values())
    return Lieferung(month, parts, bf.join([*(t.befunde for t in parts), *unread]))


def _read_part(export: str, file: Source, settings: Settings, tell: Tell) -> RawExport:
    """Read one export and let the guard look at it.

    :raises LieferungError: it is unreadable, a column is missing, or it holds clear text
    """
    tell(f"Lesen: {file.name}")
    raw = read_export(export, file, settings.spalten.get(export, {}))
    tell(f"Werten: {file.name}")
    require_no_clear_text(raw, settings.pseudonym_muster, settings.vouched_columns(export))
    return raw


def find_month(input_folder: Path, month: str) -> Path:
    """Return the month's folder, or the ZIP archive of that name beside the folders.

    :raises UsageError: there is neither; says which months there are
    :raises LieferungError: there are both
    """
    parse_month(month)
    folder = input_folder / month
    archive = input_folder / f"{month}.zip"
    if folder.is_dir() and archive.is_file():
        raise LieferungError(
            f"In {input_folder} liegt die Lieferung {month} als Ordner und als ZIP-Datei. Bitte nur die gültige liegen "
            "lassen."
        )
    if folder.is_dir():
        return folder
    if archive.is_file():
        return archive
    vorhanden = sorted(o.name for o in input_folder.iterdir() if o.is_dir()) if input_folder.is_dir() else []
    liste = f"Vorhanden sind: {', '.join(vorhanden)}." if vorhanden else "Dort liegt kein Monatsordner."
    raise UsageError(
        f"Für {month} gibt es keine Lieferung: Der Ordner {folder} (oder .zip) fehlt. {liste} Bitte --month und "
        "--input prüfen; --input nennt den Ordner, der die Monatsordner enthält."
    )
