"""CSV as German Excel reads it, one way for every file that leaves the program."""

from pathlib import Path

import polars as pl


def write_csv(frame: pl.DataFrame, file: Path) -> None:
    """Write any columns as German Excel reads them: `;`, decimal comma, UTF-8 with BOM.

    A text that would begin a formula gets a `'` before it.
    """
    zahlen = [_german_number(name) for name, dtype in frame.schema.items() if dtype.is_float()]
    texte = [_inert(name) for name, dtype in frame.schema.items() if dtype == pl.String]
    frame.with_columns(*zahlen, *texte).write_csv(file, separator=";", include_bom=True, line_terminator="\r\n")


def _german_number(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).str.replace(r"\.0$", "").str.replace(".", ",", literal=True)
    return text.alias(column)


def _inert(column: str) -> pl.Expr:
    """Prefix text that a spreadsheet would take for a formula."""
    beginnt = pl.col(column).str.contains(r"^[=+\-@\t\r]")
    return pl.when(beginnt).then(pl.lit("'") + pl.col(column)).otherwise(pl.col(column)).alias(column)
