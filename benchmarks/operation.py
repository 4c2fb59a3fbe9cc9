"""Measures operation: what a month costs the first time, again, for one team, and corrected; writes operation.md.

    python -m benchmarks.operation

Each step is a call of the command line in a process of its own, on the deliveries of `make bench`. What counts are the
ratios to the whole run of the same size.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench import GROESSEN, WURZEL, delivery, rows

MONTH = "2026-10"
RULES = ("--regelwerk", "weinstrasse-2023")
WITHOUT_SYNC = "import os, sys; os.fsync = lambda _: None; from pipeline.cli.app import main; main(sys.argv[1:])"
STEPS = {
    "whole run": "the month for the first time",
    "nothing new": "the same call again",
    "one team": "the same call for one team whose workbook is gone",
    "corrected": "one export with a row less: a whole new Stand",
    "new figures from the archive": "`backfill` under another Mindestfallzahl, without the delivery",
    "neuaufbau": "all reports and the warehouse of the archive",
    "whole run without fsync": "the first step once more, without waiting for the disk",
}


def call(command: list[str]) -> tuple[float, float]:
    """Run a command; returns seconds and megabytes at its peak."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=WURZEL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return time.perf_counter() - begin, used.ru_maxrss / 1024


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measure(persons: int, folder: Path) -> tuple[dict[str, tuple[float, float]], float]:
    """Go through all steps once; returns seconds and megabytes of each, and archived rows ÷ CSV."""
    delivered, place = folder / "lieferungen", folder / "berichte"
    shutil.copytree(delivery(persons) / MONTH, delivered / MONTH)
    ours = [sys.executable, "-m", "pipeline"]
    run = ["run", "--month", MONTH, "--input", str(delivered), "--output", str(place), *RULES]
    seconds = {"whole run": call([*ours, *run])}
    share = size_of(place.with_name("berichte.archiv") / MONTH / "01" / "lieferung") / size_of(delivered)
    seconds["nothing new"] = call([*ours, *run])
    team = next(iter(sorted((place / MONTH / "excel").glob("team-*.xlsx"))))
    team.unlink()
    seconds["one team"] = call([*ours, *run, "--team", team.stem.removeprefix("team-")])
    notes = delivered / MONTH / "verbis_vermerke.csv"
    notes.write_bytes(notes.read_bytes().rstrip(b"\r\n").rpartition(b"\n")[0] + b"\n")
    seconds["corrected"] = call([*ours, *run])
    shutil.rmtree(delivered)
    again = ["backfill", "--from", MONTH, "--output", str(place), *RULES, "--mindestfallzahl", "4"]
    seconds["new figures from the archive"] = call([*ours, *again])
    seconds["neuaufbau"] = call([*ours, "neuaufbau", "--output", str(place)])
    shutil.copytree(delivery(persons) / MONTH, delivered / MONTH)
    run[run.index(str(place))] = str(folder / "ohne")
    seconds["whole run without fsync"] = call([sys.executable, "-c", WITHOUT_SYNC, *run])
    return seconds, share


def report(results: dict[int, tuple[list[dict[str, tuple[float, float]]], float]]) -> str:
    """Return benchmarks/operation.md."""
    text = ["# Operation", "", "Written by `python -m benchmarks.operation`; ratios to the whole run, medians.", ""]
    for persons, (turns, share) in results.items():
        whole = statistics.median(turn["whole run"][0] for turn in turns)
        count = sum(rows(delivery(persons) / MONTH).values())
        text += [
            f"## {persons:,} persons ({count:,} rows)",
            "",
            "| step | s | ÷ whole run | peak MB |",
            "|---|---:|---:|---:|",
        ]
        for step, meaning in STEPS.items():
            times = [turn[step][0] for turn in turns]
            spread = f" ({min(times):.1f}–{max(times):.1f})" if len(times) > 1 else ""
            peak = max(turn[step][1] for turn in turns)
            middle = statistics.median(times)
            text.append(f"| **{step}**: {meaning} | {middle:.1f}{spread} | {middle / whole:.2f} | {peak:.0f} |")
        text += ["", f"The archived rows take {share:.0%} of what the CSV files take.", ""]
    return "\n".join(text)


def main() -> None:
    """Measure every size, and write the table."""
    results = {}
    for persons, count in GROESSEN.items():
        turns, share = [], 0.0
        for _ in range(count):
            with TemporaryDirectory() as folder:
                seconds, share = measure(persons, Path(folder))
                turns.append(seconds)
        results[persons] = turns, share
    (WURZEL / "benchmarks" / "operation.md").write_text(report(results), encoding="utf-8")


if __name__ == "__main__":
    main()
