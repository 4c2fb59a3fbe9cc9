"""A month's delivery: its folder or archive found, its nine exports read, guarded and validated one by one."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.collect import refuse_together
from pipeline.accept.export import RawExport, read_export
from pipeline.accept.guard import require_no_clear_text, require_safe_pattern
from pipeline.accept.last_line import judge_last_lines
from pipeline.accept.quarantine import collect_excluded
from pipeline.accept.sources import Source, find_missing, find_sources, printable, single_exports
from pipeline.accept.unread import find_unread
from pipeline.accept.validate import CheckedExport, validate_export
from pipeline.errors import LieferungError, UsageError
from pipeline.kalender import parse_month
from pipeline.progress import Tell
from pipeline.settings import Settings
from schemas import EXPORTS


@dataclass
class Lieferung:
    """A month's delivery: what was read, what was found, and (after the checks) how many rows count.

    `monat` is JJJJ-MM; `befunde` have the columns of `accept.befund.SCHEMA`, with `zeile` as in the files.
    `ausgeschlossen` has the excluded rows of each export, columns of `accept.quarantine.collect_excluded`, once the
    rows are in the warehouse.
    """

    monat: str
    parts: list[CheckedExport]
    befunde: pl.DataFrame
    zaehlungen: tuple[bf.Zaehlung, ...] = field(default=())
    ausgeschlossen: dict[str, pl.DataFrame] | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the checks have accepted it."""
        return bool(self.zaehlungen)

    def apart(self) -> "Lieferung":
        """Return it to be loaded once: what loading adds and what it lets go of is then not missing here."""
        return replace(self, parts=[*self.parts])

    def keep(self, export: str, rows: pl.DataFrame) -> None:
        """Keep `rows` of an export that are about to leave the warehouse; columns of its frame, `zeile` first."""
        number = next(n for n, part in enumerate(self.parts) if part.export == export)
        frame = self.parts[number].frame
        typed = rows.select(pl.col(name).cast(kind) for name, kind in frame.schema.items())
        kept = pl.concat([frame, typed]).unique("zeile", maintain_order=True)
        self.parts[number] = replace(self.parts[number], frame=kept)

    def release(self) -> None:
        """Let go of the rows, which the warehouse has; what was excluded stays, as `ausgeschlossen` by export."""
        if self.ausgeschlossen is None:
            self.ausgeschlossen = {part.export: collect_excluded(part, self.befunde) for part in self.parts}
        self.parts = [
            replace(part, frame=part.frame.clear(), quarantaene=part.quarantaene.clear()) for part in self.parts
        ]

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
    parts, unended = [], set()
    for export, file in exporte.items():
        try:
            raw = _read_part(export, file, settings, tell)
            unended |= {export} if raw.is_unended else set()
            # Of a refused delivery nothing is needed but what else is wrong with it.
            parts += [] if refusals else [validate_export(raw, settings.werte.get(export, {}))]
        except LieferungError as error:
            refusals.append(str(error))
    refuse_together(refusals)
    unread = find_unread(location, exporte.values(), settings.spalten, settings.fertig_datei)
    files = [*judge_last_lines(exporte, unended), *unread]
    return Lieferung(month, parts, bf.join([*(t.befunde for t in parts), *files]))


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

    :raises UsageError: there is neither; says what there is, and which call was meant
    :raises LieferungError: there are both
    """
    parse_month(month)
    folder = input_folder / month
    archive = next((a for a in (input_folder / f"{month}{e}" for e in (".zip", ".ZIP")) if a.is_file()), None)
    if folder.is_dir() and archive is not None:
        raise LieferungError(
            f"In {input_folder} liegt die Lieferung {month} als Ordner und als ZIP-Datei. Bitte nur die gültige liegen "
            "lassen."
        )
    if folder.is_dir():
        return folder
    if archive is not None:
        return archive
    raise UsageError(f"Für {month} gibt es keine Lieferung: {_why_no_month(input_folder, month)}")


def _why_no_month(input_folder: Path, month: str) -> str:
    """Return why there is no delivery of the month, and what to call instead."""
    folder, above = input_folder / month, input_folder.absolute().parent
    if input_folder.is_file():
        fits = f"--input {above}" if input_folder.name.lower() == f"{month}.zip" else "--input auf seinen Ordner setzen"
        return (
            f"{input_folder} ist eine Datei; --input nennt den Ordner, in dem die Monatsordner oder ihre ZIP-Dateien "
            f"({month}.zip) liegen. Bitte {fits}{'' if fits.endswith('setzen') else ' angeben'}."
        )
    if not input_folder.is_dir():
        return (
            f"Den Ordner {input_folder} gibt es nicht. Dort liegt kein Monatsordner. Bitte --input prüfen; --input "
            "nennt den Ordner, der die Monatsordner enthält."
        )
    if folder.exists():
        return f"{folder} ist eine Datei, kein Ordner. Erwartet wird ein Ordner mit den neun Exporten oder {month}.zip."
    entries = sorted(input_folder.iterdir())
    if {e.name.lower().partition(".")[0] for e in entries} & EXPORTS.keys():
        if re.fullmatch(r"\d{4}-\d{2}", input_folder.absolute().name):
            return (
                f"{input_folder} ist selbst ein Monatsordner; --input nennt den Ordner darüber. Bitte "
                f"--input {above} angeben."
            )
        return (
            f"Die Exporte liegen lose in {input_folder}. Bitte in einen Unterordner {month} legen, oder --input auf "
            "den Ordner setzen, der die Monatsordner enthält."
        )
    there = [e.name for e in entries if not e.name.startswith(".") and (e.is_dir() or e.suffix.lower() == ".zip")]
    listed = f"Vorhanden sind: {', '.join(printable(n) for n in there)}." if there else "Dort liegt kein Monatsordner."
    if meant := next((n for n in there if _spells(n, month)), None):
        ending = ".zip" if meant.lower().endswith(".zip") else ""
        return f"Der Ordner {folder} (oder {month}.zip) fehlt. {listed} Bitte {meant} in {month}{ending} umbenennen."
    return (
        f"Der Ordner {folder} (oder {month}.zip) fehlt. {listed} Bitte --month und --input prüfen; --input nennt den "
        "Ordner, der die Monatsordner enthält, und jeder Ordner und jede ZIP-Datei heißt wie ihr Monat."
    )


def _spells(name: str, month: str) -> bool:
    """Tell whether a folder or archive is named after the month, but otherwise than JJJJ-MM (2026_10, 10-2026)."""
    year, number = month.split("-")
    return bool(re.fullmatch(rf"(?i)(?:{year}[-_. ]?{number}|{number}[-_. ]?{year})(?:\.zip)?", name))
