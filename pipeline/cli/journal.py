"""What the command line says of Stände: how things stand, what became of months, and the same for other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from pipeline.errors import PendingError

if TYPE_CHECKING:
    from pipeline.accept.lieferung import Lieferung
    from pipeline.run.backfill import Backfilled
    from pipeline.run.doctor import Finding
    from pipeline.run.order import MonthResult
    from pipeline.run.status import MonthStatus, Status


def say_json(what: Any) -> None:
    """Say data, or a list of it, as JSON."""
    plain = [asdict(part) for part in what] if isinstance(what, list) else what
    typer.echo(json.dumps(plain, ensure_ascii=False, indent=1, default=str))


def say_json_month(result: MonthResult) -> None:
    """Say what a run has made, for other programs."""
    lauf = result.stand.lauf
    say_json(
        {
            "monat": result.stand.month,
            "stand": result.stand.number,
            "neu": result.is_new,
            "veroeffentlicht": not result.waiting,
            "ordner": result.folder,
            "mappen": result.workbooks,
            "zeilen": lauf.zeilen,
            "warnungen": lauf.warnungen,
            "gruende": lauf.aenderungen,
            "veraltet": result.outdated,
            "wartet": result.waiting,
            "dauer_s": lauf.dauer_s,
        }
    )


def say_json_check(lieferung: Lieferung, refusal: Exception | None) -> None:
    """Say what a delivery is like, for other programs."""
    from pipeline.accept.befund import count_befunde

    say_json(
        {
            "monat": lieferung.monat,
            "verwendbar": refusal is None,
            "ablehnung": refusal and str(refusal),
            "zeilen": {
                z.export: {"gelesen": z.gelesen, "ausgeschlossen": z.ausgeschlossen} for z in lieferung.zaehlungen
            },
            "befunde": count_befunde(lieferung.befunde).to_dicts(),
        }
    )


def say_pending(what: str, waiting: Sequence[str]) -> None:
    """Say what is finished but cannot be seen yet.

    :raises PendingError: if there is anything
    """
    if waiting:
        raise PendingError(
            f"{what} ist fertig, aber noch nicht ganz veröffentlicht: {' '.join(dict.fromkeys(waiting))} Der nächste "
            "Aufruf (auch „kontaktdichte status“) holt es nach."
        )


def say_status(status: Status) -> None:
    """Say how things stand, a line per month and below it what is to be known of it."""
    for what in status.geheilt:
        typer.echo(f"Aus dem Archiv wiederhergestellt: {what}")
    if not status.monate:
        typer.echo(f"Im Archiv {status.archiv} liegt noch kein Monat.")
    for month in status.monate:
        _say_month(month)
    if status.monate:
        typer.echo(f"Warehouse: {'aktuell' if status.warehouse_aktuell else 'nicht aktuell'} · Archiv: {status.archiv}")
    for refused in status.abgelehnt:
        typer.echo(f"Abgelehnte Lieferung: {refused}", err=True)
    if status.laeuft is not None:
        typer.echo(f"Gerade läuft ein anderer Aufruf{status.laeuft}.")
    for sentence in status.wartet:
        typer.echo(f"Hinweis: {sentence}", err=True)


def _say_month(month: MonthStatus) -> None:
    parts = [
        f"{month.monat}  Stand {month.stand:02d} vom {_local(month.erstellt)}",
        f"Stichtag {month.stichtag[8:]}.{month.stichtag[5:7]}.{month.stichtag[:4]}",
        "veröffentlicht" if month.veroeffentlicht else "NICHT VERÖFFENTLICHT",
        *([] if month.hat_zeilen else ["Zeilen gelöscht"]),
        *([month.anlass] if month.anlass not in ("Lauf", "") else []),
    ]
    typer.echo(" · ".join(parts))
    for sentence in month.veraltet:
        typer.echo(f"         veraltet: {sentence} Bitte erneuern: „kontaktdichte backfill“.")
    if month.warnungen:
        count = len(month.warnungen)
        typer.echo(f"         {'eine Warnung' if count == 1 else f'{count} Warnungen'} zur Lieferung:")
        for sentence in month.warnungen:
            typer.echo(f"           {sentence}")


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%d.%m.%Y %H:%M}" if moment else "unbekannt"


def say_doctor(findings: Sequence[Finding]) -> None:
    """Say what is wrong and what mends it."""
    if not findings:
        typer.echo("Alles in Ordnung: Archiv, Berichte und Warehouse stimmen überein.")
    for finding in findings:
        typer.echo(f"{finding.was}\n   → {finding.tun}")


def say_backfilled(done: Sequence[Backfilled]) -> None:
    """Say what became of each month; the error that ended it comes last."""
    for month in done:
        if month.result is None:
            continue
        state = "neu erstellt" if month.result.is_new else "unverändert"
        typer.echo(f"{month.result.stand.name}: {state}.")
    if not done:
        typer.echo("Kein Bericht ist veraltet.")
    for month in done:
        if month.error is not None:
            raise month.error
    say_pending("Alles", [sentence for month in done if month.result for sentence in month.result.waiting])
