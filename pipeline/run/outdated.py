"""What no longer fits once a month has been run: later reports and evaluations that show it, months under other
Stichtage."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from pipeline.evaluate.month import VERLAUF_MONATE
from pipeline.evaluate.window import find_other_stichtage
from pipeline.kalender import shift_month
from pipeline.publish.archive import Archive, Stand
from pipeline.run.inputs import is_outdated


def find_outdated(
    archive: Archive, stand: Stand, last: Stand | None, output: Path, stichtage: Mapping[str, date]
) -> tuple[str, ...]:
    """Return a sentence per month that a new Stand leaves outdated, with the command that renews it, and one on
    evaluations in the output folder that show the Stand `last` of the month."""
    months = archive.months()
    reasons = [*_other_stichtage(months, stand.month, stichtage)]
    reasons += [
        (name, say_outdated(name, stand.month, is_old, months))
        for name, other in months.items()
        if name > stand.month
        for month, is_old in is_outdated(other.lauf, months).items()
        if month == stand.month
    ]
    again = (f"{reason} Bitte erneuern: „kontaktdichte backfill --from {name}“." for name, reason in reasons)
    is_other = last is not None and last.lauf.kennzahlen != stand.lauf.kennzahlen
    return (*again, *(_evaluations(output, stand.month) if is_other else ()))


def say_outdated(name: str, month: str, is_old: bool, months: Mapping[str, Stand]) -> str:
    """Say that the report `name` shows the month as it was, or does not have it."""
    if is_old:
        shown = "als Vormonat und im Verlauf" if name == shift_month(month, 1) else "im Verlauf"
        return f"Der Bericht {name} zeigt {month} {shown} noch nach dem alten Stand."
    first = shift_month(name, 1 - VERLAUF_MONATE)
    # What lies before the first kept month is no gap: the course begins later.
    if any(first <= kept < month for kept in months):
        return f"Der Bericht {name} zeigt für {month} noch eine Lücke."
    return f"Der Bericht {name} zeigt {month} noch nicht."


def _other_stichtage(
    months: Mapping[str, Stand], month: str, stichtage: Mapping[str, date]
) -> Iterator[tuple[str, str]]:
    """Yield earlier months that the report shows under a Stichtag that the settings no longer give them."""
    first = shift_month(month, 1 - VERLAUF_MONATE)
    shown = {name: stand.lauf.last_day for name, stand in months.items() if first <= name < month}
    yield from find_other_stichtage(shown, stichtage)


def _evaluations(output: Path, month: str) -> Iterator[str]:
    """Say which evaluations in the output folder show the month as it was, or may do so."""
    known = rf"evaluation-\d{{4}}-\d{{2}}-\d{{2}}|soll-ist-(\d{{4}}-)*{month[:4]}(-\d{{4}})*|vergleich-{month}"
    # Its drive may not be there just now.
    there = output.iterdir() if output.is_dir() else ()
    if found := sorted(folder.name for folder in there if re.fullmatch(known, folder.name)):
        yield (
            f"Auch Auswertungen in {output}, die {month} enthalten, zeigen ihn noch nach dem alten Stand. Bitte prüfen "
            f"und neu erstellen: {', '.join(found)}."
        )
