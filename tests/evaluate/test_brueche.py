"""What two months of units say of each other where nothing is known of their persons, as in an older warehouse."""

import polars as pl
import pytest

from drawn.warehouse import stichtag, unit
from pipeline.disclose.history import PublishedMonths
from pipeline.evaluate.brueche import brueche_within, find_brueche
from pipeline.evaluate.einheit import Bruch
from pipeline.warehouse.history import VERBLEIB_SCHEMA


def team(kennung, bereich="b1", name=None):
    return {"ebene": "team", "einheit_id": kennung, "name": name or f"Team {kennung}", "bereich_id": bereich}


BEREICH = {"ebene": "bereich", "einheit_id": "b1", "name": "Nord"}


def changes(before, now, verbleib=()):
    """What happened to each unit between September and October: id → its reasons, ≠ where it is not compared."""
    months = {m: stichtag(m) for m in ("2026-09", "2026-10")}
    rows = [unit(m, **u) for m, units in zip(months, (before, now), strict=True) for u in units]
    frame = pl.DataFrame(list(verbleib), schema=VERBLEIB_SCHEMA, orient="row")
    found = find_brueche(PublishedMonths(pl.DataFrame(), pl.DataFrame(rows), months, frame))
    return {place[1]: [f"{'≠ ' * b.trennt}{b.grund}" for b in own] for place, own in found.items()}


def test_months_that_are_alike_hold_no_break():
    assert changes([BEREICH, team("t1")], [BEREICH, team("t1")]) == {}


def test_a_new_name_is_no_proof_that_a_team_is_the_same():
    renamed = [team("t1", name="Anders")]
    assert changes([team("t1")], renamed) == {"t1": ["≠ bis September 2026 unter dem Namen Team t1"]}
    stayed = [("2026-10", "2026-09", "team", "t1", "ue25", "ue25", None, "dieselben")]
    assert changes([team("t1")], renamed, stayed) == {"t1": ["bis September 2026 unter dem Namen Team t1"]}


def test_a_bereich_with_other_teams_is_another_and_a_jobcenter_is_not():
    found = changes([{}, BEREICH, team("t1"), team("t2")], [{}, BEREICH, team("t1")])
    assert found == {
        "j1": ["seit Oktober 2026 ohne Team t2"],
        "b1": ["≠ seit Oktober 2026 ohne Team t2"],
    }


def test_a_renamed_bereich_with_its_teams_is_said_and_compared():
    found = changes([BEREICH, team("t1")], [{**BEREICH, "name": "Mitte"}, team("t1")])
    assert found == {"b1": ["bis September 2026 unter dem Namen Nord"]}


def test_a_bereich_of_another_jobcenter_is_another():
    """Its teams move with it, and their Bereich is the same."""
    houses = [{}, {"einheit_id": "j2", "jobcenter_id": "j2", "name": "Jobcenter Tal"}]
    moved = [{**u, "jobcenter_id": "j2"} for u in (BEREICH, team("t1"))]
    found = changes([*houses, BEREICH, team("t1")], [*houses, *moved])
    assert found["b1"] == found["t1"] == ["≠ bis September 2026 in Jobcenter Birkental"]


def test_long_lists_of_teams_are_counted():
    many = [team(f"t{n}") for n in range(1, 8)]
    (text,) = changes([BEREICH, *many], [BEREICH, many[0]])["b1"]
    assert text == "≠ seit Oktober 2026 ohne Team t2, Team t3, Team t4, Team t5 und 2 weitere"


def test_another_rule_set_is_said():
    found = changes([team("t1")], [{**team("t1"), "regelwerk": "bremen-2022"}])
    assert found == {"t1": ["bis September 2026 nach Regelwerk lichtenberg-2022 gezählt"]}


@pytest.mark.parametrize(
    ("von", "bis", "count"), [("2026-09", "2026-10", 1), ("2026-10", "2026-12", 0), ("2026-01", "2026-09", 0)]
)
def test_a_break_counts_after_the_first_month_and_up_to_the_last(von, bis, count):
    alle = (Bruch("2026-10", "geteilt", True), Bruch("2026-10", "hieß anders", False))
    assert len(brueche_within(alle, von, bis)) == count
