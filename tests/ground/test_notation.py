"""How days, months and numbers are written: German, signed, rounded as people expect."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.notation import day, exact, month, months, number, one_line, rounded, short_month, signed

MINUS = "\u2212"


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (1234567.891, 1, "1.234.567,9"),
        (0.05, 1, "0,1"),
        (2.5, 0, "3"),
        (-2.5, 0, f"{MINUS}3"),
        (-0.04, 1, "0,0"),
        (1.005, 2, "1,01"),
        (110.0, 1, "110,0"),
    ],
)
def test_numbers_are_written_as_germans_do(amount, decimals, text):
    assert number(amount, decimals) == text


@pytest.mark.parametrize(
    ("setting", "text"), [("1.0", "1"), ("0.5", "0,5"), ("2.50", "2,5"), ("100", "100"), ("0.00", "0")]
)
def test_settings_are_written_with_the_decimals_they_need(setting, text):
    assert exact(Decimal(setting)) == text


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (5.94, 1, "+5,9"),
        (-5.94, 1, f"{MINUS}5,9"),
        (0.0, 1, "±0,0"),
        (-0.01, 1, "±0,0"),
        (0.05, 1, "+0,1"),
        (1234, 0, "+1.234"),
    ],
)
def test_differences_always_bear_a_sign(amount, decimals, text):
    assert signed(amount, decimals) == text


def test_days_and_months_are_written_as_germans_do():
    assert day(date(2026, 3, 1)) == "01.03.2026"
    assert month("2026-03") == "März 2026"
    assert short_month("2026-03") == "03/2026"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("2026-08",), "August 2026"),
        (("2026-08", "2026-09"), "August und September 2026"),
        (("2026-07", "2026-08", "2026-09"), "Juli, August und September 2026"),
        (("2025-12", "2026-01"), "Dezember 2025 und Januar 2026"),
    ],
)
def test_months_are_listed_with_their_year_once(names, text):
    assert months(names) == text


def test_numbers_are_rounded_half_away_from_zero():
    assert [rounded(a, 1) for a in (0.05, -0.05, 99.95, 99.949)] == [0.1, -0.1, 100.0, 99.9]


def test_names_stand_on_one_line_without_control_characters():
    assert one_line("Team\r\n Zwei\x00\tOst ") == "Team Zwei Ost"
    assert one_line("\x1f") == ""
