"""Months, Stichtage and working days, against a printed calendar."""

from datetime import date

import pytest

from pipeline.errors import ConfigurationError, UsageError
from pipeline.kalender import add_months, arbeitstage, find_berichtsmonat, guess_month, parse_month


@pytest.mark.parametrize(
    ("tag", "monate", "erwartet"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 10, 31), -6, date(2026, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_clamped_to_the_month_end(tag, monate, erwartet):
    assert add_months(tag, monate) == erwartet


def test_month_is_the_days_after_the_previous_stichtag():
    assert find_berichtsmonat("2028-02", {}) == ("2028-02", date(2028, 1, 31), date(2028, 2, 29))
    assert find_berichtsmonat("2026-01", {"2025-12": date(2025, 12, 11)}) == (
        "2026-01",
        date(2025, 12, 11),
        date(2026, 1, 31),
    )


def test_a_stichtag_comes_after_the_one_before():
    with pytest.raises(ConfigurationError, match="liegt nicht nach dem des Vormonats"):
        find_berichtsmonat("2026-10", {"2026-10": date(2026, 9, 20)})


@pytest.mark.parametrize("monat", ["0001-01", "9999-12", "2026-13", "2026-00", "2026-1", "10/2026", "", "2026-10-01"])
def test_other_texts_are_no_month(monat):
    with pytest.raises(UsageError, match="kein Monat"):
        find_berichtsmonat(monat, {})


@pytest.mark.parametrize(
    ("land", "frei"),
    [
        # All Saints is a holiday in Rheinland-Pfalz only, Reformation Day in Bremen only.
        ("RP", {date(2024, 11, 1)}),
        ("HB", {date(2024, 10, 31)}),
        ("BE", set()),
        (None, set()),
    ],
)
def test_holidays_of_the_land(land, frei):
    tage = {tag: ist for tag, ist, _ in arbeitstage(land, date(2024, 10, 28), date(2024, 11, 1))}
    assert {tag for tag, ist in tage.items() if not ist} == frei


def test_counting_working_days_over_christmas():
    """Mon 21.12.2026 … Fri 01.01.2027 has eight weekdays besides Christmas Day and New Year (26.12. is a Saturday)."""
    nummern = {tag: nummer for tag, _, nummer in arbeitstage("RP", date(2026, 12, 21), date(2027, 1, 4))}
    assert nummern[date(2026, 12, 24)] == 4
    assert nummern[date(2026, 12, 25)] == nummern[date(2026, 12, 27)] == 4
    assert nummern[date(2026, 12, 28)] == 5
    assert nummern[date(2027, 1, 1)] == 8
    assert nummern[date(2027, 1, 4)] == 9


@pytest.mark.parametrize(
    ("text", "gemeint"),
    [
        *((f, "2026-10") for f in ("10/2026", "10.2026", "10-2026", "2026/10", "2026.10", "2026_10", "2026 10")),
        *((f, "2026-10") for f in ("202610", "20261001", "2026-10-31", "31.10.2026", "1.10.2026", " 2026-10 ")),
        *((f, "2026-10") for f in ("Oktober 2026", "oktober2026", "Okt. 2026", "2026 Oktober", "OKT 2026", "2026-Okt")),
        *(("März 2026", "2026-03"), ("Mrz 2026", None), ("mai 2026", "2026-05"), ("2026-1", "2026-01")),
        *((f, None) for f in ("2026-13", "2026-00", "Oktober", "2026", "", "x", "13/2026", "1026-10", "26-10")),
    ],
)
def test_a_month_in_another_form_is_understood_and_said(text, gemeint):
    assert guess_month(text) == gemeint
    with pytest.raises(
        UsageError, match=f"ist kein Monat.*(gemeint ist wohl {gemeint}|zum Beispiel 2026-10)"
    ) as fehler:
        parse_month(text)
    assert ("gemeint ist wohl" in str(fehler.value)) is (gemeint is not None)
