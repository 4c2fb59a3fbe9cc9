"""What no longer fits once a month has been run: later reports and evaluations that show it, months under other
Stichtage."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.evaluate.month import VERLAUF_MONATE
from pipeline.evaluate.window import find_other_stichtage
from pipeline.kalender import Berichtsmonat, shift_month
from pipeline.warehouse import history
from pipeline.warehouse.connection import Warehouse


@dataclass(frozen=True)
class EarlierMonths:
    """What the warehouse held before a run: its months with their Stichtage, and what it had of the month that is run.

    `rows` are rows of `mart.kennzahlen` and `mart.einheiten`; None if the month is new.
    """

    monate: Mapping[str, date]
    rows: tuple[pl.DataFrame, pl.DataFrame] | None


def read_earlier(con: Warehouse, berichtsmonat: Berichtsmonat) -> EarlierMonths:
    """Return what is there before the month is replaced."""
    return EarlierMonths(history.read_months(con), history.read_kept(con, berichtsmonat.monat))


def find_outdated(
    con: Warehouse, before: EarlierMonths, berichtsmonat: Berichtsmonat, stichtage: Mapping[str, date], output: Path
) -> tuple[str, ...]:
    """Return a sentence per month that has to be run again, with the command that does so, and one on evaluations.

    Of reports that show the month as it was, those in the output folder are named; others may lie anywhere.
    """
    months, month = history.read_months(con), berichtsmonat.monat
    reasons = [*_replaced(before.monate, months, month), *_other_stichtage(months, month, stichtage)]
    others: list[str] = []
    if not _is_alike(before.rows, history.read_kept(con, month)):
        later = [name for name in months if month < name < shift_month(month, VERLAUF_MONATE)]
        here = [name for name in later if (output / name / "html" / "index.html").is_file()]
        reasons += [(name, _say_later(name, month, before.monate)) for name in here]
        others = [*_elsewhere([n for n in later if n not in here], month, output, is_new=month not in before.monate)]
        others += _evaluations(output, month) if before.rows else ()
    again = (
        f"{reason} Bitte neu erstellen: „kontaktdichte run --month {name}“ mit der Lieferung dieses Monats."
        for name, reason in reasons
    )
    return (*again, *others)


def _replaced(before: Mapping[str, date], months: Mapping[str, date], month: str) -> Iterator[tuple[str, str]]:
    """Yield months that had the Stichtag which the current one has now."""
    for name in sorted(before.keys() - months.keys()):
        yield name, f"{name} hatte im Warehouse denselben Stichtag wie jetzt {month} und steht nicht mehr dort."


def _other_stichtage(
    months: Mapping[str, date], month: str, stichtage: Mapping[str, date]
) -> Iterator[tuple[str, str]]:
    """Yield earlier months that the report shows under a Stichtag that the settings no longer give them."""
    first = shift_month(month, 1 - VERLAUF_MONATE)
    yield from find_other_stichtage({name: kept for name, kept in months.items() if first <= name < month}, stichtage)


def _say_later(name: str, month: str, before: Mapping[str, date]) -> str:
    """Say that the report of a later month shows the current one as it was, or does not have it."""
    if month in before:
        shown = "als Vormonat und im Verlauf" if name == shift_month(month, 1) else "im Verlauf"
        return f"Der Bericht {name} zeigt {month} {shown} noch nach dem alten Stand."
    first = shift_month(name, 1 - VERLAUF_MONATE)
    # What lies before the first kept month is no gap: the course begins later.
    if any(first <= kept < month for kept in before):
        return f"Der Bericht {name} zeigt für {month} noch eine Lücke."
    return f"Der Bericht {name} zeigt {month} noch nicht."


def _elsewhere(names: Sequence[str], month: str, output: Path, *, is_new: bool) -> Iterator[str]:
    """Say which later months were computed before, though their reports do not lie here."""
    if names:
        yield (
            f"Im Warehouse {'steht' if len(names) == 1 else 'stehen'} auch {', '.join(names)}, in {output} liegt davon "
            f"kein Bericht. Ist anderswo einer in Gebrauch, zeigt er {month} noch "
            f"{'nicht' if is_new else 'nach dem alten Stand'}."
        )


def _evaluations(output: Path, month: str) -> Iterator[str]:
    """Say which evaluations in the output folder show the month as it was, or may do so."""
    known = rf"evaluation-\d{{4}}-\d{{2}}-\d{{2}}|soll-ist-(\d{{4}}-)*{month[:4]}(-\d{{4}})*|vergleich-{month}"
    if found := sorted(folder.name for folder in output.iterdir() if re.fullmatch(known, folder.name)):
        yield (
            f"Auch Auswertungen in {output}, die {month} enthalten, zeigen ihn noch nach dem alten Stand. Bitte prüfen "
            f"und neu erstellen: {', '.join(found)}."
        )


def _is_alike(before: tuple[pl.DataFrame, ...] | None, after: tuple[pl.DataFrame, ...] | None) -> bool:
    """Tell whether the month reads as before; a new one does not."""
    if before is None or after is None:
        return False
    return all(old.equals(new) for old, new in zip(before, after, strict=True))
