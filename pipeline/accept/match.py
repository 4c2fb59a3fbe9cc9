"""Which delivered header is which column of ours: known by its name, doubtful, or unknown.

A header counts as known only if the vocabulary has it, no other header claims the same column, and its values look
like what the column holds. Everything else is a guess at best.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import pandera.polars as pa
import polars as pl

from pipeline.accept import values as w
from pipeline.accept.export import RawExport, read_export, read_raw_table
from pipeline.accept.formats.table import RawTable, cell_names, clean_header, normalise_header
from pipeline.accept.headers import announces_person
from pipeline.accept.identifiers import has_clear_text
from pipeline.accept.sources import Source
from pipeline.accept.vocabulary import column_names, find_column, is_harmless, letters, words
from pipeline.errors import LieferungError
from schemas import EXPORTS

# More distinct values than any code list has.
MOST_CODES = 40
_SAMPLE = 1000
# Share of a column's distinct values that must look like what it is taken for.
_MOSTLY = 0.5
# A guess shares most words with a name of the column, or is that name but for a slip of the pen.
_SAME_WORDS, _SAME_LETTERS = 0.6, 0.9
# Words of every second header: two that share only these are not alike.
_GENERAL = {
    "art",
    "datum",
    "id",
    "kennung",
    "name",
    "nummer",
    "stand",
    "status",
    "tag",
    "termin",
    "typ",
    "am",
    "vom",
    "kunde",
    "kunden",
}
# What turns a meaning into another one: begin and end, booked and cancelled, minutes and hours, yes and no.
_MARKS = {
    "begin": r"^(von|ab|seit|beginn|start|anfang)|beginn$|^eintritt|eintritt$",
    "end": r"^(bis|ende|ablauf|schluss)|ende$|^austritt|austritt$",
    "booked": r"^(ge|ein)?buch|buchung",
    "cancelled": r"absag|abgesagt|storn",
    "minutes": r"^min$",
    "hours": r"std$|stunden$",
    "not": r"^(nicht|kein|keine|keiner|ohne|un|nie|no)$|^nicht",
    "kunde": r"^kund",
    "jobcenter": r"^(jc|jobcenter)",
}
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
_DAY = rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}})(?:[ T]{_TIME})?"
# What the values of a column look like, however they are written; `accept.values` says which of them can be read.
_SHAPES = {
    "datum": rf"^(?:{_DAY}|\d{{5}}|\d{{8}})$",
    "monat": rf"^(?:{_DAY}|\d{{4}}-\d{{2}}|\d{{1,2}}[./]\d{{4}}|\d{{5}}|\d{{8}})$",
    "uhrzeit": rf"^(?:{_TIME}(?: Uhr)?|0[.,]\d+)$",
    "flag": r"(?i)^(?:j|ja|n|nein|x|0|1|true|false|wahr|falsch|y|yes|no)$",
}
_NUMBER, _WHOLE = r"^-?\d{1,6}(?:[.,]\d{1,6}){0,2}$", r"^\d{1,6}$"
_PROPER_NAME = r"^\p{Lu}\p{Ll}+([ ,.\-]+\p{Lu}\p{Ll}*)*$"


@dataclass
class Match:
    """What the headers of one export are; `cells` holds the distinct filled values of each, with any columns.

    `ours`, `known` and `guessed` map headers to columns. `contested` are columns that several headers could be,
    `nameless` the positions (from 1) of headers that may not be shown, `unknown` the rest.
    """

    cells: dict[str, pl.Series]
    ours: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    contested: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)


def read_foreign_export(export: str, source: Source, mapping: Mapping[str, str]) -> RawExport:
    """Read one export whose headers may also be those of its source system; `mapping` maps further ones to ours.

    :raises LieferungError: the file is unreadable, a column is missing, or a header stands twice
    """
    try:
        return read_export(export, source, mapping)
    except LieferungError:
        known = match_headers(export, read_any_table(export, source, mapping), mapping).known
        if not known:
            raise
        return read_export(export, source, {**known, **mapping})


def read_any_table(export: str, source: Source, mapping: Mapping[str, str]) -> RawTable:
    """Read a table; where no header is known, the first row with several cells is taken for it.

    :raises LieferungError: the file is unreadable
    """
    names = [name for names in column_names(export).values() for name in names]
    try:
        return read_raw_table(source, {normalise_header(n) for n in (*names, *mapping)})[0]
    except LieferungError:
        return read_raw_table(source, ())[0]


def match_headers(export: str, table: RawTable, mapping: Mapping[str, str]) -> Match:
    """Tell which headers of a table are which columns; `mapping` holds what is settled already."""
    columns = EXPORTS[export].to_schema().columns
    ours = {normalise_header(s): s for s in columns} | {normalise_header(k): v for k, v in mapping.items()}
    headers = [clean_header(cell) for cell in table.header]
    twice = {header for header, count in Counter(headers).items() if count > 1}
    match = Match({h: _sample(table, i) for i, h in enumerate(headers) if h and h not in twice})
    match.ours = {h: ours[n] for h in match.cells if (n := normalise_header(h)) in ours}
    free = {name: columns[name] for name in columns if name not in match.ours.values()}
    left = [h for h in match.cells if h not in match.ours]
    named = {h: c for h in left if (c := find_column(export, h)) is not None and c in free}
    claims = {h: c for h, c in named.items() if _fits(match.cells[h], free[c])}
    match.known = _keep_single(claims, match)
    left = [h for h in left if h not in claims]
    free = {n: c for n, c in free.items() if n not in {*match.known.values(), *match.contested}}
    match.guessed = _keep_single({h: c for h in left if (c := _guess(export, h, match.cells[h], free))}, match)
    used = {*match.ours, *match.known, *match.guessed, *(h for hs in match.contested.values() for h in hs)}
    rest = [(i, h) for i, h in enumerate(headers, start=1) if h and h not in used]
    match.unknown = [h for _, h in rest if _is_shown(h)]
    match.nameless = [i for i, h in rest if not _is_shown(h)]
    return match


def _keep_single(hits: Mapping[str, str], match: Match) -> dict[str, str]:
    """Return the claims that stand alone; a column that several headers claim is contested."""
    by_column = defaultdict(list)
    for header, column in hits.items():
        by_column[column].append(header)
    match.contested |= {column: headers for column, headers in by_column.items() if len(headers) > 1}
    return {headers[0]: column for column, headers in by_column.items() if len(headers) == 1}


def _guess(export: str, header: str, values: pl.Series, remaining: Mapping[str, pa.Column]) -> str | None:
    """Return the one column that a header is most like, if it is like any."""
    if announces_person(header) or not _is_shown(header):
        return None
    points = {
        c: max(alike(header, name) for name in column_names(export)[c])
        for c in remaining
        if _fits(values, remaining[c])
    }
    best = max(points.values(), default=0)
    hits = [column for column, count in points.items() if count == best]
    return hits[0] if best and len(hits) == 1 else None


def alike(left: str, right: str) -> float:
    """Return how alike two headers or codes are, 0 to 1; 0 if it is too little to say so."""
    a, b = set(words(left)), set(words(right))
    if _marks(a) != _marks(b):
        return 0.0
    shared = len(a & b) / len(a | b) if (a & b) - _GENERAL else 0.0
    spelling = SequenceMatcher(None, letters(left), letters(right), autojunk=False).ratio()
    return max(shared if shared >= _SAME_WORDS else 0.0, spelling if spelling >= _SAME_LETTERS else 0.0)


def _marks(parts: Collection[str]) -> set[str]:
    return {mark for mark, pattern in _MARKS.items() if any(re.search(pattern, word) for word in parts)}


def _is_shown(header: str) -> bool:
    return is_harmless(header) and not has_clear_text([header])


def _sample(table: RawTable, position: int) -> pl.Series:
    """Return the distinct filled values of a column."""
    column = table.frame[cell_names(len(table.header))[position]]
    return column.str.strip_chars().replace("", None).drop_nulls().unique().sort()


def shape_of(column: pa.Column) -> str | None:
    """Return the pattern of what the values of a day, month, time, flag or number look like; None for text."""
    if column.dtype.type == pl.String:
        return None
    return _SHAPES.get(w.form(column) or "", _WHOLE if column.dtype.type == pl.Int64 else _NUMBER)


def _fits(values: pl.Series, column: pa.Column) -> bool:
    """Tell whether most of a column's distinct values could be those of our column; none speak against nothing."""
    filled = values.filter(~values.str.contains(w.nothing(column))).head(_SAMPLE)
    if filled.is_empty():
        return True
    if (shape := shape_of(column)) is not None:
        return bool(filled.str.contains(shape).sum() > _MOSTLY * len(filled))
    if w.allowed_codes(column):
        return w.is_emptied(column) or len(values) <= MOST_CODES
    if column.name.endswith("_id") and column.name != "ifk_id":
        return bool(filled.str.contains(_PROPER_NAME).sum() <= _MOSTLY * len(filled))
    return True
