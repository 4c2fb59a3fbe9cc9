"""No day is in no report, and no two months have one Stichtag."""

from datetime import date

import pytest

from drawn.archive import (
    AUGUST,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    SETTINGS,
    archive_of,
    deliver,
    department,
    draw_department,
    run,
)
from drawn.files import hashes
from pipeline.errors import ConfigurationError
from pipeline.kalender import find_berichtsmonat
from pipeline.run.continuous import require_continuous


@pytest.fixture(scope="module")
def stands(tmp_path_factory):
    """August to October, each up to the last day of its month."""
    return archive_of(department(tmp_path_factory.mktemp("amt"))).months()


def require(stands, month, stichtage=None, renews=False):
    dates = {m: date.fromisoformat(day) for m, day in (stichtage or {}).items()}
    require_continuous(find_berichtsmonat(month, dates), stands, renews=renews)


def refusal(stands, month, stichtage=None, renews=False) -> str:
    with pytest.raises(ConfigurationError) as error:
        require(stands, month, stichtage, renews)
    return str(error.value)


def test_months_that_follow_each_other_are_fine_again_and_anew(stands):
    for month in (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER, "2024-07", "2025-03"):
        require(stands, month)
        require({}, month)


def test_two_months_with_one_stichtag_are_refused(stands):
    said = refusal(stands, NOVEMBER, {OCTOBER: "2024-10-01", NOVEMBER: "2024-10-31"})
    assert said == (
        "Der Stichtag 31.10.2024 ist schon der des Monats 2024-10. Bitte [stichtage] in kontaktdichte.toml "
        "berichtigen: jeder Monat hat seinen eigenen."
    )
    assert "schon der des Monats 2024-09" in refusal(
        stands, OCTOBER, {SEPTEMBER: "2024-09-01", OCTOBER: "2024-09-30"}, renews=True
    )


def test_days_that_would_be_in_no_report_are_refused(stands):
    said = refusal(stands, NOVEMBER, {OCTOBER: "2024-11-03"})
    assert said == (
        "Die Tage vom 01.11.2024 bis 03.11.2024 stünden in keinem Bericht: 2024-10 endete am 31.10.2024, nach den "
        "Einstellungen beginnt 2024-11 nach dem 03.11.2024. Bitte [stichtage] in kontaktdichte.toml berichtigen, oder "
        "2024-10 neu erstellen: „kontaktdichte backfill --from 2024-10“."
    )
    one_day = refusal(stands, NOVEMBER, {OCTOBER: "2024-11-01"})
    assert one_day.startswith("Der 01.11.2024 stünde in keinem Bericht: 2024-10 endete am 31.10.2024, ")
    # Renewing what comes after does not bring back what lies before.
    assert "in keinem Bericht" in refusal(stands, NOVEMBER, {OCTOBER: "2024-11-03"}, renews=True)


def test_days_in_two_reports_are_no_error(stands):
    require(stands, NOVEMBER, {OCTOBER: "2024-10-28"})


def test_a_month_that_the_next_one_would_not_follow_is_refused_unless_that_is_renewed(stands):
    settings = {SEPTEMBER: "2024-09-27"}
    said = refusal(stands, SEPTEMBER, settings)
    assert said == (
        "2024-10 beginnt nach dem 30.09.2024, 2024-09 endete jetzt am 27.09.2024. Beide müssen zusammen neu entstehen: "
        "„kontaktdichte backfill --from 2024-09“. Sonst: Bitte [stichtage] in kontaktdichte.toml berichtigen."
    )
    require(stands, SEPTEMBER, settings, renews=True)


def test_a_month_in_between_that_is_not_there_is_no_gap_of_days(stands):
    without = {month: stand for month, stand in stands.items() if month != SEPTEMBER}
    require(without, OCTOBER, {SEPTEMBER: "2024-09-27"})
    require(without, SEPTEMBER)


def test_a_run_is_refused_before_it_has_changed_anything(tmp_path):
    folder = department(tmp_path)
    deliver(folder, draw_department(NOVEMBER))
    before = {name: h for name, h in hashes(folder).items() if not name.endswith(".sperre")}
    settings = SETTINGS.model_copy(update={"stichtage": {OCTOBER: date(2024, 11, 3)}})
    with pytest.raises(ConfigurationError, match="in keinem Bericht"):
        run(folder, NOVEMBER, settings)
    assert {name: h for name, h in hashes(folder).items() if not name.endswith(".sperre")} == before
    assert not (folder / "aus.archiv" / ".arbeit").exists()
