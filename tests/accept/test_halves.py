"""Half exports at their edges: judged against the other exports of the same delivery."""

import pytest

from drawn.office import draw_office, read_frames
from pipeline.accept.halves import PERSONS, judge_halves
from pipeline.kalender import find_berichtsmonat

OCTOBER = find_berichtsmonat("2026-10", {})


def judged(rows) -> list[tuple]:
    return [(export, column, kind.code) for export, column, kind in judge_halves(read_frames(rows), OCTOBER)]


def persons(rows, export, is_kept):
    """Keep the rows of some persons, by their number."""
    rows[export] = [row for row in rows[export] if is_kept(int(row["kunde_id"][1:]))]
    return rows


def test_an_ordinary_office_has_no_half_export():
    assert judged(draw_office()) == []


@pytest.mark.parametrize("export", PERSONS)
def test_an_export_cut_off_after_some_person_is_said(export):
    # 20 of 60 persons at the end: each of the other 40 has rows, so 20 were to be expected.
    assert (export, "kunde_id", "export_abgeschnitten") in judged(persons(draw_office(), export, lambda n: n < 40))
    assert (export, "kunde_id", "export_abgeschnitten") in judged(persons(draw_office(), export, lambda n: n >= 20))
    assert judged(persons(draw_office(), export, lambda n: n < 41)) == (
        # 19 of 60 persons with held appointments are still a third.
        [("verbis_vermerke", "kunde_id", "export_unvollstaendig")] if export == "verbis_vermerke" else []
    )


def test_an_export_that_names_few_persons_anyway_is_not_cut_off():
    # Every fifth person took part in a measure, and none of the last thirty.
    assert judged(persons(draw_office(), "verbis_massnahmen", lambda n: n < 30 and n % 5 == 0)) == []


def test_notes_that_a_fifth_of_the_persons_with_appointments_lack_are_incomplete():
    # 12 of 60 are 20 %, spread over the ids.
    assert judged(persons(draw_office(), "verbis_vermerke", lambda n: n % 5)) == [
        ("verbis_vermerke", "kunde_id", "export_unvollstaendig")
    ]
    assert judged(persons(draw_office(), "verbis_vermerke", lambda n: n % 5 or n == 0)) == []


def test_appointments_that_many_persons_with_notes_lack_are_incomplete():
    # 24 of 60 are 40 %.
    assert judged(persons(draw_office(), "atv_termine", lambda n: n % 5 in (0, 2, 3))) == [
        ("atv_termine", "kunde_id", "export_unvollstaendig")
    ]
    assert judged(persons(draw_office(), "atv_termine", lambda n: n % 5 in (0, 2, 3) or n == 1)) == []


def test_persons_of_whom_nobody_speaks_do_not_belong_to_the_other_exports():
    def rows(spoken):
        drawn = draw_office(100)
        for export in ("verbis_vermerke", "atv_termine"):
            persons(drawn, export, lambda n: n * 7 % 100 < spoken)
        return drawn

    assert judged(rows(40)) == [("verbis_kunden", "kunde_id", "export_unvollstaendig")]
    assert judged(rows(41)) == []


def test_persons_who_came_lately_are_missed_nowhere():
    rows = draw_office(100)
    for row in rows["verbis_kunden"][40:]:
        row["av_seit"] = "02.08.2026"
    for export in ("verbis_vermerke", "atv_termine"):
        persons(rows, export, lambda n: n < 40)
    assert ("verbis_kunden", "kunde_id", "export_unvollstaendig") not in judged(rows)


def test_a_team_that_one_export_lacks_is_said():
    # Three teams with 20 persons and 22 held appointments of the month each.
    assert judged(draw_office(60)) == []
    rows = draw_office(60)
    rows["atv_kapazitaet"] = [row for row in rows["atv_kapazitaet"] if row["team_id"] != "T2"]
    assert judged(rows) == [("atv_kapazitaet", "team_id", "team_fehlt")]
    assert ("verbis_vermerke", "team_id", "team_fehlt") in judged(
        persons(draw_office(60), "verbis_vermerke", lambda n: n % 3)
    )
    rows = draw_office(60)
    rows["atv_termine"] = [row for row in rows["atv_termine"] if row["team_id"] != "T2"]
    assert ("atv_termine", "team_id", "team_fehlt") in judged(rows)


def test_small_teams_and_teams_that_hold_no_appointments_are_not_missed():
    # 19 persons a team, and 57 persons in three: nothing is judged.
    rows = persons(draw_office(57), "verbis_vermerke", lambda n: n % 3)
    assert ("verbis_vermerke", "team_id", "team_fehlt") not in judged(rows)
    # A project team with persons, without notes in person, appointments and hours.
    rows = draw_office(60)
    rows["organisation"].append({"team_id": "T4"})
    rows["verbis_kunden"] += [{"kunde_id": f"q{n}", "team_id": "T4", "av_seit": "01.09.2026"} for n in range(30)]
    assert judged(rows) == []


def test_empty_exports_are_not_called_half():
    rows = draw_office()
    rows["verbis_vermerke"], rows["atv_termine"] = [], []
    assert judged(rows) == []
