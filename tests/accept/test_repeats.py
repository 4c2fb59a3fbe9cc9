"""Rows that came twice under new keys, told from several notes on one day."""

import pytest

from drawn.office import draw_office, read_frames
from pipeline.accept import repeats
from pipeline.accept.repeats import MEANING, judge_repeats


def judged(rows) -> list[tuple]:
    return [(export, column, kind.code) for export, column, kind in judge_repeats(read_frames(rows))]


def twice(rows, export, first):
    """Repeat the first rows of an export; keys are numbered anew, but for those of persons."""
    again = [dict(row) for row in rows[export][:first]]
    if export == "verbis_kunden":
        again = [row | {"kunde_id": f"x{row['kunde_id']}"} for row in again]
    return rows | {export: rows[export] + again}


def test_an_ordinary_office_repeats_nothing():
    assert judged(draw_office()) == []


@pytest.mark.parametrize("export", MEANING)
def test_an_export_put_together_twice_is_said(export):
    rows = draw_office()
    assert judged(twice(rows, export, len(rows[export]))) == [(export, None, "zeilen_wiederholt")]


def test_three_tenths_of_repeated_rows_are_too_many():
    # 70 rows and 30 again are a hundred.
    assert judged(twice(draw_office(70), "verbis_massnahmen", 30)) == [("verbis_massnahmen", None, "zeilen_wiederholt")]
    assert judged(twice(draw_office(70), "verbis_massnahmen", 29)) == []


def test_few_rows_and_appointments_without_a_person_say_nothing():
    few = twice(draw_office(9), "verbis_massnahmen", 9)
    assert judged(few) == []
    assert len(judged(twice(draw_office(10), "verbis_massnahmen", 10))) == 1
    rows = draw_office()
    for row in rows["atv_termine"]:
        row["kunde_id"] = ""
    assert judged(twice(rows, "atv_termine", 200)) == []


def test_of_many_rows_those_of_some_persons_are_looked_at(monkeypatch):
    monkeypatch.setattr(repeats, "GENUG", 50)
    rows = draw_office()
    assert judged(rows) == []
    assert judged(twice(rows, "verbis_vermerke", 264)) == [("verbis_vermerke", None, "zeilen_wiederholt")]
