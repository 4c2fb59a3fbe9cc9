"""The months that the warehouse keeps, replaced and read: figures, look-aheads and units, for later months and audit.

What is kept says its first line under `sql/mart`. The kept rows bear the Stichtag only; `mart.stichtage` knows which
month it belongs to, so that a month that is run again under another Stichtag does not stay twice.
"""

from datetime import date
from typing import NamedTuple

import duckdb
import polars as pl

from pipeline.katalog import EBENEN
from pipeline.warehouse.connection import Warehouse
from pipeline.warehouse.tables import has_table, other_version, read_table, write_table

KENNZAHLEN, EINHEITEN, VERLAUF = "mart.kennzahlen", "mart.einheiten", "mart.verlauf"
VERBLEIB = "mart.verbleib"
# The kept table that tells which month a Stichtag belongs to.
STICHTAGE = "mart.stichtage"
# Which figures were hidden when their month was published: what was hidden once stays hidden in later reports.
HIDDEN = "mart.sperrung"
HIDDEN_SCHEMA = {
    "stichtag": pl.Date(),
    **dict.fromkeys(("ebene", "einheit_id", "kennzahl", "segment_art", "segment"), pl.String()),
}


class History(NamedTuple):
    """All kept months, unsuppressed: rows of `mart.kennzahlen` and `mart.einheiten`, and each month's Stichtag."""

    kennzahlen: pl.DataFrame
    einheiten: pl.DataFrame
    months: dict[str, date]


# Whether the persons of a unit are those of the kept month before: `mart.verbleib`.
VERBLEIB_SCHEMA = {
    "monat": pl.String(),
    "monat_davor": pl.String(),
    "ebene": pl.String(),
    "einheit_id": pl.String(),
    "team_art": pl.String(),
    "team_art_davor": pl.String(),
    "aus_teams": pl.List(pl.String()),
    "personen": pl.String(),
}


def outdated_stichtage(con: Warehouse) -> list[date]:
    """Return the Stichtage whose kept rows give way: the current one, and that of an earlier run of the month."""
    query = "select stichtag from ref.lauf"
    if has_table(con, STICHTAGE):
        query += f" union all select s.stichtag from {STICHTAGE} as s inner join ref.lauf as l using (monat)"  # noqa: S608
    return [stichtag for (stichtag,) in con.execute(query).fetchall()]


def replace_kept(con: Warehouse, table: str, select: str, outdated: list[date]) -> None:
    """Replace the current month's rows of a kept table by those of the SELECT; the first month creates the table.

    :raises ConfigurationError: the table has other columns than this version's
    """
    rows = f"select * from (\n{select}\n)"  # noqa: S608
    con.execute(f"create table if not exists {table} as {rows} limit 0")
    try:
        _add_columns(con, table, rows)
        columns = con.sql(f"from {table} limit 0").columns
        if "monat" in columns:
            con.execute(f"delete from {table} where monat = (select monat from ref.lauf)")  # noqa: S608
        # Rows of another month under the same Stichtag go as well: they could not be told apart.
        if "stichtag" in columns:
            con.execute(f"delete from {table} where list_contains(?, stichtag)", [outdated])  # noqa: S608
        con.execute(f"insert into {table} by name {rows}")
    except (duckdb.BinderException, duckdb.ConversionException):
        raise other_version(table) from None


def _add_columns(con: Warehouse, table: str, rows: str) -> None:
    """Add columns that the months of an earlier version do not have; they stay empty there."""
    known, now = con.sql(f"from {table} limit 0").columns, con.sql(f"{rows} limit 0")
    for name, kind in zip(now.columns, now.types, strict=True):
        if name not in known:
            con.execute(f"alter table {table} add column {name} {kind}")


def keep_hidden(con: Warehouse, published: pl.DataFrame, stichtag: date) -> None:
    """Keep which figures of the month of that Stichtag are hidden; `published` are rows of `mart.kennzahlen`."""
    now = published.filter(pl.col("gesperrt"), pl.col("stichtag") == stichtag).select(*HIDDEN_SCHEMA)
    others = read_hidden(con).filter(pl.col("stichtag") != stichtag)
    write_table(con, HIDDEN, pl.concat([others, now]))


def read_hidden(con: Warehouse) -> pl.DataFrame:
    """Return the figures that were hidden when their month was published, with the columns of `HIDDEN_SCHEMA`."""
    hidden = read_table(con, HIDDEN) if has_table(con, HIDDEN) else pl.DataFrame(schema=HIDDEN_SCHEMA)
    return hidden.select(pl.col(name).cast(kind) for name, kind in HIDDEN_SCHEMA.items())


def read_history(con: Warehouse) -> History:
    """Read every kept month, the months in order; nothing if none has been kept yet."""
    if not all(has_table(con, table) for table in (KENNZAHLEN, EINHEITEN, STICHTAGE)):
        return History(pl.DataFrame(), pl.DataFrame(), {})
    return History(read_table(con, KENNZAHLEN), read_table(con, EINHEITEN), read_months(con))


def read_months(con: Warehouse, bis: str | None = None) -> dict[str, date]:
    """Return the kept months (JJJJ-MM) in order, each with its Stichtag: all, or those up to the named one."""
    if not has_table(con, STICHTAGE):
        return {}
    months = read_table(con, STICHTAGE).sort("monat").select("monat", "stichtag").rows()
    return {month: stichtag for month, stichtag in months if bis is None or month <= bis}


def read_verbleib(con: Warehouse) -> pl.DataFrame:
    """Return rows of `mart.verbleib`, columns of `VERBLEIB_SCHEMA`; none if an earlier version kept the months."""
    return read_table(con, VERBLEIB) if has_table(con, VERBLEIB) else pl.DataFrame(schema=VERBLEIB_SCHEMA)


def read_einheiten(con: Warehouse, stichtag: date) -> pl.DataFrame:
    """Return the units of the month of that Stichtag and of all months before it: rows of `mart.einheiten`.

    `fachkraefte` is the number of their counsellors with capacity in the month.
    """
    return read_table(con, EINHEITEN).filter(pl.col("stichtag").is_in(_stichtage_up_to(con, stichtag)))


def read_kennzahlen(con: Warehouse, stichtag: date) -> pl.DataFrame:
    """Return figures and look-aheads of that month and all before it, unsuppressed, in the order of the result.

    Their columns are those of `mart.kennzahlen` and `richtung`, which way the target of the current month points.
    """
    level = pl.col("ebene").cast(pl.Enum(EBENEN))
    figures = read_table(con, VERLAUF).filter(pl.col("stichtag").is_in(_stichtage_up_to(con, stichtag)))
    return figures.sort("stichtag", level, "einheit_id", "kennzahl", "segment_art", "segment")


def _stichtage_up_to(con: Warehouse, stichtag: date) -> list[date]:
    """Return the Stichtage of the months up to the one of that Stichtag: months have an order, Stichtage may not."""
    months = read_months(con)
    last = next(month for month, own in months.items() if own == stichtag)
    return [own for month, own in months.items() if month <= last]
