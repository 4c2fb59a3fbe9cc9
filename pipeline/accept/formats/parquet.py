"""Reads typed columns back to the text a German export would hold, so that one way of judging serves all formats."""

import io

import polars as pl

from pipeline.accept.formats.table import ZEILE, RawTable, cell_names
from pipeline.errors import LieferungError

# Parquet packs a repeated value to nothing: what its footer says is looked at before anything is unpacked.
HOECHSTE_ZELLEN = 1_000_000_000


def read_parquet(name: str, content: bytes) -> RawTable:
    """Read a Parquet file.

    :raises LieferungError: unreadable, nested columns, or made to burst
    """
    try:
        ankuendigung = pl.scan_parquet(io.BytesIO(content))
        schema = ankuendigung.collect_schema()
        rows = ankuendigung.select(pl.len()).collect().item()
        if rows * max(len(schema), 1) > HOECHSTE_ZELLEN:
            raise LieferungError(f"{name} enthält {rows} Zeilen; so groß ist kein Export. Bitte neu exportieren.")
        if geschachtelt := [s for s, dtype in schema.items() if dtype.is_nested()]:
            raise LieferungError(
                f"{name} enthält {len(geschachtelt)} verschachtelte Spalten. Bitte als einfache Tabelle exportieren."
            )
        frame = pl.read_parquet(io.BytesIO(content)).select(_column_text(s, dtype) for s, dtype in schema.items())
    except (pl.exceptions.PolarsError, OSError):
        raise LieferungError(f"{name} ist keine lesbare Parquet-Datei. Bitte neu exportieren.") from None
    header = frame.columns
    frame.columns = cell_names(len(header))
    return RawTable(header, frame.with_row_index(ZEILE, offset=2))


def _column_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Boolean:
        return pl.when(column).then(pl.lit("J")).when(~column).then(pl.lit("N")).alias(name)
    if dtype == pl.Datetime:
        return column.dt.date().cast(pl.String)
    if dtype == pl.Time:
        return column.dt.to_string("%H:%M")
    if dtype.is_float():
        ganz = column.cast(pl.Int64, strict=False)
        text = column.cast(pl.String).str.replace(".", ",", literal=True)
        return pl.when(column == ganz).then(ganz.cast(pl.String)).otherwise(text).alias(name)
    if dtype.is_decimal():
        return column.cast(pl.String).str.replace(".", ",", literal=True)
    return column.cast(pl.String, strict=False)
