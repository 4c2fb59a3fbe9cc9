"""Cells that held something and count as empty: of a required one the reason is said, not that it is empty."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Emptied:
    """The `rows` (their `zeile`) of a column whose cells count as empty, and in German why, with the way out."""

    column: str
    satz: str
    rows: pl.Series


def by_reason(rows: pl.Series, column: str, emptied: Iterable[Emptied]) -> Iterator[tuple[str, pl.Series]]:
    """Yield why cells of a column are empty and which of the `rows` (`zeile`) are; no reason ("") for mere blanks.

    Each row has one reason, the first.
    """
    for part in emptied:
        if part.column == column and (hits := rows.is_in(part.rows.cast(rows.dtype).implode())).any():
            yield part.satz, rows.filter(hits)
            rows = rows.filter(~hits)
    if len(rows):
        yield "", rows
