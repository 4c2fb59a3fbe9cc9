"""What no longer fits once a month has been run: reports of later months that show it, months under other Stichtage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline.evaluate.month import VERLAUF_MONATE
from pipeline.evaluate.window import find_other_stichtage
from pipeline.kalender import Berichtsmonat, shift_month
from pipeline.warehouse import history
from pipeline.warehouse.connection import Warehouse


@dataclass(frozen=True)
class EarlierMonths:
    """What the warehouse held before a run: its months with their Stichtage, and what it had of the month that is run.

    `rows` are rows of `mart.kennzahlen` and `mart.einheiten`; None if the month is new or no later one is there.
    """

    monate: Mapping[str, date]
    rows: tuple[pl.DataFrame, pl.DataFrame] | None


def read_earlier(con: Warehouse, berichtsmonat: Berichtsmonat) -> EarlierMonths:
    """Return what is there before the month is replaced."""
    months = history.read_months(con)
    has_later = any(m > berichtsmonat.monat for m in months)
    return EarlierMonths(months, history.read_kept(con, berichtsmonat.monat) if has_later else None)


def find_outdated(
    con: Warehouse, before: EarlierMonths, berichtsmonat: Berichtsmonat, stichtage: Mapping[str, date]
) -> tuple[str, ...]:
    """Return a sentence per month that has to be run again, with the command that does so."""
    months, month = history.read_months(con), berichtsmonat.monat
    reasons = [*_replaced(before.monate, months, month), *_other_stichtage(months, month, stichtage)]
    if not _is_alike(before.rows, history.read_kept(con, month)):
        reasons += _later(months, month)
    return tuple(
        f"{reason} Bitte neu erstellen: „kontaktdichte run --month {name}“ mit der Lieferung dieses Monats."
        for name, reason in reasons
    )


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


def _later(months: Mapping[str, date], month: str) -> Iterator[tuple[str, str]]:
    """Yield the later months whose reports show the current one as it was."""
    for name in months:
        if month < name < shift_month(month, VERLAUF_MONATE):
            shown = "als Vormonat und im Verlauf" if name == shift_month(month, 1) else "im Verlauf"
            yield name, f"Der Bericht {name} zeigt {month} {shown} noch nach dem alten Stand."


def _is_alike(before: tuple[pl.DataFrame, ...] | None, after: tuple[pl.DataFrame, ...] | None) -> bool:
    """Tell whether the month reads as before; a new one does not."""
    if before is None or after is None:
        return False
    return all(old.equals(new) for old, new in zip(before, after, strict=True))
