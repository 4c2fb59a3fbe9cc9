"""What one export implies of another: shares at their edges, and what a team that does well shows."""

from datetime import date

import pytest

from drawn.office import day_text, draw_office, read_frames, weekdays
from pipeline.accept.implied import judge_implied
from pipeline.kalender import find_berichtsmonat

OCTOBER = find_berichtsmonat("2026-10", {})


def judged(rows) -> list[tuple]:
    return [(export, column, kind.code) for export, column, kind in judge_implied(read_frames(rows), OCTOBER)]


def said(export: str, column: str = "kunde_id") -> list[tuple]:
    return [(export, column, "export_unvollstaendig")]


def without(rows, export, is_lost):
    """Leave out the rows of an export by their number."""
    rows[export] = [row for number, row in enumerate(rows[export]) if not is_lost(number)]
    return rows


def test_an_ordinary_office_lacks_nothing_that_is_implied():
    assert judged(draw_office()) == []
    assert judged(draw_office(200)) == []


def test_held_appointments_without_a_note_are_too_many_from_two_fifths_on():
    # The first three notes lie before the three months and the month that are looked at; of 261, 40 % are 104.4.
    assert judged(without(draw_office(), "verbis_vermerke", lambda n: 3 <= n < 108)) == said("verbis_vermerke", "datum")
    assert judged(without(draw_office(), "verbis_vermerke", lambda n: n < 107)) == []


def later(rows, days):
    """Write the notes so many days after the talk."""
    dates = [day_text(day) for day in weekdays(last=date(2026, 11, 20))]
    for row in rows["verbis_vermerke"]:
        row["datum"] = dates[dates.index(row["datum"]) + days]
    return rows


def test_a_note_written_some_days_later_is_one():
    # The next weekday is at most three days later, the fourth always at least four.
    assert judged(later(draw_office(), 1)) == []
    assert judged(later(draw_office(), 4)) == [*said("verbis_vermerke", "datum"), *said("atv_termine", "datum")]


@pytest.mark.parametrize("export", ["verbis_vermerke", "atv_termine"])
def test_an_export_that_holds_less_of_the_past_is_no_half(export):
    rows = draw_office()
    rows[export] = [row for row in rows[export] if row["datum"].endswith("10.2026")]
    assert judged(rows) == []


def test_one_team_that_writes_its_notes_shows_that_none_was_lost():
    # Persons are in three teams in turn, so are the notes: two teams write none.
    assert judged(without(draw_office(), "verbis_vermerke", lambda n: n % 3 != 0)) == []
    # Of the notes of the third team a quarter is missing as well: every fourth of its 88.
    rows = without(draw_office(), "verbis_vermerke", lambda n: n % 3 != 0 or n % 12 == 0)
    assert judged(rows) == said("verbis_vermerke", "datum")


def test_days_with_notes_in_person_and_no_appointment_are_too_many_from_a_half_on():
    def rows(count):
        drawn = draw_office()
        talks = [
            (row["kunde_id"], row["datum"])
            for row in drawn["verbis_vermerke"][3:]
            if (row["vermerktyp"], row["kontaktart"]) == ("beratungsvermerk", "persoenlich")
        ]
        # 38 of 261 notes are of telephone calls, 24 others are no talks, three are both.
        assert len(talks) == 202
        drawn["atv_termine"] = [r for r in drawn["atv_termine"] if (r["kunde_id"], r["datum"]) not in talks[:count]]
        return drawn

    assert judged(rows(101)) == said("atv_termine", "datum")
    assert judged(rows(100)) == []


def test_days_of_counsellors_with_appointments_and_without_hours_are_too_many_from_a_quarter_on():
    # 22 working days in October and three counsellors: 66 pairs, the rows stand by counsellor and day.
    def rows(is_lost):
        drawn = draw_office()
        october = [row for row in drawn["atv_kapazitaet"] if row["datum"].endswith("10.2026")]
        lost = [row for n, row in enumerate(october) if is_lost(n)]
        drawn["atv_kapazitaet"] = [row for row in drawn["atv_kapazitaet"] if row not in lost]
        return drawn

    assert judged(rows(lambda n: n % 4 == 0)) == said("atv_kapazitaet", "datum")
    assert judged(rows(lambda n: n % 4 == 0 and n)) == []


def test_hours_of_a_missing_team_are_said_elsewhere():
    rows = draw_office()
    rows["atv_kapazitaet"] = [row for row in rows["atv_kapazitaet"] if row["team_id"] != "T2"]
    assert judged(rows) == []


def with_benefits(lost: int, **cells: str):
    """60 registered persons, of whom some applied for nothing, or have other cells in their application."""
    rows = draw_office()
    for row in rows["allegro_antraege"]:
        row |= {"status": "bewilligt", "leistung_bis": "31.10.2026", "einmalzahlung": "N"}
    for row in rows["allegro_antraege"][:lost]:
        row |= cells or {"kunde_id": "p059", "bg_id": "bp059"}
    return rows


def test_registered_persons_without_a_running_benefit_are_too_many_from_a_quarter_on():
    assert judged(with_benefits(14)) == []
    assert judged(with_benefits(15)) == said("allegro_antraege")
    for cells in ({"leistung_bis": "30.10.2026"}, {"status": "abgelehnt"}, {"einmalzahlung": "J"}):
        assert judged(with_benefits(15, **cells)) == said("allegro_antraege")
    for cells in ({"leistung_bis": ""}, {"status": "offen", "leistung_bis": ""}, {"kunde_id": "p059"}):
        assert judged(with_benefits(15, **cells)) == []


def test_who_is_new_or_gone_needs_no_benefit():
    for cells in ({"av_seit": "02.08.2026"}, {"av_status": "abgemeldet"}):
        rows = with_benefits(20)
        for row in rows["verbis_kunden"][:20]:
            row |= cells
        assert judged(rows) == []


def test_persons_often_counselled_without_an_agreement_are_too_many_from_two_fifths_on():
    # Of 264 held appointments each of 60 persons has four at least.
    agreed = "verbis_vereinbarungen"
    assert judged(without(draw_office(), agreed, lambda n: n % 5 in (1, 3))) == said(agreed)
    assert judged(without(draw_office(), agreed, lambda n: n % 5 in (1, 3) and n != 1)) == []


def test_persons_rarely_counselled_may_have_no_agreement():
    # 120 persons have two or three held appointments each.
    assert judged(without(draw_office(120), "verbis_vereinbarungen", lambda n: n % 2)) == []


def test_persons_without_profile_and_without_an_entry_are_too_many_from_two_fifths_on():
    def rows(lost, **cells):
        drawn = draw_office()
        for n, row in enumerate(drawn["verbis_kunden"]):
            row |= {"profillage": "M", "par10": "N", "geburtsmonat": "1980-05"} | (cells if n < 20 else {})
        return without(drawn, "verbis_lebenslauf", lambda n: n < lost)

    for cells in ({"profillage": "Z"}, {"geburtsmonat": "2010-11"}):
        assert judged(rows(8, **cells)) == said("verbis_lebenslauf")
        assert judged(rows(7, **cells)) == []
    for cells in ({"profillage": "Z", "par10": "J"}, {"geburtsmonat": "2010-10"}, {"profillage": "S"}):
        assert judged(rows(20, **cells)) == []


def test_empty_exports_are_said_elsewhere():
    for export in ("verbis_vermerke", "atv_termine", "atv_kapazitaet", "allegro_antraege", "verbis_vereinbarungen"):
        assert judged(draw_office() | {export: []}) == []
