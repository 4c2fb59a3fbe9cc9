"""CSV as German Excel reads it, one way for every file that leaves the program."""

from pathlib import Path

import polars as pl


def write_csv(frame: pl.DataFrame, datei: Path) -> None:
    """Write as German Excel reads it: `;`, decimal comma, UTF-8 with BOM, no cell that begins a formula."""
    zahlen = [_german_number(name) for name, dtype in frame.schema.items() if dtype.is_float()]
    texte = [_inert(name) for name, dtype in frame.schema.items() if dtype == pl.String]
    frame.with_columns(*zahlen, *texte).write_csv(datei, separator=";", include_bom=True, line_terminator="\r\n")


def _german_number(spalte: str) -> pl.Expr:
    text = pl.col(spalte).cast(pl.String).str.replace(r"\.0$", "").str.replace(".", ",", literal=True)
    return text.alias(spalte)


def _inert(spalte: str) -> pl.Expr:
    """Prefix text that a spreadsheet would take for a formula."""
    beginnt = pl.col(spalte).str.contains(r"^[=+\-@\t\r]")
    return pl.when(beginnt).then(pl.lit("'") + pl.col(spalte)).otherwise(pl.col(spalte)).alias(spalte)
