"""What stands for nothing in a delivery becomes nothing, before any text is parsed."""

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE


def read_placeholders(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Empty the dates that stand for "open", and read the blanks of a column that is only ticked as no.

    `text` has `zeile` and the columns of the export's schema, and so has the result; the Befunde have the columns of
    `accept.befund.SCHEMA`.
    """
    gedeutet = []
    for name, column in schema.columns.items():
        if w.form(column) == "datum":
            offen = text[name].is_in(w.OFFENE_TAGE).fill_null(False)
            if offen.any():
                sentence = f"{name} enthält ein Datum, das „offen“ bedeutet (wie 31.12.9999); es zählt als leer."
                gedeutet.append(raw.find(text.filter(offen)[ZEILE], name, "datum_offen", bf.HINWEIS, sentence))
                text = text.with_columns(pl.when(~pl.col(name).is_in(w.OFFENE_TAGE)).then(pl.col(name)).alias(name))
        elif w.form(column) == "flag" and _is_only_ticked(text[name]):
            sentence = f"{name} ist nur angekreuzt oder leer; leere Zellen ({text[name].null_count()}) zählen als N."
            gedeutet.append(raw.find([None], name, "leer_ist_nein", bf.HINWEIS, sentence))
            text = text.with_columns(pl.col(name).fill_null("N"))
    return text, gedeutet


def _is_only_ticked(column: pl.Series) -> bool:
    return 0 < column.null_count() < len(column) and set(column.drop_nulls().unique()) <= {"x", "X"}
