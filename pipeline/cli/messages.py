"""What the command line says beside its results: mistakes in a call, unexpected errors, counts and notices."""

import logging
from pathlib import Path
from typing import Any

import typer

from pipeline.cli.german import translate_error


def say_usage(error: Any) -> None:
    """Say what is wrong with the call, or show the help where nothing was asked for."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return
    befehl = error.ctx.command_path if getattr(error, "ctx", None) else "kontaktdichte"
    typer.echo(f"Fehler: {translate_error(error.format_message())} Mehr dazu: {befehl} --help", err=True)


def say_unexpected(error: Exception) -> None:
    """Say where it broke, not with what: messages of libraries quote cell values."""
    import os
    import traceback

    letzte = traceback.extract_tb(error.__traceback__)[-1]
    typer.echo(
        f"Unerwarteter Fehler ({type(error).__name__} in {Path(letzte.filename).name}, Zeile {letzte.lineno}). "
        "Der letzte Bericht ist unverändert. Mit KONTAKTDICHTE_DEBUG=1 zeigt der Aufruf, wo es geschah.",
        err=True,
    )
    if os.environ.get("KONTAKTDICHTE_DEBUG"):
        typer.echo("".join(traceback.format_tb(error.__traceback__)), err=True)
    logging.getLogger(__name__).debug("unexpected error of type %s", type(error).__name__)


def say_default_regelwerk(settings: Any, lieferung: Any) -> None:
    """Say which Jobcenter are judged by a rule set that nobody chose for them."""
    if "regelwerk" in settings.model_fields_set:
        return
    if ohne := [j for j in lieferung.ids("jobcenter_id") if j not in settings.jobcenter]:
        typer.echo(
            f"Hinweis: Für {', '.join(ohne)} ist kein Regelwerk eingestellt; es gilt die Voreinstellung "
            f"{settings.regelwerk}. Mit --regelwerk oder [jobcenter] in kontaktdichte.toml wird es gewählt.",
            err=True,
        )


def say_counts(lieferung: Any) -> None:
    """Say how much was read, excluded and noticed."""
    gelesen = sum(z.gelesen for z in lieferung.zaehlungen)
    excluded = sum(z.ausgeschlossen for z in lieferung.zaehlungen)
    typer.echo(
        f"Lieferung {lieferung.monat}: {gelesen} Zeilen gelesen, {excluded} ausgeschlossen, "
        f"{lieferung.befunde.height} Befunde."
    )


def say_file_notices(lieferung: Any) -> None:
    """Say what was noticed of whole files: last month's again, far fewer rows, columns nobody knows."""
    ganze_dateien = lieferung.befunde.filter(lieferung.befunde["zeile"].is_null())
    for file, sentence in ganze_dateien.select("datei", "satz").unique(maintain_order=True).iter_rows():
        typer.echo(f"Hinweis: {file}: {sentence}", err=True)
