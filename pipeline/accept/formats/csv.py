"""Reads delimited text, whatever wrote it: encodings, separators, quotes, line ends, titles, ragged lines.

A well-formed file goes straight to polars. Only where a count of separators shows that something is unusual are
the lines cut one by one, so that one bad line costs one row and not the file.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

import polars as pl

from pipeline.accept.formats.encoding import to_utf8
from pipeline.accept.formats.table import (
    VORSPANN,
    ZEILE,
    RawTable,
    UnreadableRow,
    cell_names,
    count_known,
    no_header,
    pick_header,
)
from pipeline.errors import LieferungError

TRENNZEICHEN = (";", ",", "\t")
BOM = "\ufeff"
HOECHSTE_ZEILE = 1 << 20
# A quoted cell may hold line breaks; beyond this a quote was simply never closed.
HOECHSTE_ZEILEN_JE_FELD = 200
# Their parts are kept for the guard; a file with more of them is not the export it should be.
HOECHSTENS_UNLESBAR = 100_000
_KOPFBEREICH = 1 << 16
_PORTION = 100_000
_ZEILENENDE = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class _Header:
    """Where the header is: its separator, its cells, its line number (from 0) and the offset behind it."""

    separator: str
    cells: list[str]
    number: int
    end: int
    preamble: list[str]


def read_csv(name: str, content: bytes, known: Collection[str]) -> RawTable:
    """Cut text into cells; `known` are the headers (normalized) that give the header line away.

    :raises LieferungError: no line names a column of ours, or more rows are damaged than an export can have
    """
    content = to_utf8(content)
    if content.endswith((b"\n\n", b"\n\r\n")):
        content = content.rstrip(b"\r\n")
    header = _find_header(name, content, known)
    frame = _read_fast(content, header)
    if frame is not None:
        # ASCII without quotes, blanks and tabs: most exports of codes and pseudonyms are.
        randlos = content.isascii() and all(content.find(z, header.end) < 0 for z in (b'"', b" ", b"\t"))
        return RawTable(header.cells, frame, header.preamble, is_stripped=randlos)
    return _read_carefully(name, content, header)


def _find_header(name: str, content: bytes, known: Collection[str]) -> _Header:
    """Find the header among the first lines; the separator is the one that yields most known columns.

    :raises LieferungError: no line names a column of ours
    """
    start = content[:_KOPFBEREICH]
    enden = [t.end() for t in islice(_ZEILENENDE.finditer(start), VORSPANN)]
    if len(start) < _KOPFBEREICH and (not enden or enden[-1] < len(start)):
        enden.append(len(start))
    texte = [start[a:b].decode(errors="replace").strip("\r\n") for a, b in zip([0, *enden], enden, strict=False)]
    kandidaten = [(t, [_split_line(text, t) for text in texte]) for t in TRENNZEICHEN]
    hits = [(t, rows, i) for t, rows in kandidaten if (i := pick_header(rows, known)) is not None]
    if not hits:
        raise no_header(name, ", getrennt durch Semikolon, Komma oder Tabulator")
    separator, rows, number = max(hits, key=lambda t: _score(t[1][t[2]], known))
    return _Header(separator, rows[number], number, enden[number], [t for t in texte[:number] if t.strip()])


def _score(cells: list[str], known: Collection[str]) -> int:
    return count_known(cells, known) if known else len(cells)


def _split_line(text: str, separator: str) -> list[str]:
    """Cut one line; a quote that does not close is a sign like any other."""
    text = text.removeprefix(BOM)
    if '"' not in text:
        return text.split(separator)
    return _split_quoted(text, separator) or text.split(separator)


def _split_quoted(text: str, separator: str) -> list[str] | None:
    """Cut one record as spreadsheets quote it; None if a quote stays open or stands where none can."""
    parts = text[1:-1].split(f'"{separator}"')
    if text[:1] == text[-1:] == '"' and text.count('"') == 2 * len(parts):
        # All cells quoted and none holding a quote: no parser is needed, which is several times as fast.
        return parts
    try:
        rows = list(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _read_fast(content: bytes, header: _Header) -> pl.DataFrame | None:
    """Let polars read a file whose lines and separators add up; None for any other.

    A row with more separators than the header is refused by polars. If together they have as many as full rows have,
    none has fewer.
    """
    if len(header.cells) < 2 or (not content.isascii() and content.find(BOM.encode(), header.end) >= 0):
        return None
    if content.find(b"\r", header.end) >= 0 and content.count(b"\r", header.end) != content.count(b"\r\n", header.end):
        return None
    hat_quotes = content.find(b'"', header.end) >= 0
    rows = content.count(b"\n", header.end) + (len(content) > header.end and not content.endswith(b"\n"))
    surplus = content.count(header.separator.encode(), header.end) - rows * (len(header.cells) - 1)
    if surplus and not hat_quotes:
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(content),
            separator=header.separator,
            has_header=False,
            schema=dict.fromkeys(cell_names(len(header.cells)), pl.String),
            skip_lines=header.number + 1,
            quote_char='"' if hat_quotes else None,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != rows or (hat_quotes and not _is_cleanly_quoted(frame, header.separator, surplus)):
        return None
    return frame.with_row_index(ZEILE, offset=header.number + 2)


def _is_cleanly_quoted(frame: pl.DataFrame, separator: str, surplus: int) -> bool:
    """Tell whether quotes did nothing but enclose cells: none is left over, separators beyond full rows are inside.

    Line breaks inside cells have been ruled out: there are as many rows as lines.
    """
    if any(_any(frame, '"')):
        return False
    betroffen = [n for n, ja in zip(frame.columns, _any(frame, separator), strict=True) if ja]
    if not betroffen:
        return surplus == 0
    innen = frame.select(pl.col(betroffen).str.count_matches(separator, literal=True).sum())
    return bool(surplus == sum(innen.row(0)))


def _any(frame: pl.DataFrame, char: str) -> tuple[bool | None, ...]:
    return frame.select(pl.all().str.contains(char, literal=True).any()).row(0)


def _read_carefully(name: str, content: bytes, header: _Header) -> RawTable:
    """Cut line by line, in portions: memory follows the columns, not the Python objects of all cells.

    :raises LieferungError: more rows are damaged than an export can have
    """
    names = cell_names(len(header.cells))
    table = RawTable(header.cells, pl.DataFrame(), header.preamble)
    schema = {ZEILE: pl.UInt32, **dict.fromkeys(names, pl.String)}
    parts = [pl.DataFrame(schema=schema)]
    saetze = enumerate(_records(content, header), start=header.number + 2)
    while portion := list(islice(saetze, _PORTION)):
        passend = [(number, *cells) for number, record in portion if (cells := _fit(table, number, record))]
        # Column by column: building rows takes polars several times as long.
        columns = zip(*passend, strict=True) if passend else ([] for _ in schema)
        parts.append(pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema))
        if len(table.unreadable) > HOECHSTENS_UNLESBAR:
            raise LieferungError(
                f"In {name} passen mehr als {HOECHSTENS_UNLESBAR} Zeilen nicht zur Kopfzeile (Trennzeichen oder "
                "Anführungszeichen im Text). Bitte den Export neu erzeugen, Texte in Anführungszeichen."
            )
    table.frame = pl.concat(parts)
    return table


def _fit(table: RawTable, number: int, record: "list[str] | UnreadableRow") -> list[str] | None:
    """Return the record with exactly the header's columns; what does not fit is noted in the table."""
    breite = len(table.header)
    if isinstance(record, UnreadableRow):
        table.unreadable.append(UnreadableRow(number, record.cells, record.grund))
        return None
    while len(record) > breite and not record[-1].strip():
        record.pop()
    if len(record) > breite:
        table.unreadable.append(UnreadableRow(number, record, "zeile_zu_lang"))
        return None
    if len(record) < breite:
        # Empty headers at the end are trailing separators: rows may do without them. Blank lines are no rows.
        if any(z.strip() for z in record) and any(name.strip() for name in table.header[len(record) :]):
            table.too_short.append(number)
        record.extend([""] * (breite - len(record)))
    return record


def _records(content: bytes, header: _Header) -> Iterator["list[str] | UnreadableRow"]:
    """Yield each record below the header; a quoted cell may run over several lines."""
    rows, buffer = _lines(content, header.end), deque[str]()
    while True:
        row = buffer.popleft() if buffer else next(rows, None)
        if row is None:
            return
        text = row.rstrip("\r\n").removeprefix(BOM)
        if len(text) >= HOECHSTE_ZEILE:
            yield UnreadableRow(0, [text[:_KOPFBEREICH]], "zeile_unlesbar")
        elif '"' not in text:
            yield text.split(header.separator)
        elif (cells := _split_quoted(text, header.separator)) is not None:
            yield cells
        else:
            yield _join_lines(row, rows, buffer, header)


def _join_lines(row: str, rows: Iterator[str], buffer: deque[str], header: _Header) -> "list[str] | UnreadableRow":
    """Follow an open quote over the next lines; if no whole record comes of it, only this line is damaged."""
    gelesen: list[str] = []
    text, offen = row.removeprefix(BOM), row.count('"') % 2
    while len(gelesen) < HOECHSTE_ZEILEN_JE_FELD and len(text) < HOECHSTE_ZEILE:
        naechste = buffer.popleft() if buffer else next(rows, None)
        if naechste is None:
            break
        gelesen.append(naechste)
        text += naechste
        offen ^= naechste.count('"') % 2
        if not offen:
            cells = _split_quoted(text.rstrip("\r\n"), header.separator)
            if cells is not None and len(cells) >= len(header.cells):
                return cells
            break
    buffer.extendleft(reversed(gelesen))
    return UnreadableRow(0, row.rstrip("\r\n").split(header.separator), "zeile_unlesbar")


def _lines(content: bytes, start: int) -> Iterator[str]:
    """Yield lines with their ends (CR, LF or CRLF); an endless one is cut, its rest skipped."""
    strom = io.TextIOWrapper(io.BytesIO(memoryview(content)[start:]), encoding="utf-8", errors="replace", newline="")
    while row := strom.readline(HOECHSTE_ZEILE):
        rest = row
        while len(rest) == HOECHSTE_ZEILE and not rest.endswith(("\r", "\n")):
            rest = strom.readline(HOECHSTE_ZEILE)
        yield row
