"""Talks that begin too late: who was counselled before counts as never counselled.

Figures look back a year from the Stichtag, and to the last talk however long ago it was.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.relations import IN_PERSON, TALKS, Frames
from pipeline.kalender import Berichtsmonat, add_months

# Fewer notes, appointments or persons say nothing.
BEURTEILBAR, WENIGE = 50, 20
# An export begins where a hundredth of its rows are past: single ones may have a wrong day.
HUNDERTSTEL = 100
# What lacks less than a month of the year was asked for by the year.
EIN_JAHR, EIN_MONAT = 12, 31
# Months before and after the begin that are compared.
DAVOR_TAGE = 91

Found = Iterator[tuple[str, str, bf.BefundKind]]


def judge_begin(frames: Frames, berichtsmonat: Berichtsmonat) -> Found:
    """Yield export, column and what is wrong with it, if notes or appointments begin within the last year.

    Not so where the persons have not been registered for longer, or where no talks went before.
    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    since = add_months(berichtsmonat.stichtag, -EIN_JAHR)
    begin = _begin(frames["verbis_vermerke"], since)
    if begin and (share := _registered_before(frames["verbis_kunden"], begin)):
        sentence = (
            f"Die Vermerke beginnen erst im Monat {begin:%m.%Y}, aber {share} % der Personen sind schon länger "
            "gemeldet; wer davor beraten wurde, zählt als nicht beraten. Vermutlich war der Abruf nach Tagen "
            "gefiltert. Bitte ohne Filter neu erzeugen."
        )
        yield "verbis_vermerke", "datum", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
    begin = _begin(frames["atv_termine"], since)
    if begin and _has_talks_before(frames["verbis_vermerke"], begin):
        sentence = (
            f"Die Termine beginnen erst im Monat {begin:%m.%Y}, Vermerke über persönliche Gespräche gibt es schon "
            "davor; was davor stattfand, fehlt in den Kennzahlen. Vermutlich war der Abruf nach Tagen gefiltert. Bitte "
            "ohne Filter neu erzeugen."
        )
        yield "atv_termine", "datum", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)


def _begin(rows: pl.DataFrame, since: date) -> date | None:
    """Return the day on which an export begins if more than a month of the last year is missing."""
    days = rows["datum"].drop_nulls().sort()
    if len(days) < BEURTEILBAR:
        return None
    begin: date = days[len(days) // HUNDERTSTEL]
    return begin if begin > since + timedelta(days=EIN_MONAT) else None


def _registered_before(kunden: pl.DataFrame, begin: date) -> int:
    """Return the percentage of persons who were there more than a month before, if they are half of enough persons."""
    entered = kunden.filter(pl.col("av_status") != "abgemeldet")["av_seit"].drop_nulls()
    early = int((entered < begin - timedelta(days=EIN_MONAT)).sum())
    return round(early * 100 / len(entered)) if early >= WENIGE and early * 2 >= len(entered) else 0


def _has_talks_before(notes: pl.DataFrame, begin: date) -> bool:
    """Tell whether three months before the begin have at least half as many talks in person as three after it."""
    talks = notes.filter(pl.col("vermerktyp").is_in(TALKS), pl.col("kontaktart").is_in(IN_PERSON))["datum"]
    span = timedelta(days=DAVOR_TAGE)
    before = int(talks.is_between(begin - span, begin, closed="left").sum())
    after = int(talks.is_between(begin, begin + span, closed="left").sum())
    return before >= WENIGE and before * 2 >= after
