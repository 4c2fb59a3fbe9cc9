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
    Tabelle,
    Unlesbar,
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
class _Kopf:
    """Where the header is: its separator, its cells, its line number (from 0) and the offset behind it."""

    trenner: str
    zellen: list[str]
    nummer: int
    ende: int
    vorspann: list[str]


def read_csv(name: str, inhalt: bytes, bekannt: Collection[str]) -> Tabelle:
    """Cut text into cells; `bekannt` are the headers (normalized) that give the header line away.

    :raises LieferungError: no line names a column of ours
    """
    inhalt = to_utf8(inhalt)
    if inhalt.endswith((b"\n\n", b"\n\r\n")):
        inhalt = inhalt.rstrip(b"\r\n")
    kopf = _find_header(name, inhalt, bekannt)
    frame = _read_fast(inhalt, kopf)
    if frame is not None:
        # ASCII without quotes, blanks and tabs: most exports of codes and pseudonyms are.
        randlos = inhalt.isascii() and all(inhalt.find(z, kopf.ende) < 0 for z in (b'"', b" ", b"\t"))
        return Tabelle(kopf.zellen, frame, kopf.nummer + 1, kopf.vorspann, ist_randlos=randlos)
    return _read_carefully(name, inhalt, kopf)


def _find_header(name: str, inhalt: bytes, bekannt: Collection[str]) -> _Kopf:
    """Find the header among the first lines; the separator is the one that yields most known columns."""
    anfang = inhalt[:_KOPFBEREICH]
    enden = [t.end() for t in islice(_ZEILENENDE.finditer(anfang), VORSPANN)]
    if len(anfang) < _KOPFBEREICH and (not enden or enden[-1] < len(anfang)):
        enden.append(len(anfang))
    texte = [anfang[a:b].decode(errors="replace").strip("\r\n") for a, b in zip([0, *enden], enden, strict=False)]
    kandidaten = [(t, [_split_line(text, t) for text in texte]) for t in TRENNZEICHEN]
    treffer = [(t, zeilen, i) for t, zeilen in kandidaten if (i := pick_header(zeilen, bekannt)) is not None]
    if not treffer:
        raise no_header(name, ", getrennt durch Semikolon, Komma oder Tabulator")
    trenner, zeilen, nummer = max(treffer, key=lambda t: _score(t[1][t[2]], bekannt))
    return _Kopf(trenner, zeilen[nummer], nummer, enden[nummer], [t for t in texte[:nummer] if t.strip()])


def _score(zellen: list[str], bekannt: Collection[str]) -> int:
    return count_known(zellen, bekannt) if bekannt else len(zellen)


def _split_line(text: str, trenner: str) -> list[str]:
    """Cut one line; a quote that does not close is a sign like any other."""
    text = text.removeprefix(BOM)
    if '"' not in text:
        return text.split(trenner)
    return _split_quoted(text, trenner) or text.split(trenner)


def _split_quoted(text: str, trenner: str) -> list[str] | None:
    """Cut one record as spreadsheets quote it; None if a quote stays open or stands where none can."""
    teile = text[1:-1].split(f'"{trenner}"')
    if text[:1] == text[-1:] == '"' and text.count('"') == 2 * len(teile):
        # All cells quoted and none holding a quote: no parser is needed, which is several times as fast.
        return teile
    try:
        zeilen = list(csv.reader([text], delimiter=trenner, strict=True))
    except csv.Error:
        return None
    return zeilen[0] if len(zeilen) == 1 else None


def _read_fast(inhalt: bytes, kopf: _Kopf) -> pl.DataFrame | None:
    """Let polars read a file whose lines and separators add up; None for any other.

    A row with more separators than the header is refused by polars. If together they have as many as full rows have,
    none has fewer.
    """
    if len(kopf.zellen) < 2 or (not inhalt.isascii() and inhalt.find(BOM.encode(), kopf.ende) >= 0):
        return None
    if inhalt.find(b"\r", kopf.ende) >= 0 and inhalt.count(b"\r", kopf.ende) != inhalt.count(b"\r\n", kopf.ende):
        return None
    hat_quotes = inhalt.find(b'"', kopf.ende) >= 0
    zeilen = inhalt.count(b"\n", kopf.ende) + (len(inhalt) > kopf.ende and not inhalt.endswith(b"\n"))
    ueberzaehlig = inhalt.count(kopf.trenner.encode(), kopf.ende) - zeilen * (len(kopf.zellen) - 1)
    if ueberzaehlig and not hat_quotes:
        return None
    try:
        frame = pl.read_csv(
            io.BytesIO(inhalt),
            separator=kopf.trenner,
            has_header=False,
            schema=dict.fromkeys(cell_names(len(kopf.zellen)), pl.String),
            skip_lines=kopf.nummer + 1,
            quote_char='"' if hat_quotes else None,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != zeilen or (hat_quotes and not _is_cleanly_quoted(frame, kopf.trenner, ueberzaehlig)):
        return None
    return frame.with_row_index(ZEILE, offset=kopf.nummer + 2)


def _is_cleanly_quoted(frame: pl.DataFrame, trenner: str, ueberzaehlig: int) -> bool:
    """Tell whether quotes did nothing but enclose cells: none is left over, separators beyond full rows are inside.

    Line breaks inside cells have been ruled out: there are as many rows as lines.
    """
    if any(_any(frame, '"')):
        return False
    betroffen = [n for n, ja in zip(frame.columns, _any(frame, trenner), strict=True) if ja]
    if not betroffen:
        return ueberzaehlig == 0
    innen = frame.select(pl.col(betroffen).str.count_matches(trenner, literal=True).sum())
    return bool(ueberzaehlig == sum(innen.row(0)))


def _any(frame: pl.DataFrame, zeichen: str) -> tuple[bool | None, ...]:
    return frame.select(pl.all().str.contains(zeichen, literal=True).any()).row(0)


def _read_carefully(name: str, inhalt: bytes, kopf: _Kopf) -> Tabelle:
    """Cut line by line, in portions: memory follows the columns, not the Python objects of all cells."""
    namen = cell_names(len(kopf.zellen))
    tabelle = Tabelle(kopf.zellen, pl.DataFrame(), kopf.nummer + 1, kopf.vorspann)
    schema = {ZEILE: pl.UInt32, **dict.fromkeys(namen, pl.String)}
    teile = [pl.DataFrame(schema=schema)]
    saetze = enumerate(_records(inhalt, kopf), start=kopf.nummer + 2)
    while portion := list(islice(saetze, _PORTION)):
        passend = [(nummer, *felder) for nummer, satz in portion if (felder := _fit(tabelle, nummer, satz))]
        # Column by column: building rows takes polars several times as long.
        spalten = zip(*passend, strict=True) if passend else ([] for _ in schema)
        teile.append(pl.DataFrame(dict(zip(schema, spalten, strict=True)), schema=schema))
        if len(tabelle.unlesbar) > HOECHSTENS_UNLESBAR:
            raise LieferungError(
                f"In {name} passen mehr als {HOECHSTENS_UNLESBAR} Zeilen nicht zur Kopfzeile (Trennzeichen oder "
                "Anführungszeichen im Text). Bitte den Export neu erzeugen, Texte in Anführungszeichen."
            )
    tabelle.frame = pl.concat(teile)
    return tabelle


def _fit(tabelle: Tabelle, nummer: int, satz: "list[str] | Unlesbar") -> list[str] | None:
    """Return the record with exactly the header's columns; what does not fit is noted in the table."""
    breite = len(tabelle.kopf)
    if isinstance(satz, Unlesbar):
        tabelle.unlesbar.append(Unlesbar(nummer, satz.felder, satz.grund))
        return None
    while len(satz) > breite and not satz[-1].strip():
        satz.pop()
    if len(satz) > breite:
        tabelle.unlesbar.append(Unlesbar(nummer, satz, "zeile_zu_lang"))
        return None
    if len(satz) < breite:
        # Empty headers at the end are trailing separators: rows may do without them. Blank lines are no rows.
        if any(z.strip() for z in satz) and any(name.strip() for name in tabelle.kopf[len(satz) :]):
            tabelle.zu_kurz.append(nummer)
        satz.extend([""] * (breite - len(satz)))
    return satz


def _records(inhalt: bytes, kopf: _Kopf) -> Iterator["list[str] | Unlesbar"]:
    """Yield each record below the header; a quoted cell may run over several lines."""
    zeilen, vorrat = _lines(inhalt, kopf.ende), deque[str]()
    while True:
        zeile = vorrat.popleft() if vorrat else next(zeilen, None)
        if zeile is None:
            return
        text = zeile.rstrip("\r\n").removeprefix(BOM)
        if len(text) >= HOECHSTE_ZEILE:
            yield Unlesbar(0, [text[:_KOPFBEREICH]], "zeile_unlesbar")
        elif '"' not in text:
            yield text.split(kopf.trenner)
        elif (felder := _split_quoted(text, kopf.trenner)) is not None:
            yield felder
        else:
            yield _join_lines(zeile, zeilen, vorrat, kopf)


def _join_lines(zeile: str, zeilen: Iterator[str], vorrat: deque[str], kopf: _Kopf) -> "list[str] | Unlesbar":
    """Follow an open quote over the next lines; if no whole record comes of it, only this line is damaged."""
    gelesen: list[str] = []
    text, offen = zeile.removeprefix(BOM), zeile.count('"') % 2
    while len(gelesen) < HOECHSTE_ZEILEN_JE_FELD and len(text) < HOECHSTE_ZEILE:
        naechste = vorrat.popleft() if vorrat else next(zeilen, None)
        if naechste is None:
            break
        gelesen.append(naechste)
        text += naechste
        offen ^= naechste.count('"') % 2
        if not offen:
            felder = _split_quoted(text.rstrip("\r\n"), kopf.trenner)
            if felder is not None and len(felder) >= len(kopf.zellen):
                return felder
            break
    vorrat.extendleft(reversed(gelesen))
    return Unlesbar(0, zeile.rstrip("\r\n").split(kopf.trenner), "zeile_unlesbar")


def _lines(inhalt: bytes, ab: int) -> Iterator[str]:
    """Yield lines with their ends (CR, LF or CRLF); an endless one is cut, its rest skipped."""
    strom = io.TextIOWrapper(io.BytesIO(memoryview(inhalt)[ab:]), encoding="utf-8", errors="replace", newline="")
    while zeile := strom.readline(HOECHSTE_ZEILE):
        rest = zeile
        while len(rest) == HOECHSTE_ZEILE and not rest.endswith(("\r", "\n")):
            rest = strom.readline(HOECHSTE_ZEILE)
        yield zeile
