"""Days told from all of a column: at weekends, never after the 12th, and periods that end before they begin."""

from datetime import date, timedelta

import pytest

from drawn.office import day_text, draw_office, read_frames
from pipeline.accept.swapped import judge_swapped


def judged(rows) -> list[tuple]:
    return [(export, column, kind.code) for export, column, kind in judge_swapped(read_frames(rows))]


def dated(export, column, days, **cells):
    """60 persons with as many rows of an export as there are days."""
    rows = draw_office()
    more = {"team_id": "T1"} if export.startswith("atv") else {}
    key = "ifk_id" if export == "atv_kapazitaet" else "kunde_id"
    rows[export] = [{key: f"p{n % 60:03}", column: day_text(day), **more, **cells} for n, day in enumerate(days)]
    return rows


def days(count, first=date(2026, 6, 1)):
    return [first + timedelta(n) for n in range(count)]


def test_the_days_of_an_ordinary_office_are_no_finding():
    assert judged(draw_office()) == []


@pytest.mark.parametrize(
    ("export", "column"),
    [("verbis_vermerke", "datum"), ("verbis_vereinbarungen", "datum"), ("verbis_massnahmen", "eintritt")],
)
def test_a_column_without_a_day_after_the_12th_has_day_and_month_swapped(export, column):
    early = [day for day in days(240, date(2026, 2, 2)) if day.day <= 12 and day.weekday() < 5]
    assert judged(dated(export, column, early[:50])) == [(export, column, "spalte_zweifelhaft")]
    assert judged(dated(export, column, early[:49])) == []
    assert judged(dated(export, column, [*early[:50], date(2026, 6, 15)])) == []


def test_deadlines_and_the_first_days_of_one_month_are_no_sign():
    firsts = [date(2020 + n // 12, n % 12 + 1, 1 + n % 7) for n in range(60)]
    assert judged(dated("verbis_vereinbarungen", "datum", firsts)) == []
    eight = [date(2020 + n // 12, n % 12 + 1, 1 + n % 8) for n in range(60)]
    assert judged(dated("verbis_vereinbarungen", "datum", eight)) == [
        ("verbis_vereinbarungen", "datum", "spalte_zweifelhaft")
    ]
    assert judged(dated("verbis_vereinbarungen", "datum", [date(2026, 10, n % 12 + 1) for n in range(60)])) == []


@pytest.mark.parametrize("export", ["verbis_vermerke", "atv_termine", "atv_kapazitaet"])
def test_work_on_both_days_of_the_weekend_is_none(export):
    def rows(saturdays, sundays):
        at_work = [day for day in days(112) if day.weekday() < 5]
        return dated(export, "datum", [*at_work, *[date(2026, 10, 17)] * saturdays, *[date(2026, 10, 18)] * sundays])

    def judge(*free):
        drawn = rows(*free)
        for n, row in enumerate(drawn["atv_kapazitaet"]):
            row["ifk_id"] = f"i{n}"
        return judged(drawn)

    # 80 working days: a fortieth of 85 rows is more than two, of 84 as well, so three on each day are needed.
    assert judge(3, 3) == [(export, "datum", "spalte_zweifelhaft")]
    assert judge(2, 3) == []
    assert judge(0, 30) == []


@pytest.mark.parametrize(
    ("export", "first", "last"),
    [
        ("atv_termine", "gebucht_am", "datum"),
        ("allegro_antraege", "leistung_von", "leistung_bis"),
        ("verbis_massnahmen", "eintritt", "austritt"),
        ("verbis_lebenslauf", "von", "bis"),
        ("verbis_vereinbarungen", "datum", "gueltig_bis"),
    ],
)
def test_a_tenth_of_periods_that_end_before_they_begin_is_too_much(export, first, last):
    def rows(odd, count=50):
        drawn = draw_office()
        row = drawn[export][0]
        drawn[export] = [
            {**row, "kunde_id": f"p{n:03}", first: "03.04.2026", last: "02.04.2026" if n < odd else "03.04.2026"}
            for n in range(count)
        ]
        return drawn

    assert judged(rows(5)) == [(export, first, "spalte_zweifelhaft")]
    assert judged(rows(4)) == []
    assert judged(rows(49, 49)) == []


def test_the_sentence_names_cause_and_way_out():
    early = [day for day in days(240, date(2026, 2, 2)) if day.day <= 12 and day.weekday() < 5]
    ((_, _, kind),) = judge_swapped(read_frames(dated("verbis_vermerke", "datum", early[:50])))
    assert kind.satz == (
        "Keiner der 50 Tage liegt nach dem 12. eines Monats; vermutlich sind Tag und Monat vertauscht. Bitte als "
        "TT.MM.JJJJ exportieren und nicht in Excel öffnen."
    )
