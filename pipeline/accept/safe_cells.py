"""What may be kept of a row that does not count: cells that are what their column holds, and nothing else.

Text is left out, and whatever could not be read: it may be a piece of a sentence about somebody. Of a damaged row
nobody knows which cell is which, so that nothing is kept of it.
"""

import pandera.polars as pa
import polars as pl

from pipeline.accept import values as w

# One word without a name's capital letter.
_ID, _WORD = r"^[0-9A-Za-z_\-.:+=/{}]{1,64}$", r"^[A-Z][a-z]+[^0-9]*$"


def keep_safe_cell(column: pa.Column) -> pl.Expr:
    """Return the expression that keeps delivered text where it is what the column holds."""
    if column.dtype.type == pl.String:
        return keep_safe_text(column)
    return pl.when(w.parse(column).is_not_null()).then(pl.col(column.name)).alias(column.name)


def keep_safe_text(column: pa.Column) -> pl.Expr:
    """Return the expression that keeps, in a column of text, codes of our lists and ids; other values are no text."""
    text = pl.col(column.name)
    if column.dtype.type != pl.String:
        return text
    if codes := w.allowed_codes(column):
        return pl.when(text.is_in(codes)).then(text).alias(column.name)
    if not (column.name or "").endswith("_id"):
        return pl.lit(None, dtype=pl.String).alias(column.name)
    return pl.when(text.str.contains(_ID) & ~text.str.contains(_WORD)).then(text).alias(column.name)
