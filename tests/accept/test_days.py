"""Days of exports against the Berichtsmonat: missing, scarce, with gaps, of an older or a younger delivery."""

from datetime import date, timedelta

import pytest

from drawn.office import STICHTAG, day_text, draw_office, read_frames, weekdays
from pipeline.accept.days import judge_days, recorded_until
from pipeline.kalender import Berichtsmonat, find_berichtsmonat
from pipeline.settings import Settings

OCTOBER = find_berichtsmonat("2026-10", {})


def judged(rows, berichtsmonat: Berichtsmonat = OCTOBER, **settings) -> list[tuple]:
    found = judge_days(read_frames(rows), berichtsmonat, Settings(**settings))
    return [(export, column, kind.code) for export, column, kind in found]


def keep(rows, export, *, until=None, without=(), column="datum"):
    """Leave out the rows of an export after a day, or of some days."""

    def is_kept(row) -> bool:
        day = date(*reversed([int(part) for part in row[column].split(".")]))
        return (until is None or day <= until) and day not in without

    rows[export] = [row for row in rows[export] if is_kept(row)]
    return rows


def test_an_ordinary_month_is_no_finding():
    assert judged(draw_office()) == []
    assert judged(draw_office(persons=30, per_day=1)) == []


@pytest.mark.parametrize("export", ["verbis_vermerke", "atv_termine", "atv_kapazitaet"])
def test_an_export_without_a_row_of_the_month_is_of_another(export):
    rows = keep(draw_office(), export, until=date(2026, 9, 30))
    assert (export, "datum", "monat_fehlt") in judged(rows)
    assert [f for f in judged(rows) if f[2] == "monat_fehlt"] == [(export, "datum", "monat_fehlt")]


def test_five_rows_of_other_months_tell_and_four_do_not():
    def rows(count):
        return draw_office(per_day=0) | {
            "verbis_vermerke": [{"kunde_id": "p001", "datum": "15.08.2026"}] * count,
            "atv_kapazitaet": [],
        }

    assert judged(rows(5)) == [("verbis_vermerke", "datum", "monat_fehlt")]
    assert judged(rows(4)) == []


def test_planned_appointments_do_not_make_a_month():
    rows = keep(draw_office(), "atv_termine", until=date(2026, 9, 30))
    rows["atv_termine"] += [
        {**rows["atv_termine"][0], "datum": day_text(day), "status": "geplant"} for day in weekdays(date(2026, 10, 1))
    ]
    for row in rows["atv_termine"]:
        row.setdefault("status", "wahrgenommen")
    assert ("atv_termine", "datum", "monat_fehlt") in judged(rows)


def test_a_month_with_less_than_a_fifth_of_the_usual_rows_is_said():
    # Three rows per weekday are usual: 66 in October, a fifth is 13.2.
    octobers = list(weekdays(date(2026, 10, 1)))
    for days, expected in ((4, [("atv_kapazitaet", "datum", "monat_duenn")]), (5, [])):
        # The days that stay are spread, so that no gap is the reason.
        without = set(octobers) - set(octobers[2::4][:days])
        found = judged(keep(draw_office(), "atv_kapazitaet", without=without))
        assert found == expected


@pytest.mark.parametrize(("first", "last"), [(1, 9), (12, 20), (22, 30)])
def test_a_third_of_the_month_without_a_row_is_a_gap(first, last):
    # Each of them has seven of the 22 working days; nation-wide there is no holiday on a weekday.
    without = {date(2026, 10, day) for day in range(first, last + 1)}
    assert judged(keep(draw_office(), "verbis_vermerke", without=without)) == [
        ("verbis_vermerke", "datum", "monat_lueckenhaft")
    ]


def test_a_gap_of_less_than_a_third_is_an_ordinary_absence():
    # Of 22 working days seven are a third; 13. to 20.10. are six.
    without = {date(2026, 10, day) for day in range(13, 21)}
    assert judged(keep(draw_office(), "verbis_vermerke", without=without)) == []


def test_an_export_made_on_the_first_days_of_the_month_is_said_in_a_small_office_too():
    rows = keep(draw_office(persons=30, per_day=1), "verbis_vermerke", until=date(2026, 10, 5))
    assert judged(rows) == [("verbis_vermerke", "datum", "export_aelter")]


@pytest.mark.parametrize(
    ("export", "column"),
    [
        ("atv_termine", "gebucht_am"),
        ("verbis_kunden", "av_seit"),
        ("verbis_lebenslauf", "von"),
        ("verbis_vereinbarungen", "datum"),
        ("allegro_antraege", "antragsdatum"),
    ],
)
def test_an_export_that_ends_before_the_others_is_said_by_what_chance_would_do(export, column):
    def rows(until, is_left_out):
        drawn = draw_office()
        days = [d for n, d in enumerate(reversed(list(weekdays(last=until)))) if not n or not is_left_out(n, d)]
        for number, row in enumerate(drawn[export]):
            row[column] = day_text(days[number % len(days)])
        return judged(drawn)

    older = [(export, column, "export_aelter")]
    # No row on Fridays: seven days at the end, a third of the month, have 0.2 ** 7 = 0.000013.
    assert rows(date(2026, 10, 21), lambda n, day: day.weekday() == 4) == older
    assert rows(date(2026, 10, 22), lambda n, day: day.weekday() == 4) == []
    # A row on every second working day: 14 have 0.5 ** 14 = 0.00006, 13 have 0.00012.
    assert rows(date(2026, 10, 12), lambda n, day: n % 2 == 1) == older
    assert rows(date(2026, 10, 13), lambda n, day: n % 2 == 1) == []


def test_rows_in_lots_have_no_pace_that_could_break():
    rows = draw_office()
    for export, column in (("verbis_vereinbarungen", "datum"), ("allegro_antraege", "antragsdatum")):
        for row in rows[export]:
            row[column] = "01.08.2026"
    assert judged(rows) == []


def test_an_office_whose_last_entry_is_older_than_allowed_is_refused():
    # The 16th of September is 45 days before the Stichtag.
    for until, is_refused in ((date(2026, 9, 15), True), (date(2026, 9, 16), False)):
        rows = draw_office()
        for export in ("verbis_vermerke", "atv_termine"):
            keep(rows, export, until=until)
        found = judge_days(read_frames(rows), OCTOBER, Settings())
        refusals = [(e, k.code) for e, _, k in found if k.schwere == "abbruch"]
        assert refusals == ([("verbis_vermerke", "lieferung_veraltet")] if is_refused else [])
    assert "lieferung_veraltet" in {code for *_, code in judged(rows, hoechster_rueckstand_tage=44)}


def test_a_small_office_and_one_recent_export_are_never_refused_for_age():
    small = draw_office(persons=49)
    for export in ("verbis_vermerke", "atv_termine"):
        keep(small, export, until=date(2026, 8, 31))
    half = keep(draw_office(), "verbis_vermerke", until=date(2026, 8, 31))
    assert "lieferung_veraltet" not in {code for *_, code in [*judged(small), *judged(half)]}


def test_a_delivery_made_weeks_after_its_stichtag_is_that_of_a_later_month():
    def rows(days_later):
        drawn = draw_office()
        drawn["verbis_vermerke"] += [
            {**drawn["verbis_vermerke"][0], "datum": day_text(STICHTAG + timedelta(days_later))} for _ in range(5)
        ]
        return drawn

    assert judged(rows(32)) == [("verbis_vermerke", "datum", "lieferung_juenger")]
    assert judged(rows(31)) == []


@pytest.mark.parametrize(("column", "export"), [("datum", "verbis_vermerke"), ("antragsdatum", "allegro_antraege")])
def test_later_days_of_which_none_is_after_the_12th_have_day_and_month_swapped(column, export):
    def rows(days):
        drawn = draw_office()
        drawn[export] += [{**drawn[export][0], column: day_text(day)} for day in days]
        return [f for f in judged(drawn) if f[:2] == (export, column)]

    november = [date(2026, 11, day) for day in range(2, 7)]
    december = [date(2026, 12, day) for day in range(2, 7)]
    assert rows(november + december) == [(export, column, "spalte_zweifelhaft")]
    assert rows([*november, date(2026, 11, 13), *december]) == [(export, column, "lieferung_juenger")]
    assert rows(november[1:] + december) == [(export, column, "lieferung_juenger")]


def test_a_stichtag_in_mid_month_has_its_own_month():
    mid = Berichtsmonat("2026-10", date(2026, 9, 14), date(2026, 10, 14))
    assert judged(keep(draw_office(), "verbis_vermerke", until=date(2026, 10, 14)), mid) == []
    assert ("verbis_vermerke", "datum", "monat_fehlt") in judged(
        keep(draw_office(), "verbis_vermerke", until=date(2026, 9, 14)), mid
    )


def test_the_latest_recorded_day_is_that_of_a_note_or_a_held_appointment():
    assert recorded_until(read_frames(draw_office()), STICHTAG) == date(2026, 10, 30)
    assert recorded_until(read_frames(draw_office()), date(2026, 8, 9)) == date(2026, 8, 7)
    assert recorded_until(read_frames(draw_office(per_day=0)), STICHTAG) is None
