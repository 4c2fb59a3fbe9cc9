"""Tells the lines of delimited text that every reader cuts alike, and lets polars cut them."""

import io
from dataclasses import dataclass

import polars as pl

from pipeline.accept.formats.grammar import HOECHSTE_ZEILE, Grammar
from pipeline.accept.formats.table import cell_names

NR, LINE, BREITE, RAND = "nr", "line", "breite", " \t\u00a0"
# Rows are wider than the header if nearly all of them are, and then by some separators, not by pages of them.
_FAST_ALLE = 0.9
_HOECHSTENS_UEBERZAEHLIG = 50
# What parts cells elsewhere; a text has one or two of them at most.
ANDERE_TRENNER, _WENIGSTENS = (";", ",", "\t", "|"), 3
# A pattern grows with the number of cells it asks for.
_HOECHSTENS_GEZAEHLT = 60


@dataclass(frozen=True)
class Header:
    """Where the header is: its grammar, its cells, its row number (from 0), and the number of lines up to its end."""

    grammar: Grammar
    cells: list[str]
    number: int
    lines: int
    preamble: list[str]

    @property
    def named(self) -> int:
        """The number of cells up to the last one that has a name: empty ones behind are trailing separators."""
        return max((i for i, cell in enumerate(self.cells, start=1) if cell.strip()), default=1)

    @property
    def least_separators(self) -> int:
        """The number of other separators from which on they part the cells of a row."""
        return max(self.named - 1, _WENIGSTENS)

    def is_other(self, text: str) -> bool:
        """Tell whether a line is a row if some other separator parts its cells."""
        most = max(text.count(sign) for sign in ANDERE_TRENNER)
        return most >= self.least_separators and self.grammar.separator not in text


def is_bare(content: bytes, header: Header) -> bool:
    """Tell whether no cell can begin or end with a blank, or be empty quotes: most exports of codes are plain ASCII."""
    start = 0
    for _ in range(header.lines):
        start = content.find(b"\n", start) + 1
    return content.isascii() and start > 0 and all(content.find(sign, start) < 0 for sign in (b" ", b"\t", b'""'))


def cut_lines(
    content: io.BytesIO, grammar: Grammar, width: int, *, quoted: bool = False, skip: int = 0
) -> pl.DataFrame:
    """Let polars cut lines that all have so many cells, below the first `skip`, into the columns of `cell_names`."""
    content.seek(0)
    return pl.read_csv(
        content,
        separator=grammar.separator,
        has_header=False,
        schema=dict.fromkeys(cell_names(width), pl.String),
        skip_lines=skip,
        quote_char='"' if quoted else None,
    )


def sort_lines(content: bytes, header: Header) -> pl.DataFrame:
    """Return the lines below the header with its columns `nr`, `line` and `breite`.

    `breite` is the number of cells where all readers agree; lines with unusual quotes, and endless ones, have none.
    """
    lines = pl.read_lines(io.BytesIO(content), name=LINE).slice(header.lines).with_row_index(NR)
    line, separator = pl.col(LINE), header.grammar.separator
    quoted, endless = line.str.contains('"', literal=True), line.str.len_bytes() >= HOECHSTE_ZEILE
    count = line.str.count_matches(separator, literal=True) + 1
    lines = lines.with_columns(pl.when(~(quoted | endless)).then(count).alias(BREITE))
    if not lines[BREITE].null_count():
        return lines
    rest, widths = lines.filter(quoted & ~endless), lines[BREITE]
    if (width := len(header.cells)) <= _HOECHSTENS_GEZAEHLT:
        # Counting the cells takes several times as long as asking for the usual number.
        usual = rest[LINE].str.contains(header.grammar.regular(f"{{{width - 1}}}"))
        widths = widths.scatter(rest.filter(usual)[NR], width)
        rest = rest.filter(~usual)
    # A single quote within a plain cell is a sign like any other.
    inches = rest.filter((line.str.count_matches('"', literal=True) == 1) & ~begins_quoted(header))
    widths = widths.scatter(inches[NR], inches[LINE].str.count_matches(separator, literal=True) + 1)
    rest = rest.filter(line.str.contains(header.grammar.regular()))
    counts = rest[LINE].str.replace_all('"[^"]*"', "").str.count_matches(separator, literal=True) + 1
    return lines.with_columns(widths.scatter(rest[NR], counts))


def begins_quoted(header: Header) -> pl.Expr:
    """Tell which lines have a cell that begins with a quote."""
    return pl.col(LINE).str.contains(f'(?:^|{header.grammar.separator})[ \u00a0]*"')


def mark_other_separators(lines: pl.DataFrame, header: Header) -> pl.DataFrame:
    """Take the `breite` off `lines` (columns of `sort_lines`) that are a row by another separator, not the header's."""
    single = lines.filter(pl.col(BREITE) == 1, ~pl.col(LINE).str.contains(header.grammar.separator, literal=True))
    counts = (pl.col(LINE).str.count_matches(sign, literal=True) for sign in ANDERE_TRENNER)
    other = single.filter(pl.max_horizontal(counts) >= header.least_separators)
    return lines.with_columns(lines[BREITE].scatter(other[NR], None)) if other.height else lines


def is_filled(header: Header) -> pl.Expr:
    """Tell which lines hold more than separators and blanks."""
    return pl.col(LINE).str.contains(f"[^{RAND}{header.grammar.separator}]")


def find_widths(lines: pl.DataFrame, header: Header) -> tuple[int, ...]:
    """Return how many cells a row has among `lines`, which have the columns of `sort_lines`.

    These are as many as the header has, unless nearly all rows have another number.

    Several trailing separators may be missing in single rows, or be there: no row loses that many in its middle.
    """
    named, width = header.named, len(header.cells)
    counts = lines.filter(pl.col(BREITE) >= named, is_filled(header))[BREITE].value_counts(sort=True)
    usual, most = counts.row(0) if counts.height else (width, 0)
    if most < _FAST_ALLE * sum(counts["count"]) or usual > width + _HOECHSTENS_UEBERZAEHLIG:
        usual = width
    return usual, *(other for other, more in ((named, usual - named), (width, width - usual)) if more > 1)
