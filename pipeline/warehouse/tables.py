"""Tables of the warehouse: frames in, frames out. Knows no delivery and no figure.

A monthly table holds a column `monat` (`JJJJ-MM`) before those of its frames; writing a month again replaces its rows.
"""

from collections.abc import Iterator
from datetime import date

import duckdb
import polars as pl
import polars.selectors as cs

from pipeline.errors import ConfigurationError
from pipeline.warehouse.connection import Warehouse

# A row per month and export: what was delivered. Beside the rows themselves, so that it is rolled back with them.
DELIVERED = "raw.lieferung"


class _ArrowStream:
    """Hands a polars frame to DuckDB through the Arrow C stream, which needs no pyarrow."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def has_table(con: Warehouse, table: str) -> bool:
    """Tell whether there is a table or view `schema.name`."""
    schema, _, name = table.partition(".")
    query = "select count(*) from information_schema.tables where table_schema = ? and table_name = ?"
    return bool(con.execute(query, [schema, name]).fetchall()[0][0])


def read_table(con: Warehouse, table: str) -> pl.DataFrame:
    """Return all rows of a table or view, in no order, with its columns."""
    return pl.DataFrame(con.sql(f"select * from {table}"))  # noqa: S608


def read_month(con: Warehouse, table: str, month: str) -> pl.DataFrame:
    """Return the rows of a month (JJJJ-MM) of a monthly table, in no order, with its columns but `monat`."""
    return pl.DataFrame(con.sql(f"select * exclude (monat) from {table} where monat = ?", params=[month]))  # noqa: S608


def read_own(con: Warehouse, table: str, month: str, stichtag: date) -> pl.DataFrame:
    """Return the rows that a kept table has of a month, sorted by all its columns: it bears `monat` or `stichtag`."""
    column, value = ("monat", month) if "monat" in con.sql(f"from {table} limit 0").columns else ("stichtag", stichtag)
    query = f"select * from {table} where {column} = ? order by all"  # noqa: S608
    return pl.DataFrame(con.sql(query, params=[value]))


def read_zeilen(con: Warehouse, table: str, month: str, zeilen: pl.Series) -> pl.DataFrame:
    """Return the rows of a month (JJJJ-MM) of a monthly table with these `zeile`, and the columns of its frames."""
    con.register("_strom", _ArrowStream(zeilen.rename("zeile").to_frame()))
    query = f"select * exclude (monat) from {table} where monat = ? and zeile in (select zeile from _strom)"  # noqa: S608
    rows = pl.DataFrame(con.sql(query, params=[month]))
    con.unregister("_strom")
    return rows.sort("zeile")


def read_parts(con: Warehouse, table: str, month: str, size: int) -> Iterator[pl.DataFrame]:
    """Yield the rows of a month (JJJJ-MM) of a monthly table, by `zeile` and with the columns of its frames.

    So many rows at a time are in memory; without any row there is one part all the same.
    """
    query = f"select zeile from {table} where monat = ? order by zeile"  # noqa: S608
    zeilen = pl.DataFrame(con.sql(query, params=[month]))["zeile"]
    firsts = zeilen.gather_every(size).to_list() or [0]
    for first, after in zip(firsts, [*firsts[1:], None], strict=True):
        until, given = ("", []) if after is None else ("and zeile < ?", [after])
        query = f"select * exclude (monat) from {table} where monat = ? and zeile >= ? {until}"  # noqa: S608
        yield pl.DataFrame(con.sql(query, params=[month, first, *given])).sort("zeile")


def names_in(con: Warehouse, schema: str) -> list[str]:
    """Return the names of the tables of a schema, in order."""
    query = "select table_name from information_schema.tables where table_schema = ? order by all"
    return [name for (name,) in con.execute(query, [schema]).fetchall()]


def write_table(con: Warehouse, table: str, frame: pl.DataFrame) -> None:
    """Create or replace a table from a frame with any columns."""
    con.register("_strom", _ArrowStream(frame))
    con.execute(f"create or replace table {table} as select * from _strom")  # noqa: S608
    con.unregister("_strom")


def replace_month(con: Warehouse, table: str, month: str, frame: pl.DataFrame) -> None:
    """Replace the rows of a month (JJJJ-MM) in a monthly table; the first month creates it.

    The table has `monat` and the columns of its frames, which may be any columns.

    :raises ConfigurationError: the table has other columns than the frame, as another version wrote them
    :raises RuntimeError: the rows cannot be read back as they were written
    """
    with_month = frame.select(pl.lit(month).alias("monat"), pl.all())
    con.register("_strom", _ArrowStream(with_month))
    try:
        con.execute(f"create table if not exists {table} as select * from _strom limit 0")  # noqa: S608
        con.execute(f"delete from {table} where monat = ?", [month])  # noqa: S608
        con.execute(f"insert into {table} by name select * from _strom")  # noqa: S608
        _require_complete(con, table, month, frame)
    except (duckdb.BinderException, duckdb.ConversionException):
        raise other_version(table) from None
    con.unregister("_strom")


def other_version(table: str) -> ConfigurationError:
    """Return the error for a table whose columns are not those of this version."""
    return ConfigurationError(
        f"Das Warehouse enthält {table} mit anderen Spalten, vermutlich von einer anderen Version. "
        "Bitte mit --warehouse eine neue Datei anlegen und die Monate neu laden."
    )


def _require_complete(con: Warehouse, table: str, month: str, frame: pl.DataFrame) -> None:
    """Read the month back, with the sums of its whole numbers: a count alone comes from metadata."""
    numbers = frame.select(cs.integer().cast(pl.Int64))
    sums = "".join(f", coalesce(sum({name}), 0)::bigint" for name in numbers.columns)
    query = f"select count(*){sums} from {table} where monat = ?"  # noqa: S608
    (read,) = con.execute(query, [month]).fetchall()
    if read != (frame.height, *(column.sum() for column in numbers)):
        raise RuntimeError(f"Das Warehouse gibt die Zeilen von {table} nicht vollständig wieder.")


def delete_rows(con: Warehouse, table: str, month: str, keys: pl.Series) -> None:
    """Delete the rows of a month whose value in the column that `keys` is named after is one of `keys`.

    It may be any column of the table, `zeile` for example.
    """
    con.register("_strom", _ArrowStream(keys.to_frame()))
    query = f"delete from {table} where monat = ? and {keys.name} in (select {keys.name} from _strom)"  # noqa: S608
    con.execute(query, [month])
    con.unregister("_strom")


def count_rows(con: Warehouse, table: str, month: str) -> int:
    """Count the rows of a month in a monthly table."""
    query = f"select count(*) from {table} where monat = ?"  # noqa: S608
    return int(con.execute(query, [month]).fetchall()[0][0])


def has_same_rows(con: Warehouse, table: str, month: str, other: str) -> bool:
    """Tell whether two months (JJJJ-MM) of a monthly table hold the same rows, wherever they were read (`zeile`).

    Rows of exports are distinct by their keys; a table that there is not has no rows to be the same.
    """
    if not has_table(con, table):
        return False
    rows = f"select * exclude (monat, zeile) from {table} where monat = ?"  # noqa: S608
    query = f"select not exists ({rows} except {rows}) and not exists ({rows} except {rows})"
    return bool(con.execute(query, [month, other, other, month]).fetchall()[0][0])
