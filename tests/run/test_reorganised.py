"""Units that became others, months that are missing and months that end in another one: what a reader sees of it.

A team's persons were all seen on the 1st of each month, so that the days are 29 at 30 September and 30 at 31 October.
"""

from datetime import date, timedelta

import pytest

from drawn.several_months import (
    TAGE,
    draw_month,
    lines_in,
    page_text,
    previous_and_change,
    report_months,
    rows_of,
    run_months,
)
from pipeline.evaluate.bericht import Bericht
from pipeline.run.evaluation import EvaluationOrder, run_evaluation
from pipeline.run.soll_ist import SollIstOrder, run_soll_ist
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import open_warehouse

COMPARED = (29, 1)
TEAMS = """
    team_id | team_name | team_art | bereich_id | bereich_name
    T1      | Alpha     | ue25     | B1         | Nord
    T2      | Beta      | ue25     | B1         | Nord
    T3      | Gamma     | ue25     | B2         | Süd
    T4      | Delta     | ue25     | B2         | Süd
"""
PERSONS = {"T1": range(10), "T2": range(10, 20), "T3": range(20, 30), "T4": range(30, 40)}


def two_months(teams=TEAMS, persons=None, september=TEAMS) -> Bericht:
    return report_months(
        draw_month("2026-09", september, PERSONS),
        draw_month("2026-10", teams, PERSONS if persons is None else persons),
    )


def shown(bericht: Bericht) -> dict[str, tuple[object, object]]:
    """The previous month of each unit, and whether its course goes on."""
    rows = {e.id: e.find("beratungsaktivitaet_tage") for e in bericht.einheiten}
    return {i: (z.vormonat, z.veraenderung) for i, z in rows.items()}


def apart(bericht: Bericht) -> set[str]:
    """The units that are not compared with the month before."""
    return {i for i, values in shown(bericht).items() if values != COMPARED}


def reasons(bericht: Bericht, unit: str) -> str:
    """What is said to have happened to a unit, with a sign in front where it is not compared."""
    (einheit,) = (e for e in bericht.einheiten if e.id == unit)
    return "; ".join(f"{'≠ ' if b.trennt else ''}{b.grund}" for b in einheit.brueche)


def test_nothing_changed_is_compared():
    bericht = two_months()
    assert set(shown(bericht).values()) == {COMPARED}
    assert not any(e.brueche for e in bericht.einheiten)


@pytest.mark.parametrize(
    ("teams", "persons"),
    [
        # a person changes the team, a client comes, one goes
        (TEAMS, {**PERSONS, "T1": range(1, 10), "T2": [0, *range(10, 20)], "T3": range(21, 30), "T4": range(30, 41)}),
        # a refugee's arrival doubles a team with new clients: it is still the same
        (TEAMS, {**PERSONS, "T1": [*range(10), *range(100, 115)]}),
        # names differ in blanks and capitals only
        (TEAMS.replace("Alpha    ", "ALPHA    ").replace("Nord", "nord"), PERSONS),
        # the Bereich bears a new id and its old name
        (TEAMS.replace("B1", "B7"), PERSONS),
        # other pseudonyms: nobody is found again, which says nothing of the teams
        (TEAMS, {team: [n + 500 for n in numbers] for team, numbers in PERSONS.items()}),
    ],
    ids=["fluctuation", "arrivals", "spelling", "new id of a Bereich", "other pseudonyms"],
)
def test_what_happens_every_month_is_compared(teams, persons):
    bericht = two_months(teams, persons)
    assert apart(bericht) <= {"B7"}
    assert not any(b.trennt for e in bericht.einheiten for b in e.brueche)


MOVED = TEAMS.replace("T2      | Beta      | ue25     | B1         | Nord", "T2 | Beta | ue25 | B2 | Süd")
KIND = TEAMS.replace("T2      | Beta      | ue25", "T2 | Beta | fallmanagement")
RENAMED = TEAMS.replace("Beta ", "Omega")
DISSOLVED = "\n".join(line for line in TEAMS.splitlines() if "T2" not in line)
FOUNDED = TEAMS + "    T5      | Epsilon   | ue25     | B1         | Nord\n"
OTHERS = {**PERSONS, "T2": range(90, 100)}
REST = {team: numbers for team, numbers in PERSONS.items() if team != "T2"}


@pytest.mark.parametrize(
    ("teams", "persons", "units", "reason"),
    [
        (MOVED, PERSONS, ["T2", "B1", "B2"], "≠ bis September 2026 in Bereich Nord"),
        (MOVED, PERSONS, ["B1", "T2", "B2"], "≠ seit Oktober 2026 ohne Team Beta"),
        (MOVED, PERSONS, ["B2", "T2", "B1"], "≠ seit Oktober 2026 mit Team Beta"),
        (KIND, PERSONS, ["T2"], "≠ bis September 2026 Teamart Ü25"),
        # an id used again under another name, and under the same
        (RENAMED, OTHERS, ["T2"], "≠ bis September 2026 unter dem Namen Beta; seit"),
        (TEAMS, OTHERS, ["T2"], "≠ seit Oktober 2026 großenteils andere Personen"),
        # merged, split, and two ids exchanged
        (DISSOLVED, {**REST, "T1": range(20)}, ["T1"], "≠ seit Oktober 2026 viele Personen aus anderen Teams"),
        (
            FOUNDED,
            {**PERSONS, "T2": range(10, 15), "T5": range(15, 20)},
            ["T2", "T5"],
            "≠ seit Oktober 2026 viele Personen in anderen Teams",
        ),
        (TEAMS, {**PERSONS, "T1": range(10, 20), "T2": range(10)}, ["T1", "T2"], "≠ seit Oktober 2026 großenteils"),
        # dissolved with its persons, and a new team with new ones
        (DISSOLVED, REST, ["B1", "J1"], "≠ seit Oktober 2026 ohne Team Beta"),
        (FOUNDED, {**PERSONS, "T5": range(60, 70)}, ["B1", "J1", "T5"], "≠ seit Oktober 2026 mit Team Epsilon"),
    ],
)
def test_what_became_another_is_not_compared_and_says_why(teams, persons, units, reason):
    bericht = two_months(teams, persons)
    assert apart(bericht) == set(units)
    assert {shown(bericht)[unit] for unit in units} == {(None, None)}
    assert reason in reasons(bericht, units[0])


@pytest.mark.parametrize(
    ("dissolved", "taken", "is_merged"),
    [(10, 10, True), (10, 5, True), (10, 4, False), (3, 3, True), (5, 3, True), (4, 2, False), (2, 2, False)],
)
def test_a_team_that_takes_over_a_dissolved_one_is_merged_whatever_the_share(dissolved, taken, is_merged):
    """Half of the dissolved team's persons are found in it, at least three: a ninth of its own hundred or less."""
    before = {**PERSONS, "T1": range(100, 200), "T2": range(200, 200 + dissolved)}
    after = {**before, "T1": range(100, 200 + taken)}
    del after["T2"]
    bericht = report_months(draw_month("2026-09", TEAMS, before), draw_month("2026-10", DISSOLVED, after))
    said = "≠ seit Oktober 2026 auch Personen eines aufgelösten Teams (vermutlich zusammengelegt)"
    assert reasons(bericht, "T1") == (said if is_merged else "")
    assert ("T1" in apart(bericht)) == is_merged
    assert not apart(bericht) & {"T3", "T4"}


@pytest.mark.parametrize(
    ("moved", "others", "is_split"),
    [(10, 0, True), (5, 5, True), (5, 6, False), (3, 0, True), (3, 3, True), (2, 0, False), (2, 2, False)],
)
def test_a_team_that_a_new_one_was_made_of_is_split_whatever_the_share(moved, others, is_split):
    """Half of the new team's persons come from it, at least three: a tenth of its own hundred or less."""
    before = {**PERSONS, "T1": range(100, 200)}
    after = {**before, "T1": range(100 + moved, 200), "T5": [*range(100, 100 + moved), *range(300, 300 + others)]}
    bericht = report_months(draw_month("2026-09", TEAMS, before), draw_month("2026-10", FOUNDED, after))
    said = "≠ seit Oktober 2026 einige Personen in einem neuen Team (vermutlich geteilt)"
    assert reasons(bericht, "T1") == (said if is_split else "")
    assert ("T1" in apart(bericht)) == is_split


def test_a_small_team_that_takes_over_a_dissolved_one_is_merged():
    before, after = {**PERSONS, "T1": range(2)}, {**REST, "T1": [0, 1, *range(10, 20)]}
    bericht = report_months(draw_month("2026-09", TEAMS, before), draw_month("2026-10", DISSOLVED, after))
    assert "vermutlich zusammengelegt" in reasons(bericht, "T1")


def test_persons_who_move_between_teams_that_stay_break_nothing():
    before = {**PERSONS, "T1": range(100, 200), "T2": range(200, 300)}
    after = {**PERSONS, "T1": range(103, 210), "T2": [*range(100, 103), *range(210, 300)]}
    bericht = report_months(draw_month("2026-09", TEAMS, before), draw_month("2026-10", TEAMS, after))
    assert apart(bericht) == set()


def test_a_new_name_for_the_same_persons_is_said_and_compared():
    bericht = two_months(RENAMED)
    assert apart(bericht) == set()
    assert reasons(bericht, "T2") == "bis September 2026 unter dem Namen Beta"


def test_a_team_that_is_dissolved_into_its_bereich_leaves_the_bereich_what_it_is():
    bericht = two_months(DISSOLVED, {**REST, "T1": range(20)})
    assert "B1" not in apart(bericht)
    assert reasons(bericht, "B1") == "seit Oktober 2026 ohne Team Beta"


def test_of_teams_that_went_only_those_are_named_whose_persons_are_gone():
    """Alpha is dissolved with its persons, Beta into Zeta: Bereich Nord has lost Alpha."""
    september = TEAMS + "    T6      | Zeta      | ue25     | B1         | Nord\n"
    october = "\n".join(line for line in september.splitlines() if "T1" not in line and "T2" not in line)
    before = {**PERSONS, "T6": range(50, 60)}
    after = {"T3": PERSONS["T3"], "T4": PERSONS["T4"], "T6": [*range(50, 60), *range(10, 20)]}
    bericht = report_months(draw_month("2026-09", september, before), draw_month("2026-10", october, after))
    assert reasons(bericht, "B1") == "≠ seit Oktober 2026 ohne Team Alpha"


NEW_ID = TEAMS.replace("T2      | Beta ", "T7      | Beta ")


@pytest.mark.parametrize(
    ("moved", "others", "is_continued"),
    [
        # twelve persons: clients who are new or gone say nothing, those of other teams do from a third on
        (range(10, 22), [], True),
        (range(10, 16), range(60, 80), True),
        (range(10, 15), [], False),
        (range(10, 22), range(100, 105), True),
        (range(10, 22), range(100, 106), False),
    ],
)
def test_a_team_under_a_new_id_is_said_to_continue_the_one_before(moved, others, is_continued):
    before = {**PERSONS, "T2": range(10, 22), "T3": range(30, 40), "T4": [*range(40, 50), *range(100, 120)]}
    gone = set(others)
    after = {"T1": before["T1"], "T7": [*moved, *others], "T3": before["T3"]}
    after["T4"] = [n for n in before["T4"] if n not in gone]
    bericht = report_months(draw_month("2026-09", TEAMS, before), draw_month("2026-10", NEW_ID, after))
    said = "führt vermutlich Team Beta fort (Kennung geändert, bis September 2026 T2)"
    assert reasons(bericht, "T7") == (said if is_continued else "im September 2026 noch nicht vorhanden")
    if is_continued:
        # The Bereich has the teams it had.
        assert reasons(bericht, "B1") == ""
        assert "B1" not in apart(bericht)


def test_a_bereich_whose_only_team_bears_a_new_id_has_lost_and_won_nobody():
    """Each month has clients who are new and who go."""
    one = "\n".join(line for line in TEAMS.splitlines() if "T1" not in line)
    october = one.replace("T2      | Beta ", "T7      | Beta ")
    others = {"T3": range(50, 60), "T4": range(60, 70)}
    before, after = {**others, "T2": range(10, 30)}, {**others, "T7": [*range(13, 30), *range(80, 84)]}
    bericht = report_months(draw_month("2026-09", one, before), draw_month("2026-10", october, after))
    assert reasons(bericht, "B1") == ""
    assert "B1" not in apart(bericht)


def test_a_team_under_a_new_id_that_moves_came_to_its_bereich():
    october = NEW_ID.replace("T7      | Beta      | ue25     | B1         | Nord", "T7 | Beta | ue25 | B2 | Süd")
    bericht = two_months(october, {**REST, "T7": PERSONS["T2"]})
    assert reasons(bericht, "T7").startswith("führt vermutlich Team Beta fort")
    assert reasons(bericht, "B1") == "≠ seit Oktober 2026 ohne Team Beta"
    assert reasons(bericht, "B2") == "≠ seit Oktober 2026 mit Team Beta"


def test_a_team_that_comes_back_after_a_month_is_not_the_one_before():
    months = (("2026-08", TEAMS, PERSONS), ("2026-09", DISSOLVED, REST), ("2026-10", TEAMS, PERSONS))
    bericht = report_months(*(draw_month(*month) for month in months))
    assert "T2" in apart(bericht)
    assert reasons(bericht, "T2") == "≠ im September 2026 nicht vorhanden"


def test_breaks_are_judged_anew_when_an_earlier_month_is_corrected():
    """October was compared with a September that put the team into another Bereich by mistake."""
    wrong, right = draw_month("2026-09", MOVED, PERSONS), draw_month("2026-09", TEAMS, PERSONS)
    october = draw_month("2026-10", TEAMS, PERSONS)
    assert "T2" in apart(report_months(wrong, october))
    assert apart(report_months(wrong, october, right, october)) == set()


def movements(bericht: Bericht, unit: str) -> dict[str, float | None]:
    """How many persons of a unit stayed, came, went and changed the team; none where nothing is counted."""
    (einheit,) = [e for e in bericht.einheiten if e.id == unit]
    return {z.segment: z.zaehler for z in einheit.zeilen if z.kennzahl.id == "bestandsbewegung" and z.zaehler}


def test_what_a_dissolved_team_lost_counts_for_the_units_that_it_belonged_to():
    """Of Beta's ten persons six are in Alpha now, four are gone; five are new in Alpha."""
    bericht = two_months(DISSOLVED, {**REST, "T1": [*range(16), *range(50, 55)]})
    assert movements(bericht, "T1") == {"verblieben": 10, "zugang": 5, "teamwechsel_zu": 6}
    stayed = sum(len(REST[t]) for t in REST)
    whole = {"zugang": 5, "abgang": 4, "teamwechsel_zu": 6, "teamwechsel_ab": 6}
    assert movements(bericht, "J1") == {"verblieben": stayed, **whole}
    assert movements(bericht, "B1") == {"verblieben": len(REST["T1"]), **whole}
    assert movements(bericht, "B2") == {"verblieben": stayed - len(REST["T1"])}


def test_movements_are_counted_against_the_month_before_as_it_was_kept_last():
    august, september, oktober = (draw_month(f"2026-{m}", TEAMS, PERSONS) for m in ("08", "09", "10"))
    fewer = draw_month("2026-09", TEAMS, {**PERSONS, "T1": range(6)})
    more = draw_month("2026-10", TEAMS, {**PERSONS, "T1": [*range(10), *range(50, 55)]})
    assert movements(report_months(september), "T1") == {}
    assert movements(report_months(august, oktober), "T1") == {}
    assert movements(report_months(september, oktober, more), "T1") == {"verblieben": 10, "zugang": 5}
    assert movements(report_months(september, oktober, fewer, oktober), "T1") == {"verblieben": 6, "zugang": 4}


def test_movements_are_not_counted_against_a_month_under_another_stichtag(tmp_path):
    settings = Settings(regelwerk="weinstrasse-2023")
    moved = Settings(regelwerk="weinstrasse-2023", stichtage={"2026-09": date(2026, 10, 5)})

    def counted(of_september: Settings) -> int:
        folder = tmp_path / str(len(of_september.stichtage))
        run_months(folder, draw_month("2026-09", TEAMS, PERSONS), settings=of_september)
        run_months(folder, draw_month("2026-10", TEAMS, PERSONS), settings=settings)
        with open_warehouse(folder / "aus.duckdb", "1GB") as con:
            rows = history.read_history(con).kennzahlen.filter(kennzahl="bestandsbewegung", ebene="jobcenter")
        return rows.height

    assert counted(settings) == 5
    assert counted(moved) == 0


MANY = {team: range(n * 20, n * 20 + 20) for n, team in enumerate(PERSONS)}


def with_other_key(persons):
    return {team: [number + 1000 for number in numbers] for team, numbers in persons.items()}


@pytest.mark.parametrize(("again", "is_other"), [(15, True), (16, False)])
def test_other_pseudonyms_are_warned_of_and_nobody_is_followed(again, is_other):
    """Of 80 persons fewer than a fifth come again; figures of each month stand for themselves and are compared."""
    october = {**with_other_key(MANY), "T1": [*range(again), *range(1000, 1020 - again)]}
    bericht = report_months(draw_month("2026-09", TEAMS, MANY), draw_month("2026-10", TEAMS, october))
    said = "bis September 2026 andere Pseudonyme (vermutlich ein anderer Schlüssel); wer blieb, ist nicht zu sagen"
    assert {reasons(bericht, e.id) == said for e in bericht.einheiten} == {is_other}
    assert apart(bericht) == set()
    assert [bool(movements(bericht, e.id)) for e in bericht.einheiten] == [not is_other] * len(bericht.einheiten)
    warned = [g for g in bericht.datenqualitaet.befunde if g.code == "schluessel_fremd"]
    assert [g.satz.startswith("Von den 80 Personen des Monats 2026-09 kommt fast keine") for g in warned] == (
        [True] * is_other
    )


def test_the_month_after_other_pseudonyms_is_an_ordinary_one():
    months = [("2026-08", MANY), *((m, with_other_key(MANY)) for m in ("2026-09", "2026-10"))]
    bericht = report_months(*(draw_month(month, TEAMS, persons) for month, persons in months))
    assert movements(bericht, "T1") == {"verblieben": 20}
    assert not any(g.code == "schluessel_fremd" for g in bericht.datenqualitaet.befunde)
    assert reasons(bericht, "T1").startswith("bis August 2026 andere Pseudonyme")


def test_few_persons_or_a_month_of_long_ago_tell_nothing_of_the_pseudonyms():
    few = {"T1": range(49)}
    for month, persons in (("2026-09", few), ("2025-09", MANY)):
        october = draw_month("2026-10", TEAMS, with_other_key(persons))
        bericht = report_months(draw_month(month, TEAMS, persons), october)
        assert not any(g.code == "schluessel_fremd" for g in bericht.datenqualitaet.befunde)
        assert not any("Pseudonyme" in b.grund for e in bericht.einheiten for b in e.brueche)


def test_movements_are_not_counted_between_rule_sets(tmp_path):
    """Who belongs to the AV-Bestand is what a rule set says."""
    for name, before in (("a", "bremen-2022"), ("b", "weinstrasse-2023")):
        for month, rules in (("2026-09", before), ("2026-10", "weinstrasse-2023")):
            run_months(tmp_path / name, draw_month(month, TEAMS, PERSONS), settings=Settings(regelwerk=rules))
        with open_warehouse(tmp_path / name / "aus.duckdb", "1GB") as con:
            rows = history.read_history(con).kennzahlen.filter(kennzahl="bestandsbewegung", ebene="jobcenter")
        assert rows.height == (0 if name == "a" else 5)


def test_a_line_ends_where_the_team_became_another_and_both_parts_are_named(tmp_path):
    run_months(tmp_path, draw_month("2026-09", TEAMS, PERSONS))
    run_months(tmp_path, draw_month("2026-10", MOVED, PERSONS))
    # A move is no gap: both months have their values.
    assert lines_in(tmp_path, "Team Beta") == ["MM"]
    assert lines_in(tmp_path, "Team Alpha") == ["ML"]
    spoken = "September 2026: 29,0; Oktober 2026: 30,0. Ziel ≤\u00a0110. Ab Oktober 2026 nicht mit früher vergleichbar"
    assert f"{spoken}: bis September 2026 in Bereich Nord" in page_text(tmp_path)
    series = {row[2]: row[3:5] for row in rows_of(tmp_path, "team-T2", "Verlauf") if row[0] == TAGE and row[2] != 110}
    assert series == {"Ist bis 09/2026": [29, None], "Ist": [None, 30], "Ziel": [110, 110]}
    assert previous_and_change(tmp_path, "team-T2") == ("–", "–")
    texts = [str(row[0]) for sheet in ("Übersicht", "Verlauf") for row in rows_of(tmp_path, "team-T2", sheet)]
    assert texts.count("Ab Oktober 2026 nicht mit früher vergleichbar: bis September 2026 in Bereich Nord.") == 2


def test_an_evaluation_leaves_out_what_became_another_between_its_months(tmp_path):
    cases = [draw_month(f"2026-{m:02}", TEAMS if m < 6 else MOVED, PERSONS) for m in range(1, 11)]
    run_months(tmp_path, *cases)
    order = EvaluationOrder(
        "2026-01", "2026-10", date(2026, 5, 1), tmp_path / "aus.duckdb", tmp_path / "aus", Settings()
    )
    page = (run_evaluation(order, lambda _: None) / "html" / "index.html").read_text(encoding="utf-8")
    assert "Team Beta ist nicht verglichen" in page
    assert (
        "ist nicht verglichen, weil daraus zwischendurch eine andere Einheit wurde: bis Mai 2026 in Bereich Nord."
        in page
    )
    assert "Team Alpha ist nicht verglichen" not in page
    assert ">Team Alpha<" in page
    assert ">Team Beta<" not in page
    # Within May to October it is what it was.
    later = EvaluationOrder("2026-06", "2026-10", date(2026, 8, 1), tmp_path / "aus.duckdb", tmp_path / "b", Settings())
    page = (run_evaluation(later, lambda _: None) / "html" / "index.html").read_text(encoding="utf-8")
    assert "ist nicht verglichen" not in page


def test_soll_and_ist_name_a_jobcenter_that_became_another(tmp_path):
    months = (("2026-08", TEAMS, PERSONS), ("2026-09", FOUNDED, {**PERSONS, "T5": range(60, 70)}))
    run_months(tmp_path, *(draw_month(*month) for month in months))
    order = SollIstOrder((2026,), tmp_path / "aus.duckdb", tmp_path / "aus", Settings())
    page = (run_soll_ist(order, lambda _: None) / "html" / "index.html").read_text(encoding="utf-8")
    assert "ab 2026-09 nicht mit früher vergleichbar:</strong> seit September 2026 mit Team Epsilon." in page


def test_missing_months_are_gaps_everywhere(tmp_path):
    run_months(tmp_path, draw_month("2026-07", TEAMS, PERSONS))
    run_months(tmp_path, draw_month("2026-10", TEAMS, PERSONS))
    page = page_text(tmp_path)
    assert lines_in(tmp_path, "Team Alpha") == ["MM"]
    assert "Juli 2026: 30,0; Oktober 2026: 30,0. Ziel ≤\u00a0110. August und September 2026 fehlen" in page
    assert "Im Warehouse fehlen August und September 2026" in page
    assert "Verlauf 07/2026 bis 10/2026: 30,0; Monat fehlt; Monat fehlt; 30,0. August und September 2026 fehlen" in page
    assert previous_and_change(tmp_path, "team-T1") == ("–", "–")
    assert "Hinweis: Es gibt keinen Vormonat zum Vergleich: September 2026 ist nicht im Warehouse." in [
        row[0] for row in rows_of(tmp_path, "team-T1")
    ]
    rows = rows_of(tmp_path, "team-T1", "Verlauf")
    assert next(row[3:7] for row in rows if row[0] == "Kennzahl") == ["07/2026", "08/2026", "09/2026", "10/2026"]
    assert next(row[3:7] for row in rows if row[0] == TAGE and row[2] == 110) == [30, "–", "–", 30]
    assert next(row[3:7] for row in rows if row[0] == TAGE and row[2] == "Ist") == [30, None, None, 30]


def test_a_gap_that_is_closed_later_is_one_no_more():
    first, gap, last = (draw_month(f"2026-{m}", TEAMS, PERSONS) for m in ("08", "09", "10"))
    for months, missing in (((first, last), [False, True, False]), ((first, last, gap, last), [False] * 3)):
        bericht = report_months(*months)
        verlauf = bericht.einheiten[0].find("beratungsaktivitaet_tage").verlauf
        assert [p.fehlt for p in verlauf] == missing
        assert bool(bericht.hinweise) is any(missing)


@pytest.mark.parametrize(
    ("september", "oktober"),
    [
        (date(2026, 10, 1), date(2026, 11, 2)),  # the first working day of the next month
        (date(2026, 8, 31), date(2026, 9, 30)),  # the month before
        (date(2026, 9, 14), date(2026, 10, 14)),  # a Zähltag
        (date(2026, 10, 1), date(2026, 10, 31)),  # both within one month
    ],
)
def test_everything_bears_the_berichtsmonat(tmp_path, september, oktober):
    before = {"2026-08": september - timedelta(days=30)}
    settings = Settings(regelwerk="weinstrasse-2023", stichtage={**before, "2026-09": september, "2026-10": oktober})
    run_months(tmp_path, draw_month("2026-09", TEAMS, PERSONS), settings=settings)
    run_months(tmp_path, draw_month("2026-10", TEAMS, PERSONS), settings=settings)
    page = page_text(tmp_path)
    assert "Kontaktdichte und Beratung, Oktober 2026" in page
    assert "Team Alpha: Kennzahlen Oktober 2026" in page
    assert "September 2026: " in page
    assert "Verlauf 09/2026 bis 10/2026" in page
    for foreign in ("November 2026", "August 2026", "11/2026", "08/2026"):
        assert foreign not in page
    assert lines_in(tmp_path, "Team Alpha") == ["ML"]
    assert f"Oktober 2026 · Stichtag {oktober:%d.%m.%Y}" in [row[0] for row in rows_of(tmp_path, "team-T1")]
    rows = rows_of(tmp_path, "team-T1", "Verlauf")
    assert next(row[3:] for row in rows if row[0] == "Kennzahl")[:2] == ["09/2026", "10/2026"]
    assert "Berichtsmonate bis Oktober 2026, Ziele nach heutigem Stand." in [row[0] for row in rows]
    assert previous_and_change(tmp_path, "team-T1")[0] not in ("–", None)


def test_units_of_one_name_bear_their_ids_everywhere(tmp_path):
    teams = TEAMS.replace("Alpha", "Beratung").replace("Beta ", " beratung").replace("Süd", "Nord")
    run_months(tmp_path, draw_month("2026-10", teams, PERSONS))
    page = page_text(tmp_path)
    for title in ("Team Beratung (T1)", "Team beratung (T2)", "Bereich Nord (B1)", "Bereich Nord (B2)", "Team Gamma"):
        assert f">{title}<" in page
    for title in ("Team Beratung", "Team beratung", "Bereich Nord"):
        assert f">{title}<" not in page
    assert rows_of(tmp_path, "team-T1")[0][0] == "Team Beratung (T1)"
    assert [row[0] for row in rows_of(tmp_path, "bereich-B1", "Teams") if str(row[0]).startswith("Team ")] == [
        "Team Beratung (T1)",
        "Team beratung (T2)",
    ]
