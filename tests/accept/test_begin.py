"""Talks that begin within the last year although the persons, or the talks themselves, are older."""

from datetime import date

import pytest

from drawn.office import day_text, draw_office, read_frames, weekdays
from pipeline.accept.begin import judge_begin
from pipeline.kalender import find_berichtsmonat

OCTOBER = find_berichtsmonat("2026-10", {})
NOTES = ("verbis_vermerke", "datum", "export_unvollstaendig")
APPOINTMENTS = ("atv_termine", "datum", "export_unvollstaendig")


def judged(rows, *exports: str) -> list[tuple]:
    """What is found of some exports, or of all."""
    found = [(export, column, kind.code) for export, column, kind in judge_begin(read_frames(rows), OCTOBER)]
    return [f for f in found if f[0] in exports or not exports]


def registered(rows, since: str, persons: int):
    """Let so many persons be registered since a day."""
    for row in rows["verbis_kunden"][:persons]:
        row["av_seit"] = since
    return rows


def noted(first: date, *more: date) -> list[tuple]:
    """Judge a note per weekday since the first, and notes of further days, where all persons have long been there."""
    rows = registered(draw_office(), "01.01.2020", 60)
    days = [*more, *weekdays(first)]
    rows["verbis_vermerke"] = [{**rows["verbis_vermerke"][0], "datum": day_text(day)} for day in days]
    return judged(rows, "verbis_vermerke")


def test_an_office_as_young_as_its_talks_is_no_finding():
    assert judged(draw_office()) == []


def test_notes_that_begin_after_half_of_the_persons_came_are_said():
    # Notes begin on the 1st of July; the 30th of May is more than a month before, the 31st is not.
    assert judged(registered(draw_office(), "30.05.2026", 30)) == [NOTES]
    assert judged(registered(draw_office(), "30.05.2026", 29)) == []
    assert judged(registered(draw_office(), "31.05.2026", 60)) == []


def test_few_persons_and_few_notes_say_nothing():
    assert judged(registered(draw_office(persons=20), "01.01.2020", 20)) == [NOTES]
    assert judged(registered(draw_office(persons=19), "01.01.2020", 19)) == []
    # September and October have 22 weekdays each, and August ends with a Monday after five of a week.
    assert noted(date(2026, 8, 24)) == [NOTES]
    assert noted(date(2026, 8, 25)) == []


def test_who_is_deregistered_is_not_missed():
    rows = registered(draw_office(), "30.05.2026", 30)
    rows["verbis_kunden"][0]["av_status"] = "abgemeldet"
    # 29 of 59 are less than half.
    assert judged(rows) == []


def test_notes_of_a_year_but_for_a_month_were_asked_for_by_the_year():
    # A year before the Stichtag is the 31st of October 2025, 31 days later the 1st of December: the third day decides
    # among more than two hundred.
    assert noted(date(2025, 11, 27)) == []
    assert noted(date(2025, 11, 28)) == [NOTES]


@pytest.mark.parametrize(("wrong", "expected"), [(2, [NOTES]), (3, [])])
def test_single_notes_with_a_wrong_day_do_not_begin_an_export(wrong, expected):
    # With the 217 weekdays since January they are less than 300: the third day decides.
    assert noted(date(2026, 1, 1), *[date(2024, 1, 2)] * wrong) == expected


def test_appointments_that_begin_after_talks_in_person_are_said():
    def begun(first: date, before: date, **cells):
        rows = draw_office()
        rows["atv_termine"] = [{**rows["atv_termine"][0], "datum": day_text(day)} for day in weekdays(first)]
        rows["verbis_vermerke"] = [
            {**rows["verbis_vermerke"][0], "datum": day_text(day), **cells} for day in weekdays(before)
        ]
        return judged(rows, "atv_termine")

    assert begun(date(2026, 8, 3), date(2026, 5, 1)) == [APPOINTMENTS]
    assert begun(date(2026, 8, 3), date(2026, 8, 3)) == []
    assert begun(date(2026, 8, 3), date(2026, 5, 1), kontaktart="telefon") == []
    assert begun(date(2026, 8, 3), date(2026, 5, 1), vermerktyp="allgemein") == []
    # Of the 13 weeks from the 3rd of August on there are 65 talks: 33 before are half of them, 32 are not.
    assert begun(date(2026, 8, 3), date(2026, 6, 17)) == [APPOINTMENTS]
    assert begun(date(2026, 8, 3), date(2026, 6, 18)) == []


def test_the_sentence_says_month_and_share_and_what_follows():
    ((_, _, kind),) = judge_begin(read_frames(registered(draw_office(), "01.01.2020", 45)), OCTOBER)
    assert kind.satz.startswith(
        "Die Vermerke beginnen erst im Monat 07.2026, aber 75 % der Personen sind schon länger gemeldet; wer davor "
        "beraten wurde, zählt als nicht beraten."
    )
