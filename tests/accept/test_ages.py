"""Ages that cannot be, at their edges: a tenth of twenty persons."""

import pytest

from drawn.office import draw_office, read_frames
from pipeline.accept.ages import judge_ages
from pipeline.kalender import find_berichtsmonat

OCTOBER = find_berichtsmonat("2026-10", {})


def judged(odd: int, count: int = 20, **cells: str) -> list[tuple]:
    rows = draw_office(count)
    for n, row in enumerate(rows["verbis_kunden"]):
        row |= {"geburtsmonat": "1980-05"} | (cells if n < odd else {})
    return [(export, column, kind.code) for export, column, kind in judge_ages(read_frames(rows), OCTOBER)]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("av_seit", {"av_seit": "30.04.2020", "geburtsmonat": "2005-05"}),
        ("av_seit", {"av_seit": "01.01.2005", "geburtsmonat": "1990-02"}),
        ("geburtsmonat", {"geburtsmonat": "1958-09"}),
    ],
)
def test_a_tenth_of_persons_of_an_impossible_age_is_a_doubt(column, cells):
    assert judged(2, **cells) == [("verbis_kunden", column, "spalte_zweifelhaft")]
    assert judged(1, **cells) == []
    assert judged(19, 19, **cells) == []


@pytest.mark.parametrize(
    "cells",
    [
        # Born on the 1st, they are 15 within the month.
        {"av_seit": "01.05.2020", "geburtsmonat": "2005-05"},
        {"geburtsmonat": "1958-10"},
        {"av_seit": "01.01.2005", "geburtsmonat": "1990-02", "av_status": "abgemeldet"},
    ],
)
def test_who_may_be_registered_is_no_doubt(cells):
    assert judged(20, **cells) == []
