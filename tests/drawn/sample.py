"""The sample and what `make run` makes of it, for tests that look at finished reports."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from drawn.source import ROOT
from pipeline.evaluate.bericht import Bericht
from pipeline.run import month as recipe
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
    """Run the pipeline on all months of the sample; returns the report of the last one, as writers get it.

    Only the last month has all its workbooks.
    """
    seen: list[Bericht] = []
    write = recipe.write_bericht

    def watch(folder, bericht, *rest):
        seen.append(bericht)
        return write(folder, bericht, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipe, "write_bericht", watch)
        run_sample(output, MONTHS[:-1], teams=("T411",))
        run_sample(output, MONTHS[-1:])
    return seen[-1]


def copy_reports(reports: Path, to: Path) -> Path:
    """Copy an output folder with the warehouse beside it, to be changed; returns the new output folder."""
    shutil.copytree(reports, to)
    shutil.copy(default_warehouse(reports), default_warehouse(to))
    return to
