"""The sample and what `make run` makes of it, for tests that look at finished reports."""

import hashlib
from pathlib import Path

from drawn.source import ROOT
from pipeline.run.month import MonthOrder, MonthResult, run_month
from pipeline.settings import Settings, read_settings

SAMPLE = ROOT / "data" / "sample"
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")


def sample_settings(**flags) -> Settings:
    return read_settings(None, [SAMPLE], **flags)


def run_sample(output: Path, months=MONTHS, **order) -> MonthResult:
    """Run the pipeline on the sample as `make run` does; returns the result of the last month."""
    for month in months:
        result = run_month(MonthOrder(month, SAMPLE, output, sample_settings(), **order), lambda _: None)
    return result


def hashes(folder: Path) -> dict[str, str]:
    """The bytes of every file below a folder, by its path."""
    return {
        str(d.relative_to(folder)): hashlib.sha256(d.read_bytes()).hexdigest()
        for d in sorted(folder.rglob("*"))
        if d.is_file()
    }
