"""Reads typed columns back to the text a German export would hold, so that one way of judging serves all formats."""

import io

import polars as pl

from pipeline.accept.formats.table import ZEILE, Tabelle, cell_names
from pipeline.errors import LieferungError

# Parquet packs a repeated value to nothing: what its footer says is looked at before anything is unpacked.
HOECHSTE_ZELLEN = 1_000_000_000


def read_parquet(name: str, inhalt: bytes) -> Tabelle:
    """Read a Parquet file.

    :raises LieferungError: unreadable, nested columns, or made to burst
    """
    try:
        ankuendigung = pl.scan_parquet(io.BytesIO(inhalt))
        schema = ankuendigung.collect_schema()
        zeilen = ankuendigung.select(pl.len()).collect().item()
        if zeilen * max(len(schema), 1) > HOECHSTE_ZELLEN:
            raise LieferungError(f"{name} enthält {zeilen} Zeilen; so groß ist kein Export. Bitte neu exportieren.")
        if geschachtelt := [s for s, dtype in schema.items() if dtype.is_nested()]:
            raise LieferungError(
                f"{name} enthält {len(geschachtelt)} verschachtelte Spalten. Bitte als einfache Tabelle exportieren."
            )
        frame = pl.read_parquet(io.BytesIO(inhalt)).select(_column_text(s, dtype) for s, dtype in schema.items())
    except (pl.exceptions.PolarsError, OSError):
        raise LieferungError(f"{name} ist keine lesbare Parquet-Datei. Bitte neu exportieren.") from None
    kopf = frame.columns
    frame.columns = cell_names(len(kopf))
    return Tabelle(kopf, frame.with_row_index(ZEILE, offset=2))


def _column_text(name: str, dtype: pl.DataType) -> pl.Expr:
    spalte = pl.col(name)
    if dtype == pl.Boolean:
        return pl.when(spalte).then(pl.lit("J")).when(~spalte).then(pl.lit("N")).alias(name)
    if dtype == pl.Datetime:
        return spalte.dt.date().cast(pl.String)
    if dtype == pl.Time:
        return spalte.dt.to_string("%H:%M")
    if dtype.is_float():
        ganz = spalte.cast(pl.Int64, strict=False)
        text = spalte.cast(pl.String).str.replace(".", ",", literal=True)
        return pl.when(spalte == ganz).then(ganz.cast(pl.String)).otherwise(text).alias(name)
    if dtype.is_decimal():
        return spalte.cast(pl.String).str.replace(".", ",", literal=True)
    return spalte.cast(pl.String, strict=False)
