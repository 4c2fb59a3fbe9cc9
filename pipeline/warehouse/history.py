"""The months that the warehouse keeps: their figures, look-aheads and units, for later months and for the auditor.

The kept rows bear the Stichtag only; `mart.stichtage` knows which month it belongs to, so that a month that is run
again under another Stichtag does not stay twice.
"""

from datetime import date
from typing import NamedTuple

import duckdb
import polars as pl

from pipeline.warehouse.connection import Warehouse
from pipeline.warehouse.tables import has_table, other_version, read_table

# What is kept; names and columns are a contract with other programs.
KENNZAHLEN, VORSCHAU, EINHEITEN, STICHTAGE = "mart.kennzahlen", "mart.vorschau", "mart.einheiten", "mart.stichtage"


class History(NamedTuple):
    """All kept months, unsuppressed: rows of `mart.kennzahlen` and `mart.einheiten`, and each month's Stichtag."""

    figures: pl.DataFrame
    units: pl.DataFrame
    months: dict[str, date]


def read_history(con: Warehouse) -> History:
    """Read every kept month, the months in order; nothing if none has been kept yet."""
    if not all(has_table(con, table) for table in (KENNZAHLEN, EINHEITEN, STICHTAGE)):
        return History(pl.DataFrame(), pl.DataFrame(), {})
    months = read_table(con, STICHTAGE).sort("monat").select("monat", "stichtag").rows()
    return History(read_table(con, KENNZAHLEN), read_table(con, EINHEITEN), dict(months))


def read_units(con: Warehouse, stichtag: date) -> pl.DataFrame:
    """Return the units of all months up to the Stichtag, with the number of their counsellors (`fachkraefte`)."""
    return read_table(con, EINHEITEN).filter(pl.col("stichtag") <= stichtag)


def read_figures(con: Warehouse, stichtag: date) -> pl.DataFrame:
    """Return figures and look-aheads of all months up to the Stichtag, unsuppressed, in the order of the result.

    Their columns are those of `mart.kennzahlen` and `richtung`, which way the target of the current month points.
    """
    query = f"""
        select k.*, z.richtung
        from (select * from {KENNZAHLEN} union all by name select * from {VORSCHAU}) as k
        left join mart.ziel as z using (ebene, einheit_id, kennzahl, segment_art, segment)
        order by k.stichtag, array_position(['gesamt', 'jobcenter', 'bereich', 'team'], k.ebene),
            k.einheit_id, k.kennzahl, k.segment_art, k.segment
    """  # noqa: S608
    return pl.DataFrame(con.sql(query)).filter(pl.col("stichtag") <= stichtag)


def store_figures(con: Warehouse) -> None:
    """Keep the figures, look-aheads and units of the current month.

    :raises KonfigurationError: a kept table has other columns than this version's
    """
    figures = "(select k.* from mart.kennzahl_monat as k inner join ref.kennzahl as r using (kennzahl) where {})"
    tables = {
        KENNZAHLEN: figures.format("not r.ist_vorschau"),
        VORSCHAU: figures.format("r.ist_vorschau"),
        EINHEITEN: "(select l.stichtag, e.* from mart.einheit as e cross join ref.lauf as l)",
    }
    con.execute(f"create table if not exists {STICHTAGE} (monat varchar, stichtag date)")
    outdated = f"(select s.stichtag from {STICHTAGE} as s inner join ref.lauf as l using (monat))"  # noqa: S608
    for table, source in tables.items():
        try:
            con.execute(f"create table if not exists {table} as select * from {source} limit 0")  # noqa: S608
            con.execute(f"delete from {table} where stichtag in {outdated}")  # noqa: S608
            con.execute(f"delete from {table} where stichtag = (select stichtag from ref.lauf)")  # noqa: S608
            con.execute(f"insert into {table} by name select * from {source}")  # noqa: S608
        except (duckdb.BinderException, duckdb.ConversionException):
            raise other_version(table) from None
    con.execute(f"delete from {STICHTAGE} where monat = (select monat from ref.lauf)")  # noqa: S608
    con.execute(f"insert into {STICHTAGE} select monat, stichtag from ref.lauf")  # noqa: S608
