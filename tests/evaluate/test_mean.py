"""Means over months: a ratio of sums, times the figure's factor."""

import polars as pl
import pytest

from pipeline.evaluate.mean import mean_of
from pipeline.katalog import read_katalog

KATALOG = read_katalog()
SCHEMA = {"zaehler": pl.Float64, "nenner": pl.Float64, "wert": pl.Float64, "gesperrt": pl.Boolean}


def months(*rows) -> pl.DataFrame:
    return pl.DataFrame(rows, SCHEMA, orient="row")


@pytest.mark.parametrize(
    ("kennzahl", "rows", "wert"),
    [
        # (10 + 20) / (100 + 100) days, not the mean of 0.1 and 0.2
        ("beratungsaktivitaet_tage", [(10.0, 100.0, 0.1, False), (20.0, 100.0, 0.2, False)], 0.15),
        # 365 × (2 + 4) talks in (730 + 365) days
        ("gespraeche_je_personenjahr", [(2.0, 730.0, 1.0, False), (4.0, 365.0, 4.0, False)], 2.0),
        # a count: per month
        ("ueberfaellig", [(10.0, None, 10.0, False), (20.0, None, 20.0, False)], 15.0),
        # suppressed months stay out
        ("gespraeche_je_personenjahr", [(None, None, None, True), (4.0, 365.0, 4.0, False)], 4.0),
        ("gespraeche_je_personenjahr", [(None, None, None, True)], None),
    ],
)
def test_a_mean_is_the_figure_of_the_sums(kennzahl, rows, wert):
    assert mean_of(months(*rows), KATALOG[kennzahl]).wert == wert
