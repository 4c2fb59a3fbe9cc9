"""The command line: which commands there are, and what becomes of errors. Commands import inside themselves what is
heavy, so that --help answers at once."""

import sys
from typing import Annotated

import typer
from typer import TyperException

from pipeline import __version__
from pipeline.cli import evaluations, lieferung, month, operation
from pipeline.cli.german import GermanCommand, GermanGroup
from pipeline.cli.messages import say_expected, say_stopped, say_system, say_unexpected, say_unshown, say_usage
from pipeline.cli.regelwerke import regelwerke_app
from pipeline.cli.stream import safe_streams
from pipeline.errors import BusyError, KontaktdichteError, UsageError, find_os_error, is_open_elsewhere
from pipeline.publish.interrupt import Stopped, stoppable

EPILOG = (
    "Exit-Codes: 0 erledigt · 1 unerwarteter Fehler · 2 falscher Aufruf · 3 Lieferung abgelehnt · "
    "4 Einstellungen oder Regelwerk fehlerhaft · 75 später noch einmal aufrufen (gerade in Benutzung, Lieferung noch "
    "nicht vollständig, oder fertig und noch nicht veröffentlicht) · 130, 143 abgebrochen."
)
app = typer.Typer(
    name="kontaktdichte",
    help="Kennzahlen zur Kontaktdichte eines Jobcenters: Lieferung prüfen, rechnen, Berichte schreiben.",
    epilog=EPILOG,
    cls=GermanGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# The commands in the order of the help: name, function, what it is for, an example where a call is long.
_COMMANDS = (
    ("run", month.run, "Berichte eines Monats erstellen.", "--month 2026-10 --input lieferungen --output berichte"),
    ("check", month.check, "Eine Lieferung nur prüfen, nichts schreiben.", ""),
    ("status", operation.status, "Sagen, welcher Stand je Monat gilt; heilen, was fehlt.", ""),
    ("doctor", operation.doctor, "Sagen, was nicht stimmt und was dagegen hilft.", ""),
    ("backfill", operation.backfill, "Veraltete Monate der Reihe nach erneuern.", "--from 2026-08 --input lieferungen"),
    ("zurueck", operation.rollback, "Einen früheren Stand wieder gelten lassen.", "--month 2026-10 --stand 1"),
    ("neuaufbau", operation.rebuild, "Berichte und Warehouse aus dem Archiv herstellen.", ""),
    ("aufraeumen", operation.tidy, "Zeilen alter Lieferungen löschen.", "--dry-run"),
    ("mapping", lieferung.mapping, "Zuordnung von Spalten und Codes vorschlagen.", ""),
    ("pseudonymise", lieferung.pseudonymise, "Aus Klartext-Exporten eine pseudonyme Lieferung machen.", ""),
    ("sample", lieferung.sample, "Eine erfundene Lieferung erzeugen.", ""),
    (
        "vergleich",
        evaluations.vergleich,
        "Dieselbe Lieferung unter mehreren Regelwerken vergleichen.",
        "--month 2026-10 --input lieferungen --output berichte --regelwerk ID-1 --regelwerk ID-2",
    ),
    (
        "soll-ist",
        evaluations.soll_ist,
        "Kontaktdichte eines Jahres: Soll und Ist nach Jobcenter und Profillage.",
        "--year 2026 --warehouse berichte.duckdb --output berichte",
    ),
    (
        "evaluation",
        evaluations.evaluation,
        "Die Monate vor und nach einem Tag vergleichen.",
        "--from 2025-06 --to 2026-10 --stichtag 2026-02-01 --warehouse berichte.duckdb --output berichte",
    ),
)
for _name, _function, _purpose, _example in _COMMANDS:
    _epilog = f"Beispiel: kontaktdichte {_name} {_example}" if _example else None
    app.command(_name, cls=GermanCommand, short_help=_purpose, epilog=_epilog)(_function)
app.add_typer(regelwerke_app, name="regelwerke")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kontaktdichte {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Version zeigen.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    pass


# What typer makes of an interrupt that reaches it, before or after a command.
_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; expected errors become one sentence and an exit code."""
    with safe_streams() as (out, _):
        code = _call(arguments)
        out.flush()
        if out.is_full:
            say_unshown()
            code = code or KontaktdichteError.exit_code
    sys.exit(code)


def _call(arguments: list[str] | None) -> int:
    """Return the exit code of a call; whatever happened has been said."""
    with stoppable(is_last=arguments is None) as stop:
        try:
            code = int(app(args=arguments, standalone_mode=False) or 0)
            stop.is_over = True
        except BaseException as error:
            stop.is_over = True
            if stop.number is None and not isinstance(error, Stopped):
                return _say_error(error)
            # A library may have made an error of its own of the signal.
            return say_stopped(error, stop)
        return say_stopped(None, stop) if code == _INTERRUPTED else code


def _say_error(error: BaseException) -> int:
    """Say an error and return its exit code."""
    match error:
        case TyperException():
            say_usage(error)
            return UsageError.exit_code
        case KontaktdichteError():
            say_expected(error)
            return error.exit_code
        case Exception() if (system := find_os_error(error)) is not None:
            say_system(system, error)
            return BusyError.exit_code if is_open_elsewhere(system) else UsageError.exit_code
        case Exception():
            say_unexpected(error)
            return KontaktdichteError.exit_code
    raise error
