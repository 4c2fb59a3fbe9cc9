"""Reads text whose lines differ: polars gets those that every reader cuts alike, only the others are cut one by one.

So an irregular line costs one line, not the file. How many cells a row has to have is decided by the file as a whole:
as many as the header, or some empty ones more or unnamed ones fewer if nearly all rows have them.
"""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from pipeline.accept.formats.grammar import HOECHSTE_ZEILE, HOECHSTE_ZEILEN_JE_FELD
from pipeline.accept.formats.lines import (
    BREITE,
    LINE,
    NR,
    RAND,
    Header,
    begins_quoted,
    cut_lines,
    find_widths,
    is_bare,
    is_filled,
    mark_other_separators,
    sort_lines,
)
from pipeline.accept.formats.table import (
    HOECHSTENS_UNLESBAR,
    ZEILE,
    RawTable,
    UnreadableRow,
    cell_names,
    incomplete_file,
    normalise_header,
    require_few_damaged,
    wrong_header,
)

# A file leaves off empty cells at the ends of its rows if it does so often; a single short row has lost a separator.
_MINDESTENS_KURZ, _ANTEIL_KURZ = 3, 0.05
_PORTION = 100_000
_SICHTBAR = 1 << 16


@dataclass
class _Rows:
    """What has been cut so far, by line number: frames of `nr`, `c0`, `c1`, …, and what does not fit.

    `fitting` are the numbers of cells that a row may have, the usual one first. `short` are the rows with fewer (`nr`,
    `breite`), perhaps millions of them; `joined` the lines that belong to the record above them. `ends_blank`: some
    row's last cell is empty. `ends_open`: the last line does not close its quote.
    """

    fitting: tuple[int, ...]
    parts: list[pl.DataFrame] = field(default_factory=list)
    short: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={NR: pl.UInt32, BREITE: pl.UInt32}))
    unreadable: list[UnreadableRow] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    ends_blank: bool = False
    ends_open: bool = False

    @property
    def width(self) -> int:
        """The number of columns that are kept."""
        return max(self.fitting)

    def take(self, number: int, cells: list[str]) -> bool:
        """Tell whether a row is not too long; one that is, is noted."""
        if len(cells) <= self.fitting[0] or len(cells) in self.fitting:
            return True
        self.unreadable.append(UnreadableRow(number, cells, "zeile_zu_lang"))
        return False

    def add(self, numbers: pl.Series, cells: pl.DataFrame) -> None:
        """Add rows that all have the columns of `cells`; short ones are filled up."""
        last = cells.to_series(cells.width - 1).fill_null("").str.strip_chars(RAND)
        self.ends_blank |= bool((last == "").any())
        if cells.width not in self.fitting:
            alike = numbers.alias(NR).to_frame().with_columns(pl.lit(cells.width, dtype=pl.UInt32).alias(BREITE))
            self.short = self.short.vstack(alike)
        filled = (pl.lit(None, dtype=pl.String).alias(name) for name in cell_names(self.width)[cells.width :])
        self.parts.append(cells.with_columns(*filled).insert_column(0, numbers.alias(NR)))


def read_ragged(name: str, content: bytes, header: Header, known: Collection[str]) -> RawTable:
    """Read a file line by line; `known` are the headers (normalized) that are ours.

    :raises LieferungError: the file is cut off in a quoted cell, or more rows are damaged than an export can have
    """
    lines = mark_other_separators(sort_lines(content, header), header)
    rows = _Rows(find_widths(lines, header))
    _cut_irregular(lines, header, rows)
    require_few_damaged(name, len(rows.unreadable))
    _cut_regular(lines, header, rows)
    require_few_damaged(name, len(rows.unreadable))
    frame = _fit(rows, len(header.cells))
    require_few_damaged(name, len(rows.unreadable))
    table = RawTable(header.cells, frame, header.preamble, is_stripped=not rows.joined and is_bare(content, header))
    last = lines.height - 1
    if not content.endswith(b"\n"):
        if rows.ends_open:
            raise incomplete_file(name)
        # Without its trailing separators and line end the last row still is whole.
        is_last, lacks = pl.col(NR) == last, pl.col(BREITE) < header.named
        table.cut_off = last if rows.short.filter(is_last & lacks).height else None
        rows.short = rows.short.filter(~is_last | lacks).with_columns(
            pl.when(~is_last).then(BREITE).otherwise(0).alias(BREITE)
        )
    table.leaves_off = _leaves_off(rows, header, frame.height, known)
    if not table.leaves_off:
        if frame.height == rows.short.height > HOECHSTENS_UNLESBAR:
            raise wrong_header(name, is_short=True)
        require_few_damaged(name, rows.short.height)
        table.too_short = rows.short[NR].sort().to_list()
    return _number(table, rows, lines.height, header.number + 2)


def _cut_irregular(lines: pl.DataFrame, header: Header, rows: _Rows) -> None:
    """Cut the lines that readers may differ about, one by one, and put them into `rows` in portions."""
    found = _records(lines, header, rows)
    while portion := list(islice(found, _PORTION)):
        for width in sorted({len(cells) for _, cells in portion}):
            alike = [(number, *cells) for number, cells in portion if len(cells) == width]
            # Column by column: building rows takes polars several times as long.
            numbers, *columns = zip(*alike, strict=True)
            cells = pl.DataFrame(dict(zip(cell_names(width), columns, strict=True))).select(pl.all().replace("", None))
            rows.add(pl.Series(numbers, dtype=pl.UInt32), cells)


def _records(lines: pl.DataFrame, header: Header, rows: _Rows) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of each irregular record that can be read; the others are noted in `rows`."""
    grammar, behind = header.grammar, 0
    irregular = lines.filter(pl.col(BREITE).is_null())[NR]
    # One by one a list gives its texts many times as fast as a column.
    texts = lines[LINE].to_list() if len(irregular) else []
    widths = range(header.named, max(rows.width, len(header.cells)) + 1)
    for number in irregular:
        if number < behind:
            continue
        text = texts[number]
        # No sign has more than four bytes.
        is_endless = len(text) * 4 >= HOECHSTE_ZEILE and len(text.encode()) >= HOECHSTE_ZEILE
        cells = None if is_endless else grammar.cut(text)
        if cells is None and not is_endless and grammar.is_open(text):
            joined = grammar.join(text, texts[number + 1 : number + 1 + HOECHSTE_ZEILEN_JE_FELD], widths)
            rows.ends_open = joined is None and number == lines.height - 1
            if joined is not None:
                cells, behind = joined[0], number + 1 + joined[1]
                rows.joined += range(number + 1, behind)
        if cells is None or (len(cells) == 1 and header.is_other(text)):
            rows.unreadable.append(UnreadableRow(number, text[:_SICHTBAR].split(grammar.separator), "zeile_unlesbar"))
            if len(rows.unreadable) > HOECHSTENS_UNLESBAR:
                return
        elif rows.take(number, cells):
            yield number, cells


def _cut_regular(lines: pl.DataFrame, header: Header, rows: _Rows) -> None:
    """Let polars cut all other lines, those of each width together."""
    regular = lines.filter(pl.col(BREITE).is_not_null(), is_filled(header))
    if rows.joined:
        regular = regular.filter(~pl.col(NR).is_in(rows.joined))
    fits = (pl.col(BREITE) <= rows.fitting[0]) | pl.col(BREITE).is_in(rows.fitting)
    for number, line in regular.filter(~fits).select(NR, LINE).head(HOECHSTENS_UNLESBAR + 1).iter_rows():
        rows.take(number, header.grammar.cut(line) or [line])
    for (width, quoted), group in regular.filter(fits).group_by(BREITE, begins_quoted(header).alias("quoted")):
        text = io.BytesIO()
        group.select(LINE).write_csv(text, include_header=False, quote_style="never")
        rows.add(group[NR], cut_lines(text, header.grammar, int(str(width)), quoted=bool(quoted)))


def _fit(rows: _Rows, width: int) -> pl.DataFrame:
    """Put the rows together, with the header's `width`; what stands in a cell beyond it makes its row too long."""
    names = cell_names(max(rows.width, width))
    frame = pl.concat(
        [pl.DataFrame(schema={NR: pl.UInt32, **dict.fromkeys(cell_names(rows.width), pl.String)}), *rows.parts]
    )
    frame = frame.sort(NR).with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in names[rows.width :])
    if beyond := names[width:]:
        filled = pl.any_horizontal(pl.col(beyond).fill_null("").str.strip_chars(RAND) != "")
        for number, *cells in frame.filter(filled).head(HOECHSTENS_UNLESBAR + 1).iter_rows():
            rows.unreadable.append(UnreadableRow(number, [cell or "" for cell in cells], "zeile_zu_lang"))
        frame = frame.filter(~filled)
    return frame.select(NR, *names[:width])


def _leaves_off(rows: _Rows, header: Header, count: int, known: Collection[str]) -> bool:
    """Tell whether this file ends each row at its last filled cell, as some systems write.

    Where no row reaches the last column, they have to reach most of them, and all columns that they do reach have to be
    ours: else the header may have one too many, and all values would belong to the column before.
    """
    if rows.ends_blank or rows.short.height < max(_MINDESTENS_KURZ, _ANTEIL_KURZ * count):
        return False
    reached = header.cells[: max(rows.short[BREITE].unique())]
    if rows.short.height < count:
        return True
    return 2 * len(reached) > header.named and (not known or all(normalise_header(cell) in known for cell in reached))


def _number(table: RawTable, rows: _Rows, lines: int, first: int) -> RawTable:
    """Give all rows the number that a spreadsheet shows: lines within a cell have none of their own."""
    begins = pl.repeat(1, lines, dtype=pl.UInt32, eager=True)
    numbers = begins.scatter(rows.joined, 0).cum_sum() + (first - 1) if lines else begins
    table.frame = table.frame.select(numbers.gather(table.frame[NR]).alias(ZEILE), pl.exclude(NR))
    table.too_short = numbers.gather(table.too_short).to_list()
    table.cut_off = None if table.cut_off is None else numbers[table.cut_off]
    ordered = sorted(rows.unreadable, key=lambda row: row.zeile)
    table.unreadable = [UnreadableRow(numbers[row.zeile], row.cells, row.grund) for row in ordered]
    return table
