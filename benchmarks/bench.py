"""`make bench`: the pipeline and a plain pandas script on the same deliveries; writes benchmarks/README.md.

Both run as processes of their own, taking turns, so that a busy machine slows both. What counts are the ratios.
"""

import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

WURZEL = Path(__file__).resolve().parent.parent
DATEN = WURZEL / "benchmarks" / "daten"
PANDAS = WURZEL / ".venv-bench" / "bin" / "python"
# persons, turns: the large city is measured once more, not five times.
GROESSEN = {12_000: 3, 120_000: 2}
VIER = ("beratungsaktivitaet_tage", "hoechstabstand_quote", "gespraeche_monat", "terminausfall_quote")


@dataclass
class Messung:
    """Wall-clock seconds and peak memory of one program on one delivery, per turn."""

    sekunden: list[float] = field(default_factory=list)
    megabyte: list[float] = field(default_factory=list)
    stufen: list[dict[str, float]] = field(default_factory=list)

    @property
    def mitte(self) -> float:
        """The median turn."""
        return statistics.median(self.sekunden)


def measure(befehl: list[str], messung: Messung) -> None:
    """Run a command and note its time, its peak memory and, if it prints them, its stage times."""
    beginn = time.perf_counter()
    with tempfile.TemporaryFile() as ausgabe:
        prozess = subprocess.Popen(befehl, cwd=WURZEL, stdout=ausgabe)
        _, status, verbrauch = os.wait4(prozess.pid, 0)
        if status:
            raise SystemExit(f"{befehl} ended with {status}")
        ausgabe.seek(0)
        text = ausgabe.read().decode()
    messung.sekunden.append(time.perf_counter() - beginn)
    messung.megabyte.append(verbrauch.ru_maxrss / 1024)
    if text.startswith("{"):
        messung.stufen.append(json.loads(text))


def delivery(personen: int) -> Path:
    """Return the folder of a delivery of that size, generated once (five years of history)."""
    ordner = DATEN / str(personen)
    if not (ordner / "2026-10").is_dir():
        print(f"generating {personen} persons ...", file=sys.stderr)
        optionen = ["--persons", str(personen), "--months", "1", "--seed", "1", "--output", str(ordner)]
        subprocess.run([sys.executable, "-m", "pipeline", "sample", *optionen], cwd=WURZEL, check=True)
    return ordner


def compare(personen: int, turns: int) -> tuple[Messung, Messung, dict[str, int]]:
    """Let both programs take turns on one delivery; their four common figures must agree."""
    eingang, unsere, pandas = delivery(personen), Messung(), Messung()
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as ordner:
            ziel = Path(ordner)
            measure([sys.executable, "-m", "benchmarks.stages", str(eingang), str(ziel / "b")], unsere)
            measure([str(PANDAS), "benchmarks/pandas_script.py", str(eingang / "2026-10"), str(ziel / "p")], pandas)
            require_same_figures(ziel)
    return unsere, pandas, rows(eingang / "2026-10")


def require_same_figures(ordner: Path) -> None:
    """Compare the four figures of all teams that are not suppressed."""
    ours = pl.read_parquet(ordner / "b" / "2026-10" / "daten" / "kennzahlen.parquet").filter(
        (pl.col("ebene") == "team") & (pl.col("segment_art") == "gesamt") & pl.col("kennzahl").is_in(VIER)
    )
    with (ordner / "p" / "figuren.csv").open() as datei:
        theirs = {zeile["team_id"]: zeile for zeile in csv.DictReader(datei)}
    for zeile in ours.filter(pl.col("wert").is_not_null()).iter_rows(named=True):
        wert = float(theirs[zeile["einheit_id"]][zeile["kennzahl"]])
        if abs(wert - zeile["wert"]) > 1e-9 * max(1.0, abs(wert)):
            raise SystemExit(f"{zeile['einheit_id']} {zeile['kennzahl']}: {zeile['wert']} and {wert} differ")


def rows(ordner: Path) -> dict[str, int]:
    """Count the lines of each export, without its header."""
    ergebnis = {}
    for datei in sorted(ordner.glob("*.csv")):
        with datei.open("rb") as zeilen:
            ergebnis[datei.stem] = sum(1 for _ in zeilen) - 1
    return ergebnis


def report(ergebnisse: dict[int, tuple[Messung, Messung, dict[str, int]]]) -> str:
    """Return benchmarks/README.md."""
    text = [
        "# Benchmarks",
        "",
        "Written by `make bench`; seconds depend on the machine, ratios hardly. Never a test.",
        "",
    ]
    text += [f"Machine: {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}.", ""]
    text += ["The pipeline reads, validates and loads nine exports from CSV, computes all figures and writes every"]
    text += [
        "workbook, the page, Parquet and CSV. The pandas script reads four exports, validates nothing, computes four"
    ]
    text += ["of the figures for one rule set and writes a four-line workbook per team. Both take turns; medians.", ""]
    text += ["| persons | rows | pipeline s | pandas s | pipeline ÷ pandas | pipeline MB | pandas MB |"]
    text += ["|---:|---:|---:|---:|---:|---:|---:|"]
    for personen, (unsere, pandas, zeilen) in ergebnisse.items():
        text.append(
            f"| {personen:,} | {sum(zeilen.values()):,} | {unsere.mitte:.1f} | {pandas.mitte:.1f} "
            f"| {unsere.mitte / pandas.mitte:.2f} | {max(unsere.megabyte):.0f} | {max(pandas.megabyte):.0f} |"
        )
    text += ["", "## Where the time goes", ""]
    text += ["| persons | " + " | ".join(stages := _stages(ergebnisse)) + " |", "|---:|" + "---:|" * len(stages)]
    for personen, (unsere, _, _) in ergebnisse.items():
        mitte = {s: statistics.median(z.get(s, 0.0) for z in unsere.stufen) for s in stages}
        gesamt = sum(mitte.values())
        text.append(
            f"| {personen:,} | " + " | ".join(f"{mitte[s]:.1f} s ({mitte[s] / gesamt:.0%})" for s in stages) + " |"
        )
    text += ["", "## Rows per export", "", "| export | " + " | ".join(f"{p:,}" for p in ergebnisse) + " |"]
    text += ["|---|" + "---:|" * len(ergebnisse)]
    for export in next(iter(ergebnisse.values()))[2]:
        text.append(f"| `{export}` | " + " | ".join(f"{z[export]:,}" for _, _, z in ergebnisse.values()) + " |")
    return "\n".join(text) + "\n"


def _stages(ergebnisse: dict[int, tuple[Messung, Messung, dict[str, int]]]) -> list[str]:
    erste = next(iter(ergebnisse.values()))[0]
    return [stufe for stufe in erste.stufen[0] if stufe != "start"]


def main() -> None:
    """Measure all sizes and write the report."""
    ergebnisse = {personen: compare(personen, turns) for personen, turns in GROESSEN.items()}
    (WURZEL / "benchmarks" / "README.md").write_text(report(ergebnisse), encoding="utf-8")


if __name__ == "__main__":
    main()
