"""The sample and what `make run` makes of it, for tests that look at finished reports."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from drawn.source import ROOT
from pipeline.evaluate.bericht import Bericht
from pipeline.publish.house import House, write_memo
from pipeline.run import stand as recipe
from pipeline.run.month import MonthOrder, MonthResult, run_month
from pipeline.settings import Settings, read_settings
from pipeline.warehouse.connection import default_warehouse

SAMPLE = ROOT / "data" / "sample"
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")


def sample_settings(**flags) -> Settings:
    return read_settings(None, [SAMPLE], **flags)


def run_sample(output: Path, months: Iterable[str] = MONTHS, **order) -> MonthResult:
    """Run the pipeline on the sample as `make run` does; returns the result of the last month."""
    for month in months:
        result = run_month(MonthOrder(month, SAMPLE, output, sample_settings(), **order), lambda _: None)
    return result


def report_sample(output: Path) -> Bericht:
    """Run the pipeline on all months of the sample; returns the report of the last one, as writers get it."""
    seen: list[Bericht] = []
    write = recipe.write_bericht

    def watch(folder, bericht, *rest):
        seen.append(bericht)
        return write(folder, bericht, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipe, "write_bericht", watch)
        run_sample(output)
    return seen[-1]


def house_of(output: Path) -> House:
    """Where the reports of an output folder lie with their warehouse and archive."""
    return House(output, default_warehouse(output))


def copy_reports(reports: Path, to: Path) -> Path:
    """Copy an output folder with warehouse and archive beside it, to be changed; returns the new output folder."""
    shutil.copytree(reports, to)
    house = house_of(to)
    shutil.copytree(house_of(reports).archive.root, house.archive.root)
    shutil.copy(default_warehouse(reports), house.warehouse)
    # It is remembered where the warehouse lies and when it was made: the copy is as settled as what it was copied from.
    with house.archive.working():
        write_memo(house, house.archive.months())
    return to
