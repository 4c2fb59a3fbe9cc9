"""Findings: everything unexpected in a delivery is a row, with its place, its severity and a German sentence.

A finding names file, row and column, never a value or a pseudonym.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

ABBRUCH, AUSSCHLUSS, WARNUNG, HINWEIS = "abbruch", "ausschluss", "warnung", "hinweis"
# Most severe first. A warning is about an export or the delivery as a whole: it is usable, but hardly what was meant.
SEVERITIES = (ABBRUCH, AUSSCHLUSS, WARNUNG, HINWEIS)

# Within the program rows of a further sheet of a workbook are numbered from its number on: 20000005 is row 5 of the
# second. No sheet has as many rows. Whoever reads a number sees the sheet apart from it.
ZEILEN_JE_BLATT = 10_000_000
# Of a notice about more rows than these one by one would fill memory and say no more than their number.
MOST_LISTED = 100_000
# A list of row numbers that nobody reads to its end is cut off here.
MOST_RANGES = 300
# One row per finding. `zeile` is the row a spreadsheet would show, empty for the whole file; `spalte` is empty where
# the row or file as a whole is meant; `schwere` is one of `SEVERITIES`.
SCHEMA = {
    "export": pl.String,
    "datei": pl.String,
    "zeile": pl.Int64,
    "spalte": pl.String,
    "code": pl.String,
    "schwere": pl.String,
    "satz": pl.String,
}


@dataclass(frozen=True)
class Zaehlung:
    """Rows of one export: `gelesen` = `geladen` + `ausgeschlossen`.

    `gruende` counts each excluded row once, by its code; with several reasons the first one counts.
    """

    export: str
    gelesen: int
    ausgeschlossen: int
    gruende: tuple[tuple[str, int], ...] = ()

    @property
    def geladen(self) -> int:
        """Rows that the figures are made of."""
        return self.gelesen - self.ausgeschlossen


def empty() -> pl.DataFrame:
    """Return no Befunde, with the columns of `SCHEMA`."""
    return pl.DataFrame(schema=SCHEMA)


@dataclass(frozen=True)
class BefundKind:
    """What was found and how much it weighs; `code` is for machines, `satz` for people."""

    code: str
    schwere: str
    satz: str


def make(
    rows: pl.Series | Iterable[int | None], kind: BefundKind, *, export: str, file: str, column: str | None = None
) -> pl.DataFrame:
    """Return one Befund per row number (None: the file as a whole), with the columns of `SCHEMA`.

    `rows` become the column `zeile`: the row that a spreadsheet would show. A notice about very many rows is one
    Befund that says how many; rows that are excluded are always listed, for by them they are found again.
    """
    numbers = pl.Series("zeile", rows, dtype=pl.Int64, strict=False)
    if kind.schwere == HINWEIS and len(numbers) > MOST_LISTED:
        satz = f"{kind.satz} Das betrifft {len(numbers)} Zeilen; sie sind nicht einzeln aufgeführt."
        numbers, kind = numbers.clear(1), BefundKind(kind.code, kind.schwere, satz)
    fixed = {
        "export": export,
        "datei": file,
        "spalte": column,
        "code": kind.code,
        "schwere": kind.schwere,
        "satz": kind.satz,
    }
    return numbers.to_frame().select(
        pl.lit(fixed[name], dtype=dtype).alias(name) if name in fixed else pl.col(name)
        for name, dtype in SCHEMA.items()
    )


def join(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put Befunde (columns of `SCHEMA`) together, sorted by `export`, `zeile`, `spalte` and `code`."""
    return pl.concat([empty(), *parts]).sort("export", "zeile", "spalte", "code", nulls_last=False, maintain_order=True)


def excluded_rows(befunde: pl.DataFrame, export: str) -> pl.Series:
    """Return each `zeile` of one export that `befunde` (columns of `SCHEMA`) exclude, once and in order."""
    hits = befunde.filter((pl.col("export") == export) & (pl.col("schwere") == AUSSCHLUSS))
    return hits["zeile"].unique().sort()


def count_reasons(befunde: pl.DataFrame, export: str) -> tuple[tuple[str, int], ...]:
    """Count the excluded rows of one export by the `code` of their first reason; the counts add up to them.

    `befunde` have the columns of `SCHEMA`.
    """
    hits = befunde.filter((pl.col("export") == export) & (pl.col("schwere") == AUSSCHLUSS))
    erste = hits.unique("zeile", keep="first", maintain_order=True)
    return tuple(erste.group_by("code").agg(pl.len().alias("anzahl")).sort("code").rows())


def main_reason(befunde: pl.DataFrame, export: str) -> str:
    """Return the sentence that excludes most rows of an export; `befunde` have the columns of `SCHEMA`."""
    hits = befunde.filter((pl.col("export") == export) & (pl.col("schwere") == AUSSCHLUSS))
    counted = hits.group_by("satz").agg(pl.len()).sort("len", "satz", descending=[True, False])
    return str(counted["satz"][0])


def find_warnungen(befunde: pl.DataFrame) -> list[tuple[str, str]]:
    """Return place and sentence of each warning once; `befunde` have the columns of `SCHEMA`."""
    return _places(befunde.filter(pl.col("schwere") == WARNUNG))


def find_file_hinweise(befunde: pl.DataFrame) -> list[tuple[str, str]]:
    """Return place and sentence of each notice about a whole file once; `befunde` have the columns of `SCHEMA`."""
    return _places(befunde.filter(pl.col("schwere") == HINWEIS, pl.col("zeile").is_null()))


def _places(befunde: pl.DataFrame) -> list[tuple[str, str]]:
    """Return file (and column, unless the sentence names it) and sentence."""
    found = befunde.select("datei", "spalte", "satz").unique(maintain_order=True)
    return [
        (f"{file} ({column})" if column and column not in satz else file, satz) for file, column, satz in found.rows()
    ]


def count_befunde(befunde: pl.DataFrame, *more: str) -> pl.DataFrame:
    """Count `befunde` (columns of `SCHEMA`) by kind, most severe first.

    The result has `export`, `spalte`, `code`, `schwere`, `satz`, the columns named by `more`, and `anzahl`.
    """
    rank = pl.col("schwere").cast(pl.Enum(SEVERITIES))
    return (
        befunde.group_by("export", "spalte", "code", "schwere", "satz", *more)
        .agg(pl.len().alias("anzahl"))
        .sort(rank, "export", "spalte", "code", "satz", nulls_last=False)
    )


def with_sheets(frame: pl.DataFrame) -> pl.DataFrame:
    """Return any rows with `zeile` as their sheet counts it, and `blatt`, the further sheet's number, behind them.

    It is empty where a file has but one sheet, and on the first that was read.
    """
    sheet = pl.col("zeile") // ZEILEN_JE_BLATT
    is_further = sheet > 1
    number = pl.when(is_further).then(pl.col("zeile") % ZEILEN_JE_BLATT).otherwise("zeile").alias("zeile")
    return frame.with_columns(number, pl.when(is_further).then(sheet).alias("blatt"))


def _in_words(ranges: Iterable[tuple[int, int]]) -> str:
    """Return rows as a reader looks them up: „5, 7–9; Blatt 2, Zeile 5“."""
    sheets: dict[int, list[str]] = {}
    for first, last in ranges:
        sheet = first // ZEILEN_JE_BLATT if first >= 2 * ZEILEN_JE_BLATT else 0
        row, end = (number - sheet * ZEILEN_JE_BLATT for number in (first, last))
        sheets.setdefault(sheet, []).append(str(row) if row == end else f"{row}–{end}")
    parts = []
    for sheet, texts in sheets.items():
        word = "Zeile" if texts[0].isdecimal() and len(texts) == 1 else "Zeilen"
        parts.append(f"Blatt {sheet}, {word} {', '.join(texts)}" if sheet else ", ".join(texts))
    return "; ".join(parts)


def row_ranges(befunde: pl.DataFrame, group: Mapping[str, object]) -> str:
    """Return the row numbers of the Befunde behind a row of `count_befunde`, as a reader looks them up: „5, 7–9“.

    `befunde` have the columns of `SCHEMA`; `group` names at least `datei`, `spalte`, `code` and `satz`.
    """
    same = [pl.col(name).eq_missing(pl.lit(group[name])) for name in ("datei", "spalte", "code", "satz")]
    ordered = befunde.filter(*same)["zeile"].drop_nulls().unique().sort()
    if ordered.is_empty():
        return "ganze Datei"
    ranges = (
        ordered.to_frame()
        .group_by((pl.col("zeile").diff().fill_null(1) != 1).cum_sum().alias("nr"), maintain_order=True)
        .agg(pl.col("zeile").min().alias("von"), pl.col("zeile").max().alias("bis"))
    )
    text = _in_words(ranges.head(MOST_RANGES).select("von", "bis").iter_rows())
    return text + (", … (alle in befunde.csv)" if ranges.height > MOST_RANGES else "")
