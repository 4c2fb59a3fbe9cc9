"""What has to be run again after a month was run, and that nothing is said where nothing is."""

from datetime import date

import pytest

from drawn.deliveries import write_case
from drawn.sample import house_of
from drawn.several_months import draw_month, run_months
from pipeline.errors import ConfigurationError
from pipeline.settings import Settings

TEAMS = "team_id\nT1"
PERSONS = {"T1": range(5)}
AUGUST, SEPTEMBER, OKTOBER = (draw_month(f"2026-{m}", TEAMS, PERSONS) for m in ("08", "09", "10"))
CORRECTED = draw_month("2026-08", TEAMS, PERSONS, day="02")


def test_months_in_order_make_nothing_outdated(tmp_path):
    assert [r.outdated for r in run_months(tmp_path, AUGUST, SEPTEMBER)] == [(), ()]


def test_a_corrected_month_names_the_later_reports_that_show_it(tmp_path):
    run_months(tmp_path, AUGUST, SEPTEMBER, OKTOBER)
    (corrected,) = run_months(tmp_path, CORRECTED)
    assert corrected.outdated == (
        "Der Bericht 2026-09 zeigt 2026-08 als Vormonat und im Verlauf noch nach dem alten Stand. Bitte erneuern: "
        "„kontaktdichte backfill --from 2026-09“.",
        "Der Bericht 2026-10 zeigt 2026-08 im Verlauf noch nach dem alten Stand. Bitte erneuern: "
        "„kontaktdichte backfill --from 2026-10“.",
    )


def test_a_month_that_comes_late_was_a_gap_or_not_there_at_all(tmp_path):
    run_months(tmp_path / "gap", AUGUST, OKTOBER)
    (late,) = run_months(tmp_path / "gap", SEPTEMBER)
    assert late.outdated == (
        "Der Bericht 2026-10 zeigt für 2026-09 noch eine Lücke. Bitte erneuern: "
        "„kontaktdichte backfill --from 2026-10“.",
    )
    run_months(tmp_path / "first", OKTOBER)
    (late,) = run_months(tmp_path / "first", SEPTEMBER)
    assert [text[:46] for text in late.outdated] == ["Der Bericht 2026-10 zeigt 2026-09 noch nicht. "]


def test_evaluations_that_show_a_corrected_month_are_named(tmp_path):
    run_months(tmp_path, AUGUST)
    for name in (
        "evaluation-2026-03-01",
        "soll-ist-2025-2026",
        "soll-ist-2025",
        "vergleich-2026-08",
        "vergleich-2026-07",
    ):
        (tmp_path / "aus" / name).mkdir(parents=True)
    assert run_months(tmp_path, AUGUST)[0].outdated == ()
    (corrected,) = run_months(tmp_path, CORRECTED)
    assert corrected.outdated == (
        f"Auch Auswertungen in {tmp_path / 'aus'}, die 2026-08 enthalten, zeigen ihn noch nach dem alten Stand. Bitte "
        "prüfen und neu erstellen: evaluation-2026-03-01, soll-ist-2025-2026, vergleich-2026-08.",
    )


def test_the_same_month_again_makes_nothing_outdated(tmp_path):
    run_months(tmp_path, AUGUST, SEPTEMBER)
    (again,) = run_months(tmp_path, AUGUST)
    (anew,) = run_months(tmp_path, AUGUST, neu=True)
    assert [(r.is_new, r.outdated) for r in (again, anew)] == [(False, ()), (True, ())]


def test_reports_of_more_than_a_year_later_do_not_show_the_month(tmp_path):
    later = [draw_month(m, TEAMS, PERSONS) for m in ("2027-08", "2027-09")]
    run_months(tmp_path, AUGUST, *later)
    (corrected,) = run_months(tmp_path, CORRECTED)
    assert ["2027-08" in text for text in corrected.outdated] == [True]


def test_a_month_under_another_stichtag_than_the_settings_say_is_named(tmp_path):
    run_months(tmp_path, AUGUST, SEPTEMBER)
    counted = Settings(
        regelwerk="weinstrasse-2023", stichtage={"2026-09": date(2026, 9, 14), "2026-10": date(2026, 10, 14)}
    )
    (october,) = run_months(tmp_path, OKTOBER, settings=counted)
    assert october.outdated == (
        "2026-09 liegt unter dem Stichtag 30.09.2026 im Warehouse, eingestellt ist der 14.09.2026. Bitte erneuern: "
        "„kontaktdichte backfill --from 2026-09“.",
    )
    (september,) = run_months(tmp_path, SEPTEMBER, settings=counted)
    assert [text[:18] for text in september.outdated] == ["Der Bericht 2026-1"]
    (again,) = run_months(tmp_path, OKTOBER, settings=counted)
    assert again.outdated == ()


def test_a_month_cannot_take_over_the_stichtag_of_another(tmp_path):
    """Rows are kept by their Stichtag alone: two months of one could not be told apart."""
    run_months(tmp_path, AUGUST, SEPTEMBER)
    shifted = Settings(
        regelwerk="weinstrasse-2023", stichtage={"2026-09": date(2026, 9, 1), "2026-10": date(2026, 9, 30)}
    )
    with pytest.raises(ConfigurationError, match=r"30\.09\.2026 ist schon der des Monats 2026-09.*\[stichtage\]"):
        run_months(tmp_path, OKTOBER, settings=shifted)
    assert list(house_of(tmp_path / "aus").archive.months()) == ["2026-08", "2026-09"]


def test_the_command_says_it(call, tmp_path):
    run_months(tmp_path, SEPTEMBER, OKTOBER)
    write_case(draw_month("2026-09", TEAMS, PERSONS, day="03"), tmp_path / "in")
    code, _, err = call(
        *("run", "--month", "2026-09", "--input", tmp_path / "in", "--output", tmp_path / "aus"),
        *("--regelwerk", "weinstrasse-2023"),
    )
    assert code == 0
    assert any(line.startswith("Hinweis: Der Bericht 2026-10 ") for line in err.splitlines())
