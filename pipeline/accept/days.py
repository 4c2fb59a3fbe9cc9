"""Days that an export has rows of: is it the Berichtsmonat's, whole, and of the same day as the other exports?"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.course import DayColumn, DayCourse, WorkingDays
from pipeline.accept.swapped import AUSWEG, MONATE
from pipeline.accept.together import judge_together
from pipeline.kalender import Berichtsmonat
from pipeline.settings import Settings

# A delivery may be made some weeks after its Stichtag; a hundredth of the rows beyond is no slip of the pen.
DANACH_TAGE, HUNDERTSTEL = 31, 100
WENIGE, GROSS = 5, 50
# If of so many later days none is after the 12th, day and month are swapped.
VERTAUSCHT_AB = 10
HELD = ("wahrgenommen", "nicht_erschienen")


DAY_COLUMNS = (
    DayColumn("verbis_vermerke", "datum", is_daily=True),
    DayColumn("atv_termine", "datum", is_daily=True),
    DayColumn("atv_kapazitaet", "datum", is_daily=True),
    DayColumn("atv_termine", "gebucht_am"),
    DayColumn("verbis_kunden", "av_seit"),
    DayColumn("verbis_lebenslauf", "von"),
    DayColumn("verbis_vereinbarungen", "datum"),
    DayColumn("verbis_massnahmen", "eintritt"),
    DayColumn("allegro_antraege", "antragsdatum"),
)
# What was done on a day is known only after it; hours may be planned ahead.
DONE = ("verbis_vermerke", "atv_termine")
PLANNED = (("atv_kapazitaet", "datum"), ("verbis_massnahmen", "eintritt"), ("verbis_lebenslauf", "von"))


def judge_days(
    frames: Mapping[str, pl.DataFrame], berichtsmonat: Berichtsmonat, settings: Settings
) -> Iterator[tuple[str, str, bf.BefundKind]]:
    """Yield export, column and what is wrong with its days.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    working = WorkingDays(berichtsmonat.stichtag)
    days = {column: _days(frames[column.export], column) for column in DAY_COLUMNS}
    done = {c: days[c] for c in DAY_COLUMNS if c.is_daily and c.export in DONE}
    is_large = frames["verbis_kunden"].height >= GROSS
    unsaid = {}
    for column, counted in days.items():
        course = DayCourse(counted, berichtsmonat, working)
        if odd := course.judge_daily() if column.is_daily else course.judge_end():
            yield *column.place, odd
        else:
            unsaid[column] = counted
    yield from judge_together(unsaid, done, berichtsmonat.stichtag, working)
    for column, counted in days.items():
        if column.place not in PLANNED and (later := _judge_later(counted, berichtsmonat.stichtag)):
            yield *column.place, later
    limit = berichtsmonat.stichtag - timedelta(days=settings.hoechster_rueckstand_tage)
    if is_large and _is_outdated(pl.concat(done.values()), limit, berichtsmonat.stichtag):
        sentence = (
            f"Alle Vermerke und gehaltenen Termine liegen mehr als {settings.hoechster_rueckstand_tage} Tage vor dem "
            "Stichtag (hoechster_rueckstand_tage); vermutlich ist es die Lieferung eines anderen Monats. Bitte --month "
            f"und den Ordner {berichtsmonat.monat} prüfen."
        )
        yield "verbis_vermerke", "datum", bf.BefundKind("lieferung_veraltet", bf.ABBRUCH, sentence)


def recorded_until(frames: Mapping[str, pl.DataFrame], stichtag: date) -> date | None:
    """Return the latest day up to the Stichtag that a note or a held appointment is of; None without any.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    days = pl.concat(_days(frames[c.export], c) for c in DAY_COLUMNS if c.is_daily and c.export in DONE)
    latest = days.filter(pl.col("tag") <= stichtag)["tag"].max()
    return latest if isinstance(latest, date) else None


def _days(frame: pl.DataFrame, column: DayColumn) -> pl.DataFrame:
    """Count rows (`anzahl`) by day (`tag`); appointments that were not held say nothing of a day."""
    if column == DayColumn("atv_termine", "datum", is_daily=True):
        frame = frame.filter(pl.col("status").is_in(HELD))
    return frame.select(tag=column.column).drop_nulls().group_by("tag").agg(pl.len().cast(pl.Int64).alias("anzahl"))


def _judge_later(days: pl.DataFrame, stichtag: date) -> bf.BefundKind | None:
    """Say that a delivery was made long after its Stichtag; `days` have `tag` and `anzahl`."""
    after = days.filter(pl.col("tag") > stichtag)
    later = int(after.filter(pl.col("tag") > stichtag + timedelta(days=DANACH_TAGE))["anzahl"].sum())
    if later < WENIGE or later * HUNDERTSTEL < days["anzahl"].sum():
        return None
    sentence = f"{later} Einträge liegen mehr als {DANACH_TAGE} Tage nach dem Stichtag; vermutlich "
    if after.height >= VERTAUSCHT_AB and (after["tag"].dt.day() <= MONATE).all():
        return bf.BefundKind("spalte_zweifelhaft", bf.WARNUNG, f"{sentence}sind Tag und Monat vertauscht. {AUSWEG}")
    cause = (
        "ist es die Lieferung eines späteren Monats, und Bestand und Status sind die von dann. Bitte --month und den "
        "Ordner prüfen."
    )
    return bf.BefundKind("lieferung_juenger", bf.WARNUNG, sentence + cause)


def _is_outdated(days: pl.DataFrame, limit: date, stichtag: date) -> bool:
    """Tell whether all of many rows lie before the limit; `days` have `tag` and `anzahl`."""
    until = days.filter(pl.col("tag") <= stichtag)
    latest = until["tag"].max()
    return isinstance(latest, date) and latest < limit and int(until["anzahl"].sum()) >= GROSS
