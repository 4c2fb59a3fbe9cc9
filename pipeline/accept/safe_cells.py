"""What may be kept of a row that does not count: cells that are what their column holds, and nothing else.

Text is left out, and whatever could not be read: it may be a piece of a sentence about somebody. Of a damaged row
nobody knows which cell is which, so that nothing is kept of it.
"""

import pandera.polars as pa
import polars as pl

from pipeline.accept import values as w

_ID, _TEAM, _DIGIT = r"^[0-9A-Za-z_\-:+=/{}]{1,64}$", r"^[0-9A-Za-z]{1,8}$", "[0-9]"
# A name's capital letter; letters that chance has made of hexadecimal digits are no word.
_WORD, _HEX = r"^[A-Z][a-z]+[^0-9]*$", r"\b(?:[a-f]+|[A-F]+)\b"
# What only a column may hold whose values mostly look so: words, names with a number behind them, telephone numbers.
_ODD = (
    r"(?:^|[^0-9A-Za-z])[A-Za-z]{4,}(?:$|[^0-9A-Za-z])|^[A-Z][a-z]{2,}[0-9]{1,4}$|^(?:\+|00[1-9]|0[1-9])[0-9/\-]{5,}$"
)
# So many rows show what the values of a column are like.
SAMPLE = 1000


def keep_safe_cell(column: pa.Column, delivered: pl.DataFrame) -> pl.Expr:
    """Return the expression that keeps delivered text where it is what the column holds; `delivered` has all rows of
    the export as text, columns of its schema such as `kunde_id`.
    """
    if column.dtype.type == pl.String:
        return keep_safe_text(column, delivered)
    return pl.when(w.parse(column).is_not_null()).then(pl.col(column.name)).alias(column.name)


def keep_safe_text(column: pa.Column, delivered: pl.DataFrame) -> pl.Expr:
    """Return the expression that keeps, in a column of text, codes of our lists and ids that look like the others that
    were `delivered` (columns of the export's schema such as `kunde_id`); other values are no text.
    """
    text = pl.col(column.name)
    if column.dtype.type != pl.String:
        return text
    if codes := w.allowed_codes(column):
        return pl.when(text.is_in(codes)).then(text).alias(column.name)
    if not (column.name or "").endswith("_id"):
        return pl.lit(None, dtype=pl.String).alias(column.name)
    if column.name == "team_id":
        return pl.when(text.str.contains(_TEAM) & text.str.contains(_DIGIT)).then(text).alias(column.name)
    fits = text.str.contains(_ID) & ~text.str.contains(_WORD)
    others = delivered.head(SAMPLE).select(text.drop_nulls().unique()).select(odd=_is_strange(text))["odd"]
    # The value itself is among them.
    if others.sum() - 1 <= (len(others) - 1) / 2:
        fits &= ~_is_strange(text)
    return pl.when(fits).then(text).alias(column.name)


def _is_strange(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_HEX, "0").str.contains(_ODD)
