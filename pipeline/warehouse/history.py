"""The months that the warehouse keeps: their figures, look-aheads and units, for later months and for the auditor.

What is kept says its first line under `sql/mart`. The kept rows bear the Stichtag only; `mart.stichtage` knows which
month it belongs to, so that a month that is run again under another Stichtag does not stay twice.
"""

from datetime import date
from typing import NamedTuple

import polars as pl

from pipeline.warehouse.connection import Warehouse
from pipeline.warehouse.models import STICHTAGE
from pipeline.warehouse.tables import has_table, read_table

KENNZAHLEN, EINHEITEN, VERLAUF = "mart.kennzahlen", "mart.einheiten", "mart.verlauf"
# The order of the result, from all Jobcenter down to the teams.
EBENEN = ("gesamt", "jobcenter", "bereich", "team")


class History(NamedTuple):
    """All kept months, unsuppressed: rows of `mart.kennzahlen` and `mart.einheiten`, and each month's Stichtag."""

    kennzahlen: pl.DataFrame
    einheiten: pl.DataFrame
    months: dict[str, date]


def read_history(con: Warehouse) -> History:
    """Read every kept month, the months in order; nothing if none has been kept yet."""
    if not all(has_table(con, table) for table in (KENNZAHLEN, EINHEITEN, STICHTAGE)):
        return History(pl.DataFrame(), pl.DataFrame(), {})
    months = read_table(con, STICHTAGE).sort("monat").select("monat", "stichtag").rows()
    return History(read_table(con, KENNZAHLEN), read_table(con, EINHEITEN), dict(months))


def read_einheiten(con: Warehouse, stichtag: date) -> pl.DataFrame:
    """Return the units of all months up to the Stichtag: rows of `mart.einheiten`.

    `fachkraefte` is the number of their counsellors with capacity in the month.
    """
    return read_table(con, EINHEITEN).filter(pl.col("stichtag") <= stichtag)


def read_kennzahlen(con: Warehouse, stichtag: date) -> pl.DataFrame:
    """Return figures and look-aheads of all months up to the Stichtag, unsuppressed, in the order of the result.

    Their columns are those of `mart.kennzahlen` and `richtung`, which way the target of the current month points.
    """
    level = pl.col("ebene").cast(pl.Enum(EBENEN))
    figures = read_table(con, VERLAUF).filter(pl.col("stichtag") <= stichtag)
    return figures.sort("stichtag", level, "einheit_id", "kennzahl", "segment_art", "segment")
