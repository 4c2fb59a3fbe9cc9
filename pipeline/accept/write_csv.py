"""Writes rows as the CSV of a delivery: what could not be read of an export cannot be read of it either."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipeline.accept.formats.table import HANDED_ON, ZEILE

_TRENNER = ";"


def write_rows(frame: pl.DataFrame, unreadable: Sequence[int], file: Path) -> None:
    """Write any columns of `frame` but `zeile`, by which its rows are sorted, into a file for its owner alone.

    For each `zeile` that was unreadable a row without content is written in its place. It has more cells than the
    header, so that whoever reads the file counts it as what it was.
    """
    content = frame.drop(ZEILE)
    damaged = _TRENNER.join([HANDED_ON] * (content.width + 2)) + "\n"
    bounds = [int(frame[ZEILE].search_sorted(zeile)) for zeile in sorted(unreadable)]
    with file.open("wb") as strom:
        file.chmod(0o600)
        content.clear().write_csv(strom, separator=_TRENNER, include_bom=True)
        ends = [damaged.encode()] * len(bounds) + [b""]
        for start, end, after in zip([0, *bounds], [*bounds, content.height], ends, strict=True):
            if end > start:
                content[start:end].write_csv(strom, separator=_TRENNER, include_header=False)
            strom.write(after)
