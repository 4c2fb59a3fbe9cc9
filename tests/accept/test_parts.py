"""Parts of the persons that an export lacks: a row of them, whole teams, every second one."""

import pytest

from drawn.office import STICHTAG, draw_office, read_frames
from pipeline.accept.parts import PERSONS, judge_parts


def judged(rows) -> list[tuple]:
    return [(export, column, kind.code) for export, column, kind in judge_parts(read_frames(rows), STICHTAG)]


def persons(rows, export, is_kept):
    """Keep the rows of some persons, by their number."""
    rows[export] = [row for row in rows[export] if is_kept(int(row["kunde_id"][1:]))]
    return rows


def test_an_ordinary_office_lacks_no_part():
    assert judged(draw_office()) == []
    assert judged(draw_office(200)) == []


@pytest.mark.parametrize("export", PERSONS)
def test_an_export_cut_off_after_some_person_is_said(export):
    # 20 of 60 persons in a row: each of the other 40 has rows, so 20 were to be expected.
    said = [(export, "kunde_id", "export_abgeschnitten")]
    assert judged(persons(draw_office(), export, lambda n: n < 40)) == said
    assert judged(persons(draw_office(), export, lambda n: n >= 20)) == said
    assert judged(persons(draw_office(), export, lambda n: not 10 <= n < 30)) == said
    assert judged(persons(draw_office(), export, lambda n: n < 41)) == []


def test_a_row_of_less_than_a_fifth_is_no_cut():
    assert judged(persons(draw_office(105), "verbis_massnahmen", lambda n: n >= 21))
    assert judged(persons(draw_office(105), "verbis_massnahmen", lambda n: n >= 20)) == []


def test_an_export_that_names_few_persons_anyway_is_not_cut_off():
    # Every fifth person took part in a measure, and none of the last thirty.
    assert judged(persons(draw_office(), "verbis_massnahmen", lambda n: n < 30 and n % 5 == 0)) == []


@pytest.mark.parametrize("export", PERSONS)
def test_a_team_that_one_export_lacks_is_said(export):
    # Three teams of 20 persons each; of a team of 19 nothing is said.
    column = "team_id" if export == "atv_termine" else "kunde_id"
    assert judged(persons(draw_office(60), export, lambda n: n % 3)) == [(export, column, "team_fehlt")]
    assert judged(persons(draw_office(57), export, lambda n: n % 3)) == []


def with_small_teams(count: int, size: int = 10):
    """120 persons in twelve teams, the first ones of `size`; half of the persons of the others took part in measures.

    Of the first `count` teams nobody did.
    """
    rows = draw_office(120)
    for number, row in enumerate(rows["verbis_kunden"]):
        row["team_id"] = f"T{number % 12 + 1}"
    rows["organisation"] = [{"team_id": f"T{n + 1}"} for n in range(12)]
    return persons(rows, "verbis_massnahmen", lambda n: n % 12 >= count and n // 12 % 2 == 0)


def test_several_small_teams_together_are_missed_and_few_are_not():
    # Ten persons a team, of whom five would be named: four teams are 20, three are 15.
    assert judged(with_small_teams(4)) == [("verbis_massnahmen", "kunde_id", "team_fehlt")]
    assert judged(with_small_teams(3)) == []


def test_teams_of_their_own_kind_and_of_new_persons_are_not_missed():
    for kind in ("projekt", "sonstige"):
        rows = draw_office(60)
        rows["organisation"] = [{"team_id": t, "team_art": kind if t == "T1" else "ue25"} for t in ("T1", "T2", "T3")]
        assert judged(persons(rows, "verbis_massnahmen", lambda n: n % 3)) == []
    # A new team: all of its persons came less than three months ago.
    rows = draw_office(60)
    rows["organisation"].append({"team_id": "T4"})
    rows["verbis_kunden"] += [{"kunde_id": f"q{n}", "team_id": "T4", "av_seit": "01.09.2026"} for n in range(30)]
    assert judged(rows) == []


@pytest.mark.parametrize("is_kept", [lambda n: n % 2, lambda n: n % 2 == 0, lambda n: n % 8 in (0, 3, 6)])
def test_every_second_person_left_out_is_said(is_kept):
    rows = persons(draw_office(120), "verbis_lebenslauf", is_kept)
    assert judged(rows) == [("verbis_lebenslauf", "kunde_id", "export_unvollstaendig")]


def test_two_persons_in_a_row_or_few_persons_are_no_pattern():
    assert judged(persons(draw_office(120), "verbis_lebenslauf", lambda n: n % 2 or n == 60)) == []
    # 24 of 48 named make 12 pairs of neighbours by chance, 23 of 46 less.
    assert judged(persons(draw_office(48), "verbis_lebenslauf", lambda n: n % 2))
    assert judged(persons(draw_office(46), "verbis_lebenslauf", lambda n: n % 2)) == []


def test_an_order_of_the_file_other_than_that_of_the_ids_is_seen_too():
    rows = draw_office(120)
    rows["verbis_kunden"].sort(key=lambda row: int(row["kunde_id"][1:]) * 7 % 120)
    kept = {row["kunde_id"] for row in rows["verbis_kunden"][::2]}
    rows["verbis_lebenslauf"] = [row for row in rows["verbis_lebenslauf"] if row["kunde_id"] in kept]
    assert judged(rows) == [("verbis_lebenslauf", "kunde_id", "export_unvollstaendig")]
