"""Days of the exports against each other: one that ends while others go on was made on an earlier day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.course import DAVOR_TAGE, ERWARTET, WOCHE, DayColumn, WorkingDays, say_older

# Notes of the last days may still have to be written.
NACHTRAG = 3
# Rows that come on so many in a hundred working days do not come in lots.
FAST_TAEGLICH = 90

Days = Mapping[DayColumn, pl.DataFrame]


def judge_together(
    days: Days, done: Days, stichtag: date, working: WorkingDays
) -> Iterator[tuple[str, str, bf.BefundKind]]:
    """Yield export, column and what is wrong with it, for columns whose days end before those of `done`.

    The frames have `tag` and `anzahl`; `done` are the columns of what is recorded for the day itself.
    """
    for column, counted in days.items():
        latest = counted.filter(pl.col("tag") <= stichtag)["tag"].max()
        if not isinstance(latest, date) or latest <= stichtag - timedelta(days=DAVOR_TAGE):
            continue
        gap = working.between(latest, stichtag)
        if gap < (NACHTRAG if column.is_daily else WOCHE):
            continue
        own = _rows(counted, latest - timedelta(days=DAVOR_TAGE), latest)
        others = [frame for other, frame in done.items() if other.export != column.export]
        is_daily = column.is_daily or _is_nearly_daily(own, latest, working)
        if is_daily and any(_goes_on(own, other, latest, stichtag) for other in others):
            yield *column.place, say_older(gap)


def _rows(days: pl.DataFrame, after: date, until: date) -> pl.DataFrame:
    return days.filter(pl.col("tag").is_between(after, until, closed="right"))


def _is_nearly_daily(own: pl.DataFrame, latest: date, working: WorkingDays) -> bool:
    worked = working.between(latest - timedelta(days=DAVOR_TAGE), latest)
    at_work = own.filter(pl.col("tag").dt.weekday() <= 5).height
    return at_work * 100 >= FAST_TAEGLICH * worked


def _goes_on(own: pl.DataFrame, other: pl.DataFrame, latest: date, stichtag: date) -> bool:
    """Tell whether the pace of another column promises enough rows after the latest of our own."""
    before = int(_rows(other, latest - timedelta(days=DAVOR_TAGE), latest)["anzahl"].sum())
    after = int(_rows(other, latest, stichtag)["anzahl"].sum())
    return int(own["anzahl"].sum()) * after >= ERWARTET * before > 0
