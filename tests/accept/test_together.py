"""Exports that end some days before the others, told by the pace of the others."""

from datetime import date, timedelta

import pytest

from drawn.office import STICHTAG, day_text, draw_office, read_frames, weekdays
from pipeline.accept.days import judge_days
from pipeline.kalender import find_berichtsmonat
from pipeline.settings import Settings

OCTOBER = find_berichtsmonat("2026-10", {})


def judged(rows) -> list[tuple]:
    found = judge_days(read_frames(rows), OCTOBER, Settings())
    return [(export, column, kind.code) for export, column, kind in found]


def until(last: date, *exports: str, per_day: int = 4):
    """The rows of some exports up to a day."""
    rows = draw_office(per_day=per_day)
    for export in exports:
        kept = {day_text(day) for day in weekdays(last=last)}
        rows[export] = [row for row in rows[export] if row["datum"] in kept]
    return rows


@pytest.mark.parametrize(
    ("export", "last"),
    # Four rows a day are twelve in three days, and ten are enough; three counsellors have nine. The 30th is a Friday.
    [("verbis_vermerke", 27), ("atv_termine", 27), ("atv_kapazitaet", 26)],
)
def test_a_daily_export_that_ends_some_working_days_early_is_said(export, last):
    assert judged(until(date(2026, 10, last), export))[:1] == [(export, "datum", "export_aelter")]
    assert judged(until(date(2026, 10, last + 1), export)) == []


def test_few_rows_of_the_others_are_no_sign():
    # Three a day make nine in three days and twelve in four.
    assert judged(until(date(2026, 10, 27), "verbis_vermerke", per_day=3)) == []
    assert judged(until(date(2026, 10, 26), "verbis_vermerke", per_day=3)) == [
        ("verbis_vermerke", "datum", "export_aelter")
    ]


def test_exports_that_end_together_are_not_older_than_each_other():
    assert judged(until(date(2026, 10, 26), "verbis_vermerke", "atv_termine")) == []


def test_hours_are_planned_ahead_and_no_sign_that_work_went_on():
    rows = until(date(2026, 10, 26), "verbis_vermerke", "atv_termine", "atv_kapazitaet")
    rows["atv_kapazitaet"] += [
        {"ifk_id": f"I{n}", "team_id": "T1", "datum": day_text(STICHTAG - timedelta(1))} for n in range(50)
    ]
    assert judged(rows) == []


def applied(last: date):
    """An application on every weekday up to a day."""
    rows = draw_office()
    claim = rows["allegro_antraege"][0]
    rows["allegro_antraege"] = [{**claim, "antragsdatum": day_text(day)} for day in weekdays(last=last)]
    return rows


def test_what_comes_nearly_daily_is_missed_after_a_week():
    older = [("allegro_antraege", "antragsdatum", "export_aelter")]
    assert judged(applied(date(2026, 10, 23))) == []
    # Ten of the eleven rows that three notes a day promise: an application a day makes a third of them.
    assert judged(applied(date(2026, 10, 16))) == older
