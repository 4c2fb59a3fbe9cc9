"""The delivery as a whole: is it the month's, complete and of one piece? Judged in the first month too."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.ages import judge_ages
from pipeline.accept.begin import judge_begin
from pipeline.accept.days import judge_days, recorded_until
from pipeline.accept.filters import judge_filters
from pipeline.accept.halves import judge_halves
from pipeline.accept.implied import judge_implied
from pipeline.accept.keys import judge_keys
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.newcomers import judge_newcomers
from pipeline.accept.parts import judge_parts
from pipeline.accept.repeats import judge_repeats
from pipeline.accept.swapped import judge_swapped
from pipeline.kalender import SAMSTAG, Berichtsmonat
from pipeline.settings import Settings

# A delivery that speaks of fewer persons is not judged as a whole; one of so many is that of an office.
WENIGE, GROSS = 5, 50
# An export that lost more than this share of its rows is no whole.
BESCHAEDIGT = Decimal("0.1")
# Without persons there is nothing to report, and without notes everybody is overdue. What is missing without the other
# exports has no value in the report.
NEVER_EMPTY = ("verbis_kunden", "verbis_vermerke")

Found = Iterator[tuple[str, str | None, bf.BefundKind]]


def judge_whole(lieferung: Lieferung, berichtsmonat: Berichtsmonat, settings: Settings) -> pl.DataFrame:
    """Return what is odd about the exports and the delivery as a whole, with the columns of `accept.befund.SCHEMA`."""
    if _is_damaged(lieferung, settings):
        return bf.empty()
    frames = {part.export: part.frame for part in lieferung.parts}
    found: list[tuple[str, str | None, bf.BefundKind]] = list(judge_keys(frames, settings))
    persons = _count_persons(frames)
    if persons >= WENIGE:
        found += _judge_empty(lieferung, persons)
        found += judge_days(frames, berichtsmonat, settings)
        found += judge_begin(frames, berichtsmonat)
        found += judge_newcomers(frames, berichtsmonat)
        found += judge_parts(frames, berichtsmonat.stichtag)
        found += judge_halves(frames, berichtsmonat)
        found += judge_implied(frames, berichtsmonat)
        found += judge_filters(frames)
        found += judge_repeats(frames)
        found += judge_swapped(frames)
        found += judge_ages(frames, berichtsmonat)
    return _make(lieferung, found)


def warn_before_end(lieferung: Lieferung, berichtsmonat: Berichtsmonat, today: date) -> None:
    """Add to a delivery's Befunde that its month is not over yet."""
    lieferung.befunde = bf.join([lieferung.befunde, judge_end(lieferung, berichtsmonat, today)])


def is_over(berichtsmonat: Berichtsmonat, today: date) -> bool:
    """Tell whether no working day of the month is to come after `today`."""
    return not _is_to_come(berichtsmonat, today)


def _is_to_come(berichtsmonat: Berichtsmonat, until: date) -> bool:
    remaining = (until + timedelta(days=n) for n in range(1, (berichtsmonat.stichtag - until).days + 1))
    return any(day.weekday() < SAMSTAG for day in remaining)


def judge_end(lieferung: Lieferung, berichtsmonat: Berichtsmonat, today: date) -> pl.DataFrame:
    """Return a warning if the month is not over yet, with the columns of `accept.befund.SCHEMA`.

    Rows of days after `today` show that they came, whatever the clock of this machine says.
    """
    frames = {part.export: part.frame for part in lieferung.parts}
    until = max(today, recorded_until(frames, berichtsmonat.stichtag) or today)
    if not _is_to_come(berichtsmonat, until):
        return bf.empty()
    sentence = (
        f"Der Stichtag {berichtsmonat.stichtag:%d.%m.%Y} liegt in der Zukunft: Der Monat {berichtsmonat.monat} ist "
        "noch nicht zu Ende, seine Zahlen sind unvollständig. Bitte --month prüfen oder nach dem Stichtag neu liefern."
    )
    return _make(lieferung, [("organisation", None, bf.BefundKind("monat_nicht_zu_ende", bf.WARNUNG, sentence))])


def _make(lieferung: Lieferung, found: Iterable[tuple[str, str | None, bf.BefundKind]]) -> pl.DataFrame:
    """Make Befunde of what was found; what two judges say alike of a place is said once."""
    files = {part.export: part.file for part in lieferung.parts}
    once = {(export, column, kind.code, kind.satz): (export, column, kind) for export, column, kind in found}
    return bf.join(
        bf.make([None], kind, export=export, file=files[export], column=column)
        for export, column, kind in once.values()
    )


def _is_damaged(lieferung: Lieferung, settings: Settings) -> bool:
    """Tell whether so many rows of an export could not be read that the delivery is refused for that.

    What is left of it would look like half an export, or like persons that nobody knows.
    """
    limit = max(settings.hoechster_ausschluss, BESCHAEDIGT)
    return any(part.gelesen - part.frame.height > limit * part.gelesen for part in lieferung.parts)


def _count_persons(frames: Mapping[str, pl.DataFrame]) -> int:
    """Count the persons of the export that speaks of most; an office's are not counted any further."""
    kunden = frames["verbis_kunden"].height
    others = (frame["kunde_id"].drop_nulls().n_unique() for frame in frames.values() if "kunde_id" in frame.columns)
    return kunden if kunden >= GROSS else max(others)


def _judge_empty(lieferung: Lieferung, persons: int) -> Found:
    for part in lieferung.parts:
        if part.gelesen or part.export == "organisation":
            continue  # without teams there is a check of its own
        schwere = bf.ABBRUCH if part.export in NEVER_EMPTY and persons >= GROSS else bf.WARNUNG
        sentence = (
            "Der Export enthält keine einzige Zeile; was aus ihm zu rechnen wäre, fehlt in den Kennzahlen. "
            "Vermutlich war der Abruf leer oder gefiltert; bitte neu erzeugen."
        )
        yield part.export, None, bf.BefundKind("export_leer", schwere, sentence)
