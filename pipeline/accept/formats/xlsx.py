"""Reads a workbook: which of its sheets are the export, and their rows one after the other.

The sheet is chosen by all of its columns; what is hidden is never read, and what is not read is said. The texts of
other sheets go to the privacy guard alone.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

import polars as pl

from pipeline.accept.befund import HINWEIS, WARNUNG, ZEILEN_JE_BLATT, BefundKind
from pipeline.accept.boundary import refuse_unreadable
from pipeline.accept.formats.ooxml import Package, SheetPart
from pipeline.accept.formats.sheet import SheetRow, read_sheet_rows
from pipeline.accept.formats.table import (
    MERGED,
    VORSPANN,
    ZEILE,
    RawTable,
    cell_names,
    count_known,
    no_header,
    normalise_header,
    pick_header,
    require_width,
    unify_breaks,
)
from pipeline.errors import LieferungError

# Text that may come out of a package of so many bytes.
_SMALL, _TEXT_PER_BYTE = 64 * 1024**2, 15
_PORTION = 50_000
_NUMBER, _DAY = re.compile(r"\d+(,\d+)?"), re.compile(r"9[-.]9[-.]9.*")
_TOGETHER = BefundKind(
    "blaetter_zusammen",
    HINWEIS,
    "Mehrere Blätter der Mappe haben die Kopfzeile des Exports; sie wurden nacheinander gelesen. Befunde "
    "nennen bei weiteren Blättern auch das Blatt; es ist unter allen Blättern gezählt.",
)
_HIDDEN = BefundKind(
    "blatt_ausgeblendet",
    WARNUNG,
    "Auch ein ausgeblendetes Blatt der Mappe hat die Kopfzeile des Exports; es wurde nicht gelesen. Gehört es dazu, "
    "bitte einblenden, sonst löschen.",
)
_SIMILAR = BefundKind(
    "blatt_aehnlich",
    WARNUNG,
    "Ein weiteres Blatt der Mappe sieht aus wie ein Teil des Exports, hat aber nicht dessen Kopfzeile; es wurde nicht "
    "gelesen. Gehört es dazu, braucht es die Kopfzeile.",
)
_OTHER = BefundKind(
    "blatt_ungelesen",
    HINWEIS,
    "Die Mappe hat weitere Blätter ohne die Kopfzeile des Exports (wie ein Deckblatt); sie wurden nicht gelesen.",
)


_HIDDEN_ROWS = BefundKind(
    "zeilen_ausgeblendet",
    HINWEIS,
    "In der Mappe sind Zeilen des Exports ausgeblendet, meist durch einen Filter; sie wurden mitgelesen und zählen.",
)
_MERGED = BefundKind(
    MERGED,
    WARNUNG,
    "In der Mappe sind Zellen über mehrere Zeilen verbunden; der Wert steht nur in der obersten, die übrigen zählen "
    "als leer. Bitte die Verbindung aufheben und jede Zelle füllen.",
)


@dataclass
class _Candidate:
    """A sheet, its first rows, and how many columns of ours the likeliest of them names.

    `merged` are the first rows of cells over several rows, known once all rows are read.
    """

    sheet: SheetPart
    start: list[SheetRow]
    rest: Iterator[SheetRow]
    position: int | None
    score: int
    merged: list[int]
    has_hidden_rows: bool = False

    @property
    def header(self) -> list[str]:
        return [] if self.position is None else self.start[self.position].cells

    def resembles(self, export: "_Candidate") -> bool:
        """Tell whether the sheet names several columns of the export's, or goes on with rows like its rows.

        Rows are alike if they are filled as widely, or if most of what an export's row holds (days, codes, ids that
        begin alike) stands there in whatever place and form.
        """
        if self.score >= max(2, export.score / 2):
            return True
        rows = [_kinds(row) for row in export.start[(export.position or 0) + 1 :]]
        usual, known = max(map(len, rows), default=0), set().union(*rows)
        filled = [sum(bool(z.strip()) for z in row.cells) for row in self.start]
        alike = [len(_kinds(row) & known) > max(1, usual / 2) for row in self.start]
        return sum(a or n >= max(2, export.score) for a, n in zip(alike, filled, strict=True)) > 1


def _kinds(row: SheetRow) -> set[str]:
    """Return what a row holds, told apart as a reader does at a glance."""
    return {_kind(cell.strip().lower()) for cell in row.cells if cell.strip()}


def _kind(text: str) -> str:
    """Return the form of days and numbers, begin and length of ids, and words as they are."""
    if not any(sign.isdigit() for sign in text):
        return text
    if any(sign.isalpha() for sign in text):
        return f"{text[0]}{len(text)}"
    return _DAY.sub("day", _NUMBER.sub("9", text))


def read_xlsx(name: str, content: bytes, known: Collection[str]) -> RawTable:
    """Read all visible sheets that have the header of the export.

    :raises LieferungError: no workbook, one made to burst, too many columns, no header, or one on a hidden sheet only
    """
    with refuse_unreadable(f"{name} ist keine lesbare Excel-Mappe. Bitte neu exportieren oder als CSV liefern."):
        package = Package(name, content, max(_SMALL, _TEXT_PER_BYTE * len(content)))
        sheets = package.sheets()
        candidates = [_look(package, sheet, name, known) for sheet in sheets]
        chosen, remarks = _choose(name, candidates, known)
        table = RawTable(list(chosen[0].header), pl.DataFrame(), remarks=remarks, day_zero=package.day_zero)
        table.labels = [sheet.name for sheet in sheets]
        table.unread = [_texts(candidate) for candidate in candidates if candidate not in chosen]
        offsets = [0, *(c.sheet.number * ZEILEN_JE_BLATT for c in chosen[1:])]
        parts = [_read_sheet(name, table, c, offset) for c, offset in zip(chosen, offsets, strict=True)]
        table.remarks += _remarks(chosen)
        names = cell_names(len(table.header))
        empty = pl.DataFrame(schema={ZEILE: pl.UInt32, **dict.fromkeys(names, pl.String)})
        table.frame = unify_breaks(pl.concat([empty, *parts], how="diagonal"))
        return table


def _remarks(chosen: list[_Candidate]) -> list[BefundKind]:
    """Return what is to be said of the sheets that were read: what hides below the header."""
    is_merged = any(row > c.start[c.position or 0].number for c in chosen for row in c.merged)
    return [_HIDDEN_ROWS] * any(c.has_hidden_rows for c in chosen) + [_MERGED] * is_merged


def _look(package: Package, sheet: SheetPart, name: str, known: Collection[str]) -> _Candidate:
    merged: list[int] = []
    rows = read_sheet_rows(package, sheet, name, merged)
    start = list(islice(rows, VORSPANN))
    position = pick_header([row.cells for row in start], known)
    score = 0 if position is None else count_known(start[position].cells, known) if known else 1
    return _Candidate(sheet, start, rows, position, score, merged)


def _choose(
    name: str, candidates: list[_Candidate], known: Collection[str]
) -> tuple[list[_Candidate], list[BefundKind]]:
    """Return the sheets to be read, and what is to be said of the others.

    :raises LieferungError: no sheet has a header of ours, or only a hidden one has it in full
    """
    best = max((c.score for c in candidates), default=0)
    if not best:
        raise no_header(name)
    full = [c for c in candidates if c.score == best]
    chosen = [c for c in full if c.sheet.is_visible]
    if not chosen:
        raise LieferungError(
            f"In {name} steht die Kopfzeile des Exports auf einem ausgeblendeten Blatt. Was ausgeblendet ist, wird "
            "nicht gelesen; bitte das gültige Blatt einblenden und die übrigen löschen."
        )
    if not known:
        return chosen[:1], []
    ours = _known_headers(chosen[0], known)
    chosen = [c for c in chosen if _known_headers(c, known) == ours]
    others = [c for c in candidates if c not in chosen and (c.start or c.score)]
    kinds = [_TOGETHER] * (len(chosen) > 1)
    similar = [c for c in others if c.resembles(chosen[0])]
    kinds += [_HIDDEN for c in similar if not c.sheet.is_visible][:1]
    kinds += [_SIMILAR for c in similar if c.sheet.is_visible][:1]
    kinds += [_OTHER] * (len(similar) < len(others))
    return chosen, kinds


def _texts(candidate: _Candidate) -> list[str]:
    """Return each text of a sheet once; of one that reaches further than any export does, those before that."""
    texts: set[str] = set()
    with suppress(LieferungError):
        for row in chain(candidate.start, candidate.rest):
            texts.update(row.cells)
    return sorted(texts - {""})


def _known_headers(candidate: _Candidate, known: Collection[str]) -> set[str]:
    return {normalise_header(cell) for cell in candidate.header} & set(known)


def _read_sheet(name: str, table: RawTable, candidate: _Candidate, offset: int) -> pl.DataFrame:
    """Return the rows below a sheet's header, its columns put where the table has them.

    The result has `zeile` and columns of `RawTable`; the table learns of further columns, lost cells and titles.

    :raises LieferungError: there are more columns than an export has
    """
    position = candidate.position or 0
    table.preamble += [" ".join(filter(None, row.cells)) for row in candidate.start[:position] if any(row.cells)]
    places = _place_columns(table, candidate.header)
    require_width(name, len(table.header))
    rows = chain(candidate.start[position + 1 :], candidate.rest)
    parts = [pl.DataFrame(schema={ZEILE: pl.UInt32})]
    while portion := list(islice(rows, _PORTION)):
        width = max(len(row.cells) for row in portion)
        require_width(name, width)
        for _ in range(width - len(places)):
            places.append(len(table.header))
            table.header.append("")
        candidate.has_hidden_rows |= any(row.is_hidden for row in portion)
        for row in portion:
            row.cells.extend([""] * (width - len(row.cells)))
            for column, grund in row.lost:
                table.lost.setdefault((places[column], grund), []).append(offset + row.number)
        names = [f"c{place}" for place in places[:width]]
        columns = zip(*(row.cells for row in portion), strict=True)
        frame = pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String))
        numbers = pl.Series(ZEILE, [offset + row.number for row in portion], dtype=pl.UInt32)
        parts.append(frame.insert_column(0, numbers))
    return pl.concat(parts, how="diagonal")


def _place_columns(table: RawTable, header: list[str]) -> list[int]:
    """Return where the table has each column of a sheet; columns that it lacks are added to it."""
    free = {i: normalise_header(cell) for i, cell in enumerate(table.header)}
    places = []
    for cell in header:
        place = next((i for i, other in free.items() if other == normalise_header(cell)), len(table.header))
        if place == len(table.header):
            table.header.append(cell)
        free.pop(place, None)
        places.append(place)
    return places
