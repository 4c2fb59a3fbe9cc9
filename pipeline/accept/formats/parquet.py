"""Reads typed columns back to the text a German export would hold, so that one way of judging serves all formats.

What is no text, number, day, time or boolean of a known kind is lost, and said to be: no value changes in silence.
"""

import io
from collections.abc import Iterator

import polars as pl

from pipeline.accept.boundary import refuse_unreadable
from pipeline.accept.formats.table import (
    GERMANY,
    NICHTS,
    UNBEKANNT,
    UNMOEGLICH,
    ZEILE,
    ZIFFERN,
    RawTable,
    cell_names,
    require_width,
    unify_breaks,
)
from pipeline.errors import LieferungError

# Parquet packs a repeated value to nothing: what its footer says is looked at before anything is unpacked.
# The largest house has some eight million cells in a few megabytes, of other exports two bytes or more for a cell.
HOECHSTE_ZELLEN = 20_000_000
_CELLS_PER_BYTE = 2
_SMALL, _TEXT_PER_BYTE = 256 * 1024**2, 15
# How programs spell a missing value when they make text of it.
_NOTHING = ("nan", "NaN", "NaT", "None", "<NA>", "inf", "-inf")
# Days since 1970: 01.01.0001 and 31.12.9999. Beyond them lies what programs take for infinity.
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
# Days that 64 bits of nanoseconds reach, either way; missing values stand at their ends.
_NANO_DAYS = 106_751
# The last number of the type is what databases write for an end that is open.
_ENDLESS, _LAST_NUMBER = "infinity", {pl.Date: 2**31 - 1, pl.Datetime: 2**63 - 1}
_PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
# Whole numbers that a float can tell apart.
_EXACT: dict[pl.DataType, int] = {pl.Float32(): 2**24, pl.Float64(): 2**53}
Lost = Iterator[tuple[str, pl.Series]]


def read_parquet(name: str, content: bytes) -> RawTable:
    """Read a Parquet file.

    :raises LieferungError: unreadable, too many or nested columns, or made to burst
    """
    with refuse_unreadable(f"{name} ist keine lesbare Parquet-Datei. Bitte neu exportieren."):
        ankuendigung = pl.scan_parquet(io.BytesIO(content))
        schema = ankuendigung.collect_schema()
        require_width(name, len(schema))
        rows = ankuendigung.select(pl.len()).collect().item()
        if rows * max(len(schema), 1) > max(HOECHSTE_ZELLEN, _CELLS_PER_BYTE * len(content)):
            raise LieferungError(f"{name} enthält {rows} Zeilen; so groß ist kein Export. Bitte neu exportieren.")
        if geschachtelt := [s for s, dtype in schema.items() if dtype.is_nested()]:
            raise LieferungError(
                f"{name} enthält {len(geschachtelt)} verschachtelte Spalten. Bitte als einfache Tabelle exportieren."
            )
        frame = pl.read_parquet(io.BytesIO(content))
        table = RawTable(frame.columns, pl.DataFrame())
        columns = [_read_column(table, i, column) for i, column in enumerate(frame.iter_columns())]
        texts = unify_breaks(pl.DataFrame(dict(zip(cell_names(len(columns)), columns, strict=True))))
        table.frame = texts.with_row_index(ZEILE, 2)
        _require_size(name, table.frame, len(content))
        return table


def _require_size(name: str, frame: pl.DataFrame, packed: int) -> None:
    """Refuse more text than an export can hold; `frame` has any columns.

    :raises LieferungError: it is more
    """
    size = frame.select(pl.exclude(ZEILE).str.len_bytes().sum()).fill_null(0).sum_horizontal()
    if size.sum() > max(_SMALL, _TEXT_PER_BYTE * packed):
        raise LieferungError(f"{name} enthält mehr Text, als ein Export haben kann. Bitte neu exportieren.")


def _read_column(table: RawTable, position: int, column: pl.Series) -> pl.Series:
    """Return the texts of a column; the table learns which cells were lost."""
    if (last := _LAST_NUMBER.get(column.dtype.base_type())) is not None:
        endless = (column.to_physical() == last).fill_null(False)
        if endless.any():
            return _read_column(table, position, column.set(endless, None)).set(endless, _ENDLESS)
    for grund, mask in _find_lost(column):
        if mask.any():
            table.lost[position, grund] = [i + 2 for i in mask.arg_true()]
            column = column.to_frame("c").select(pl.when(~mask).then(pl.col("c"))).to_series()
    return _column_text(column)


def _find_lost(column: pl.Series) -> Lost:
    """Yield masks of the cells that are no values, with the reason."""
    dtype = column.dtype
    if dtype.is_float():
        yield NICHTS, column.is_nan().fill_null(False)
        yield UNBEKANNT, column.is_infinite().fill_null(False)
        limit = _EXACT.get(dtype, 2**11)
        yield ZIFFERN, ((column.abs() >= limit) & column.is_finite()).fill_null(False)
    elif dtype == pl.Date:
        yield UNMOEGLICH, ~column.to_physical().is_between(_FIRST_DAY, _LAST_DAY).fill_null(True)
    elif isinstance(dtype, pl.Datetime):
        # A day less at either end: the time zone may move it.
        days = column.to_physical() // _PER_DAY[dtype.time_unit]
        first, last = (-_NANO_DAYS, _NANO_DAYS) if dtype.time_unit == "ns" else (_FIRST_DAY, _LAST_DAY)
        inside = days.is_between(first + 1, last - 1)
        yield UNMOEGLICH, ~inside.fill_null(True)
    elif isinstance(dtype, pl.Duration):
        per_day = _PER_DAY[dtype.time_unit]
        yield UNBEKANNT, ~column.to_physical().is_between(0, per_day, closed="left").fill_null(True)
    elif dtype == pl.Binary:
        yield UNBEKANNT, column.is_not_null() & _decode(column).is_null()
    elif dtype in (pl.String, pl.Categorical, pl.Enum):
        yield NICHTS, column.cast(pl.String).is_in(_NOTHING).fill_null(False)
    elif not (dtype.is_integer() or dtype.is_decimal() or dtype in (pl.Boolean, pl.Time, pl.Null)):
        yield UNBEKANNT, column.is_not_null()


def _column_text(column: pl.Series) -> pl.Series:
    name, dtype, value = column.name, column.dtype, pl.col(column.name)
    frame = column.to_frame()
    if dtype == pl.Boolean:
        return frame.select(pl.when(value).then(pl.lit("J")).when(~value).then(pl.lit("N")).alias(name)).to_series()
    if isinstance(dtype, pl.Datetime):
        return _moment_text(column)
    if isinstance(dtype, pl.Time):
        return column.dt.to_string("%H:%M")
    if isinstance(dtype, pl.Duration):
        minutes = column.dt.total_minutes()
        parts = pl.DataFrame({"h": minutes // 60, "m": minutes % 60}).cast(pl.String)
        return parts.select(pl.format("{}:{}", pl.col("h").str.zfill(2), pl.col("m").str.zfill(2))).to_series()
    if dtype.is_float():
        ganz = value.cast(pl.Int64, strict=False)
        text = value.cast(pl.String).str.replace(".", ",", literal=True)
        return frame.select(pl.when(value == ganz).then(ganz.cast(pl.String)).otherwise(text).alias(name)).to_series()
    if dtype.is_decimal():
        # 123.00 is a number without a fraction, also where it is an id.
        plain = column.cast(pl.String).str.replace(r"^([^.]*)\.0*$", "$1").str.replace(r"(\.\d*[1-9])0+$", "$1")
        return plain.str.replace(".", ",", literal=True)
    return _decode(column) if dtype == pl.Binary else column.cast(pl.String)


def _decode(column: pl.Series) -> pl.Series:
    """Return the texts that some programs write as mere bytes; null where they are none."""
    texts = [None if value is None else value.decode(errors="replace") for value in column]
    return pl.Series([None if t is None or "\ufffd" in t else t for t in texts], dtype=pl.String)


def _moment_text(column: pl.Series) -> pl.Series:
    """Return days, where all moments are midnight, else moments: JJJJ-MM-TT HH:MM:SS, in German time."""
    if isinstance(column.dtype, pl.Datetime) and column.dtype.time_zone:
        column = column.dt.convert_time_zone(GERMANY).dt.replace_time_zone(None)
    days = column.dt.date().cast(pl.String)
    is_midnight = (column == column.dt.truncate("1d")).fill_null(True)
    if is_midnight.all():
        return days
    texts = pl.DataFrame({"d": days, "m": column.dt.to_string("%Y-%m-%d %H:%M:%S"), "x": is_midnight})
    return texts.select(pl.when("x").then("d").otherwise("m")).to_series()
