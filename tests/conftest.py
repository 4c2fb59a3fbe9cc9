"""Fixtures that several tests share: the sample's reports, made once."""

from pathlib import Path

import pytest

from pipeline.settings import read_settings

WURZEL = Path(__file__).resolve().parent.parent
SAMPLE = WURZEL / "data" / "sample"
MONATE = ("2026-07", "2026-08", "2026-09", "2026-10")


def pytest_addoption(parser):
    parser.addoption("--golden", action="store_true", help="rewrite tests/golden instead of comparing with it")


def run_sample(ausgabe: Path, monate=MONATE, **auftrag):
    """Run the pipeline on the sample as `make run` does; returns the result of the last month."""
    from pipeline.run.month import MonthOrder, run_month

    einstellungen = read_settings(None, [SAMPLE])
    for monat in monate:
        ergebnis = run_month(MonthOrder(monat, SAMPLE, ausgabe, einstellungen, **auftrag), lambda _: None)
    return ergebnis


@pytest.fixture(scope="session")
def sample_reports(tmp_path_factory) -> Path:
    """The output folder of all four months; read only."""
    ausgabe = tmp_path_factory.mktemp("berichte") / "berichte"
    run_sample(ausgabe)
    return ausgabe
