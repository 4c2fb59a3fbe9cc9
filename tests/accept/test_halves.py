"""Half exports at their edges: judged against the other exports of the same delivery."""

from drawn.office import draw_office, read_frames
from pipeline.accept.halves import judge_halves
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


def test_a_team_without_hours_is_said():
    # Three teams with 22 held appointments of the month each.
    rows = draw_office(60)
    rows["atv_kapazitaet"] = [row for row in rows["atv_kapazitaet"] if row["team_id"] != "T2"]
    assert judged(rows) == [("atv_kapazitaet", "team_id", "team_fehlt")]


def test_teams_that_hold_few_appointments_are_not_missed():
    # Two held appointments per weekday are 44 in October, less than fifteen a team.
    rows = draw_office(60, per_day=2)
    rows["atv_kapazitaet"] = [row for row in rows["atv_kapazitaet"] if row["team_id"] != "T2"]
    assert judged(rows) == []


def test_empty_exports_are_not_called_half():
    rows = draw_office()
    rows["verbis_vermerke"], rows["atv_termine"] = [], []
    assert judged(rows) == []
