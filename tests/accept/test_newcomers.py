"""Persons who came in the month, known to the other exports and not to an older verbis_kunden."""

import pytest

from drawn.office import draw_office, read_frames
from pipeline.accept.newcomers import judge_newcomers
from pipeline.kalender import find_berichtsmonat

OCTOBER = find_berichtsmonat("2026-10", {})
FOUND = [("verbis_kunden", "av_seit", "export_aelter")]


def judged(rows) -> list[tuple]:
    return [(export, column, kind.code) for export, column, kind in judge_newcomers(read_frames(rows), OCTOBER)]


def with_unknown(count: int, day: str = "12.10.2026", rows=None):
    rows = rows or draw_office()
    note = rows["verbis_vermerke"][0]
    rows["verbis_vermerke"] += [{**note, "kunde_id": f"u{day[3:5]}{n}", "datum": day} for n in range(count)]
    return rows


def test_an_ordinary_office_knows_who_came():
    assert judged(draw_office()) == []


def test_four_unknown_persons_of_the_month_tell_where_nobody_came():
    assert judged(with_unknown(4)) == FOUND
    assert judged(with_unknown(3)) == []
    assert judged(with_unknown(4, "30.09.2026")) == []
    assert judged(with_unknown(4, "01.11.2026")) == []


@pytest.mark.parametrize("export", ["allegro_antraege", "atv_termine", "verbis_vereinbarungen"])
def test_other_exports_speak_of_persons_too(export):
    column = {"allegro_antraege": "antragsdatum", "atv_termine": "gebucht_am"}.get(export, "datum")
    rows = draw_office()
    rows[export] += [{**rows[export][0], "kunde_id": f"u{n}", column: "12.10.2026"} for n in range(4)]
    assert judged(rows) == FOUND


def test_persons_who_came_show_that_the_export_is_of_the_month():
    def rows(came, unknown):
        drawn = with_unknown(unknown)
        for row in drawn["verbis_kunden"][:came]:
            row["av_seit"] = "05.10.2026"
        return drawn

    # Five times as many are unknown.
    assert judged(rows(1, 5)) == FOUND
    assert judged(rows(1, 4)) == []


def test_persons_unknown_in_other_months_too_are_no_sign():
    assert judged(with_unknown(5, "10.08.2026", with_unknown(5))) == []
    assert judged(with_unknown(4, "10.08.2026", with_unknown(5))) == FOUND
