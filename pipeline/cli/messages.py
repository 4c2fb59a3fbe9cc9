"""What the command line says: results and notices of each command, mistakes in a call, unexpected errors."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.cli.german import translate_error
from pipeline.errors import BusyError, KontaktdichteError, LieferungError, RoomError, explain_os_error
from pipeline.publish.interrupt import Stop
from pipeline.publish.moment import NO_REPORT, PUBLISHED, after_publication

if TYPE_CHECKING:  # --help answers at once because none of these is loaded for it
    import polars as pl

    from pipeline.accept.lieferung import Lieferung
    from pipeline.accept.pseudonymise import PseudonymisedExport
    from pipeline.run.order import MonthOrder, MonthResult


def say_usage(error: typer.TyperException) -> None:
    """Say what is wrong with the call, or show the help where nothing was asked for."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return
    context: typer.Context | None = getattr(error, "ctx", None)
    command = context.command_path if context else "kontaktdichte"
    said = error.format_message()
    german = translate_error(said)
    if german == said:
        german = "Der Aufruf ist so nicht zu verstehen."
    typer.echo(f"Fehler: {german} Mehr dazu: {command} --help", err=True)


def say_expected(error: KontaktdichteError) -> None:
    """Say an error that the user can do something about: its sentence, and whether the delivery was refused."""
    prefix = "Lieferung abgelehnt" if isinstance(error, LieferungError) else "Fehler"
    state = _state(error) if isinstance(error, BusyError | RoomError) else ""
    typer.echo(f"{prefix}: {error}{state}", err=True)


def say_system(system: OSError, error: Exception) -> None:
    """Say what the system did not allow, and with which file; `error` is what came of it."""
    typer.echo(f"Fehler: {explain_os_error(system)}{_state(error)}", err=True)
    _say_traceback(error)


def say_unexpected(error: Exception) -> None:
    """Say where it broke, not with what: messages of libraries quote cell values."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, Zeile {last.lineno}"
    typer.echo(
        f"Unerwarteter Fehler ({type(error).__name__} in {place}).{_state(error)} "
        "Mit KONTAKTDICHTE_DEBUG=1 zeigt der Aufruf, wo es geschah.",
        err=True,
    )
    _say_traceback(error)
    logging.getLogger(__name__).debug("unexpected error of type %s", type(error).__name__)


def say_stopped(error: BaseException | None, stop: Stop) -> int:
    """Say that the call was stopped, and what that left; returns its exit code."""
    typer.echo(f"Abgebrochen.{_state(error)}", err=True)
    return stop.exit_code


def say_unshown() -> None:
    """Say that only the words of a finished call are missing."""
    typer.echo(
        "Fehler: Die Meldungen ließen sich nicht (vollständig) ausgeben, sonst ist der Aufruf zu Ende geführt. Bitte "
        "das Ziel der Ausgabe prüfen (Datenträger voll?).",
        err=True,
    )


def _state(error: BaseException | None) -> str:
    """Return what became of the report, after a space: an error may come after a new one was published."""
    notes = getattr(error, "__notes__", ())
    if PUBLISHED in notes:
        return f" {'Alles' if NO_REPORT in notes else 'Der neue Bericht'} war da schon geschrieben."
    return "" if error is None or NO_REPORT in notes else " Der letzte Bericht ist unverändert."


def _say_traceback(error: BaseException) -> None:
    import os
    import traceback

    if os.environ.get("KONTAKTDICHTE_DEBUG"):
        typer.echo("".join(traceback.format_tb(error.__traceback__)), err=True)


@after_publication()
def say_month(order: MonthOrder, result: MonthResult) -> None:
    """Say what the reports of a month are made of, and where they are."""
    if result.lieferung is not None:
        say_file_notices(result.lieferung.befunde)
        say_counts(result.lieferung)
    _say_stand(order, result)
    for name in result.removed:
        typer.echo(f"Entfernt, weil es nicht mehr zur Lieferung gehört: {name}")
    # What is not published yet has replaced nothing, and what stands in its way is said last.
    if not result.waiting:
        for folder in order.written:
            _say_foreign(folder)
    if result.stand.files and not result.waiting:
        _say_page(result.folder)
    for sentence in result.outdated:
        typer.echo(f"Hinweis: {sentence}", err=True)
    if result.lieferung is not None:
        say_warnungen(result.lieferung.befunde)
    else:
        _say_again(result.stand.lauf.warnungen)


def _say_stand(order: MonthOrder, result: MonthResult) -> None:
    """Say which Stand holds, why it is a new one, and which workbooks were asked for."""
    stand, count = result.stand, len(result.workbooks)
    workbooks = f"{count} {'Mappe' if count == 1 else 'Mappen'}"
    if not result.is_new:
        back = f" ({stand.lauf.anlass})" if stand.lauf.verworfen else ""
        typer.echo(f"Nichts Neues: Lieferung, Regeln und Einstellungen sind die von {stand.name}{back}.")
        if order.teams or order.bereiche:
            typer.echo(f"{workbooks} aus dem Archiv geschrieben.")
        else:
            typer.echo("Einen neuen Stand ohne Änderung macht --neu.")
        return
    typer.echo(f"{workbooks} geschrieben: {stand.name}.")
    for reason in stand.lauf.aenderungen:
        typer.echo(f"Neu, weil: {reason}")


def _say_again(warnings: Iterable[str]) -> None:
    for sentence in warnings:
        typer.echo(f"Warnung: {sentence}", err=True)


def say_warnungen(befunde: pl.DataFrame) -> bool:
    """Say last, so that it is read, what makes the delivery as a whole doubtful; tells whether there was any.

    `befunde` have the columns of `accept.befund.SCHEMA`.
    """
    from pipeline.accept.befund import find_warnungen

    found: dict[str, list[str]] = {}
    for place, sentence in find_warnungen(befunde):
        found.setdefault(sentence, []).append(place)
    for sentence, places in found.items():
        typer.echo(f"Warnung: {', '.join(places)}: {sentence}", err=True)
    if found:
        typer.echo(
            "Die Lieferung ist auffällig: Bitte die Warnungen klären, bevor jemand die Zahlen verwendet.", err=True
        )
    return bool(found)


def say_file_notices(befunde: pl.DataFrame) -> None:
    """Say what was noticed of whole files: last month's again, far fewer rows, columns nobody knows.

    `befunde` have the columns of `accept.befund.SCHEMA`.
    """
    from pipeline.accept.befund import find_file_hinweise

    for place, sentence in find_file_hinweise(befunde):
        typer.echo(f"Hinweis: {place}: {sentence}", err=True)


def say_counts(lieferung: Lieferung) -> None:
    """Say how much was read, excluded and noticed."""
    gelesen = sum(z.gelesen for z in lieferung.zaehlungen)
    excluded = sum(z.ausgeschlossen for z in lieferung.zaehlungen)
    typer.echo(
        f"Lieferung {lieferung.monat}: {gelesen} Zeilen gelesen, {excluded} ausgeschlossen, "
        f"{lieferung.befunde.height} {'Befund' if lieferung.befunde.height == 1 else 'Befunde'}."
    )


def say_befunde(lieferung: Lieferung) -> None:
    """Say each kind of Befund with its number, then the rows of each export."""
    from pipeline.accept.befund import count_befunde

    for group in count_befunde(lieferung.befunde).iter_rows(named=True):
        location = f"{group['export']}.{group['spalte']}" if group["spalte"] else group["export"]
        typer.echo(f"{group['schwere']:10} {group['anzahl']:>7} × {location}: {group['satz']}")
    for zaehlung in lieferung.zaehlungen:
        reasons = "".join(f", {count} {code}" for code, count in zaehlung.gruende)
        typer.echo(f"{zaehlung.export}: {zaehlung.gelesen} gelesen, {zaehlung.geladen} geladen{reasons}")


@after_publication()
def say_evaluation(folder: Path, workbook: str, befunde: pl.DataFrame | None = None) -> None:
    """Say where an evaluation is, its workbook and its page, what was kept beside, and what is odd about a delivery.

    `befunde` have the columns of `accept.befund.SCHEMA`.
    """
    if befunde is not None:
        say_file_notices(befunde)
    _say_foreign(folder)
    typer.echo(f"Mappe: {folder / 'excel' / workbook}")
    _say_page(folder)
    if befunde is not None:
        say_warnungen(befunde)


def _say_foreign(folder: Path) -> None:
    """Say what in a folder of ours is somebody else's, or was changed since: it was kept."""
    from pipeline.publish.manifest import find_foreign

    for name in find_foreign(folder):
        typer.echo(f"Behalten, weil nicht von diesem Programm oder seither geändert: {folder.name}/{name}")


def _say_page(folder: Path) -> None:
    page = folder / "html" / "index.html"
    typer.echo(f"Bericht: {page}")
    if getattr(sys.stdout, "is_full", False):
        typer.echo(f"Der neue Bericht ist veröffentlicht: {page}", err=True)


@after_publication()
def say_pseudonymised(parts: Iterable[PseudonymisedExport], befunde: pl.DataFrame) -> None:
    """Say per export what was written, what of it is damaged as it was, what was left out, and what is odd about it.

    `befunde` have the columns of `accept.befund.SCHEMA`.
    """
    say_file_notices(befunde)
    for part in parts:
        damaged = f"davon {part.damaged_rows} unlesbar (ohne Inhalt weitergegeben), " if part.damaged_rows else ""
        typer.echo(
            f"{part.file}: {part.rows} Zeilen, {damaged}ausgelassen {part.dropped_columns} fremde "
            f"{'Spalte' if part.dropped_columns == 1 else 'Spalten'}"
        )
    say_warnungen(befunde)
