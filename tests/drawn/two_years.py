"""A warehouse of two years: a leap at the turn of the year, a wobble, and figures that cannot be judged."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from drawn.warehouse import figure, unit, write_warehouse
from pipeline.disclose.history import read_warehouse
from pipeline.evaluate.evaluation import EvaluationZeile, build_evaluation, split_months
from pipeline.katalog import read_katalog
from pipeline.settings import Settings

NEW_YEAR = date(2026, 1, 1)
TWO_YEARS = [f"2025-{m:02}" for m in range(1, 13)] + [f"2026-{m:02}" for m in range(1, 13)]


def wobble(nummer: int) -> int:
    """A small, irregular up and down that both sides share."""
    return (0, 3, 1, 4, 1, 2, 4, 0, 2, 3, 1, 3)[nummer % 12]


def draw_years():
    """One year each: a share that leaps from 40 to 60 %, one that only wobbles, and figures that cannot be judged."""
    zeilen = []
    for n, m in enumerate(TWO_YEARS):
        nachher = m >= "2026-01"
        zeilen += [
            figure(m, "terminausfall_quote", (80 if nachher else 120) + wobble(n), 200),
            figure(m, "hoechstabstand_quote", 150 + wobble(n), 200),
            # two persons do not keep it in most months
            figure(m, "vereinbarung_quote", 195 if n % 8 == 0 else 198, 200),
            figure(m, "erstgespraech_quote", 10, 10),
            figure(m, "gespraeche_monat", 300 + 10 * wobble(n), einheit="Anzahl"),
        ]
    return [*zeilen, *(figure(m, "folgetermin_quote", 40 + wobble(n), 80) for n, m in enumerate(TWO_YEARS[-8:]))]


def write_years(tmp_path, zeilen=None, name="Jobcenter Birkental", regelwerk=None):
    einheiten = [unit(m, name=name, regelwerk=(regelwerk or {}).get(m, "lichtenberg-2022")) for m in TWO_YEARS]
    return write_warehouse(tmp_path / "lager.duckdb", draw_years() if zeilen is None else zeilen, einheiten)


def compare_years(
    warehouse: Path, stichtag: date = NEW_YEAR, first: str = TWO_YEARS[0], last: str = TWO_YEARS[-1]
) -> tuple[dict[str, EvaluationZeile], Mapping[str, int]]:
    """Return the rows of the first unit by figure, and how many comparisons were judged per level."""
    history = read_warehouse(warehouse, Settings())
    einheiten, counts = build_evaluation(history, split_months(history.monate, first, last, stichtag), read_katalog())
    return {z.kennzahl.id: z for z in einheiten[0].zeilen}, counts
