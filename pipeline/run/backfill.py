"""Months that show others as they no longer are, made anew one after the other: each sees what was made before it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from pipeline.errors import KontaktdichteError, UsageError
from pipeline.kalender import months_between, parse_month
from pipeline.progress import Tell
from pipeline.publish.archive import Archive
from pipeline.publish.moment import publication
from pipeline.run.hold import hold
from pipeline.run.inputs import is_outdated
from pipeline.run.month import is_delivered, report_month
from pipeline.run.order import MonthOrder, MonthResult


@dataclass(frozen=True)
class Backfilled:
    """What became of a month (JJJJ-MM): a result, or the error for which it stays as it was."""

    monat: str
    result: MonthResult | None = None
    error: KontaktdichteError | None = None


def find_due(archive: Archive) -> list[str]:
    """Return the months that show an earlier one otherwise than it is now, in order."""
    stands = archive.months()
    return [month for month, stand in stands.items() if is_outdated(stand.lauf, stands)]


def run_backfill(order: MonthOrder, von: str | None, bis: str | None, tell: Tell) -> list[Backfilled]:
    """Make the months from `von` to `bis` anew, then all that show one of them as it was; without `von` these alone.

    A month whose delivery lies in the input folder is read from there, any other is made from the archive. `order` says
    all but the month. An error ends it: what comes after that month would show it as it was.

    :raises BusyError: another run writes there
    :raises UsageError: one is no month, or no month of the span is known
    """
    with publication() as state, hold(order.house, "backfill", order.warten, tell):
        archive = order.house.archive
        asked = _asked(archive, order, von, bis)
        return list(_make(archive, order, asked, partial(report_month, tell=tell, state=state)))


def _asked(archive: Archive, order: MonthOrder, von: str | None, bis: str | None) -> list[str]:
    """Return the months that are asked for.

    :raises UsageError: one is no month, or no month of the span is known
    """
    if von is None:
        return []
    known = archive.months()
    last = bis or max((*known, von))
    parse_month(von)
    span = months_between(von, last)
    asked = [m for m in span if m in known or is_delivered(order.input_folder, m)]
    if not asked:
        raise UsageError(f"Von {von} bis {last} liegt kein Monat im Archiv oder in {order.input_folder}.")
    return asked


def _make(
    archive: Archive, order: MonthOrder, asked: list[str], report: Callable[[MonthOrder], MonthResult]
) -> Iterator[Backfilled]:
    done: set[str] = set()
    while month := next((m for m in sorted({*asked, *find_due(archive)}) if m not in done), None):
        done.add(month)
        from_archive = not is_delivered(order.input_folder, month)
        try:
            own = replace(order, monat=month, from_archive=from_archive, renews=True)
            yield Backfilled(month, report(own))
        except KontaktdichteError as error:
            yield Backfilled(month, error=error)
            return
