"""Reads delimited text, whatever wrote it: encodings, separators, quotes, line ends, titles, ragged lines.

Text without a quote whose separators add up goes to polars as it is; the lines of any other file are sorted by what
they need (`formats.ragged`). Both ways give the same rows: `Grammar` says what a record is.
"""

import io
from collections.abc import Collection, Iterator
from itertools import islice, pairwise

import polars as pl

from pipeline.accept.archive import require_plausible
from pipeline.accept.formats.charset import require_one_encoding
from pipeline.accept.formats.encoding import to_utf8
from pipeline.accept.formats.grammar import HOECHSTE_ZEILE, Grammar
from pipeline.accept.formats.lines import ANDERE_TRENNER, LINE, Header, cut_lines, is_bare, is_filled
from pipeline.accept.formats.ragged import read_ragged
from pipeline.accept.formats.table import (
    VORSPANN,
    ZEILE,
    RawTable,
    count_known,
    is_split_header,
    no_header,
    pick_header,
    require_width,
    split_header,
)
from pipeline.errors import LieferungError

TRENNZEICHEN = (";", ",", "\t")
_NAMEN = {";": "Semikolon", ",": "Komma", "\t": "Tabulator", "|": "Senkrechtstrich (|)"}
_FAST_ALLE = 0.9
_KOPFBEREICH = 1 << 16
# What a disk or a transfer leaves where a part of a file is lost.
_HOLE = b"\x00" * 16


def read_csv(name: str, content: bytes, known: Collection[str], packed: int | None = None) -> RawTable:
    """Cut text into cells; `known` are the headers (normalized) that give the header line away.

    `packed` is how many bytes the file takes, if it is packed.

    :raises LieferungError: no line names a column of ours, the file is cut off or has holes, or there are more columns,
        cells or damaged rows than an export can have
    """
    packed = len(content) if packed is None else packed
    require_one_encoding(name, content)
    content, remarks = to_utf8(content)
    if _HOLE in content:
        raise LieferungError(
            f"{name} ist beschädigt: Ein Teil der Datei besteht aus leeren Bytes, seine Zeilen sind verloren. Bitte "
            "die Datei neu übertragen oder neu exportieren."
        )
    header = find_header(name, content, known)
    require_width(name, max((i for i, cell in enumerate(header.cells, start=1) if cell.strip()), default=0))
    require_plausible(name, len(content), content.count(b"\n") * len(header.cells), packed)
    _require_one_separator(name, content, header)
    frame = _read_plain(content, header)
    if frame is None:
        table = read_ragged(name, content, header, known)
    else:
        table = RawTable(header.cells, frame, header.preamble, is_stripped=is_bare(content, header))
    table.is_unended = not content.endswith(b"\n")
    table.remarks = remarks
    return table


def _require_one_separator(name: str, content: bytes, header: Header) -> None:
    """Refuse a file whose rows have as many cells as the header has by another separator than the header's.

    :raises LieferungError: says which ones they are
    """
    start, gaps = _offset(content, header.lines), header.named - 1
    # Where the first rows do not look so, the others need not be looked at.
    end = content.find(b"\n", start + _KOPFBEREICH) + 1 or len(content)
    rows = content.count(b"\n", start, end)
    for sign in ANDERE_TRENNER:
        expected = _FAST_ALLE * gaps * rows
        if gaps < 2 or sign == header.grammar.separator or content.count(sign.encode(), start, end) < expected:
            continue
        lines = pl.read_lines(io.BytesIO(content[start:]), name=LINE)
        filled = lines.filter(is_filled(header))[LINE]
        if filled.len() and (filled.str.count_matches(sign, literal=True) == gaps).sum() >= _FAST_ALLE * filled.len():
            above, below = (_NAMEN[s] for s in (header.grammar.separator, sign))
            raise LieferungError(
                f"In {name} ist die Kopfzeile durch {above} getrennt, die Zeilen darunter sind es durch {below}. Bitte "
                "mit einem einzigen Trennzeichen neu exportieren, am besten mit Semikolon."
            )


def find_header(name: str, content: bytes, known: Collection[str]) -> Header:
    """Find the header among the first rows of UTF-8 text; the separator is the one that yields most known columns.

    :raises LieferungError: no line names a column of ours
    """
    start = content[:_KOPFBEREICH]
    complete = start if len(content) < _KOPFBEREICH else start[: start.rfind(b"\n") + 1]
    lines = complete.decode().split("\n")
    found, is_split = [], False
    for grammar in map(Grammar, TRENNZEICHEN):
        starts = list(islice(_first_rows(grammar, lines), VORSPANN))
        rows = [cells for cells, _ in starts]
        number = pick_header(rows, known)
        if number is None:
            is_split |= any(is_split_header(a, b, known) for a, b in pairwise(rows))
            continue
        first = starts[number - 1][1] if number else 0
        preamble = [text for text in lines[:first] if text.strip()]
        found.append(Header(grammar, rows[number], number, starts[number][1], preamble))
    if not found:
        _require_short(name, content, len(complete), known)
        raise split_header(name) if is_split else no_header(name, _explain(start, lines, known))
    return max(found, key=lambda h: count_known(h.cells, known) if known else len(h.cells))


def _require_short(name: str, content: bytes, start: int, known: Collection[str]) -> None:
    """Refuse a header that goes on beyond where headers are looked for, in the line that begins at `start`.

    :raises LieferungError: it names columns of ours among more than an export has
    """
    end = content.find(b"\n", start)
    line = content[start : end if end >= 0 else None].decode()
    for cells in map(line.split, TRENNZEICHEN):
        if count_known(cells, known):
            require_width(name, len(cells))


def _explain(start: bytes, lines: list[str], known: Collection[str]) -> str:
    """Say what a file without a header of ours seems to be."""
    if start.lstrip()[:1] == b"<":
        return "; sie ist eine HTML- oder XML-Seite, vielleicht die einer Anmeldung"
    if start.lstrip()[:1] in (b"{", b"["):
        return "; sie enthält JSON, keine Tabelle"
    if any(count_known(line.split("|"), known) for line in lines[:VORSPANN]):
        return "; ihre Spalten sind durch | getrennt, erwartet wird Semikolon, Komma oder Tabulator"
    return ", getrennt durch Semikolon, Komma oder Tabulator"


def _first_rows(grammar: Grammar, lines: list[str]) -> Iterator[tuple[list[str], int]]:
    """Yield rows and the number of the line behind each; a quote that does not close is a sign like any other."""
    position = 0
    while position < len(lines):
        text, joined = lines[position], None
        position += 1
        if grammar.is_open(text):
            joined = grammar.join(text, lines[position:], range(2, HOECHSTE_ZEILE))
        cells, taken = joined or (grammar.cut(text) or text.split(grammar.separator), 0)
        position += taken
        yield cells, position


def _read_plain(content: bytes, header: Header) -> pl.DataFrame | None:
    """Let polars read text without quotes whose lines and separators add up; None for any other.

    A row with more separators than the header is refused by polars. If together they have as many as full rows have,
    none has fewer.
    """
    width, start = len(header.cells), _offset(content, header.lines)
    rows = content.count(b"\n", start) + (len(content) > start and not content.endswith(b"\n"))
    separators = content.count(header.grammar.separator.encode(), start)
    if width < 2 or content.find(b'"', start) >= 0 or separators != rows * (width - 1):
        return None
    try:
        frame = cut_lines(io.BytesIO(content), header.grammar, width, skip=header.lines)
    except pl.exceptions.PolarsError:
        return None
    longest = sum(frame.select(pl.all().str.len_bytes().max().fill_null(0)).row(0))
    if frame.height != rows or longest + width > HOECHSTE_ZEILE:
        return None
    return frame.with_row_index(ZEILE, offset=header.number + 2)


def _offset(content: bytes, lines: int) -> int:
    """Return where the line behind so many `lines` begins."""
    position = 0
    for _ in range(lines):
        position = content.find(b"\n", position) + 1 or len(content)
    return position
