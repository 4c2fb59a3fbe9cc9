"""Tells the rows of an export from what is none: titles, further headers, footers, and rows that do not fit.

A row that does not fit is excluded, never repaired: which of its cells is missing or too many nobody can know.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.formats.letters import mend_letters
from pipeline.accept.formats.table import (
    ZEILE,
    RawTable,
    UnreadableRow,
    clean_header,
    incomplete_file,
    normalise_header,
    require_few_damaged,
)
from pipeline.errors import LieferungError
from schemas import EXPORTS

_FUSSZEILE = (
    r"(?i)^\W*(summen?|gesamt(summe|zahl|ergebnis)?|insgesamt|total|anzahl|ergebnis|ende|stand|erstellt|"
    r"datensätze|zeilen|\d+ (zeilen?|datensätze|datensatz|treffer|rows?))\b"
)
_FUSSBEREICH = 5
# What explains a column is a word or „TT.MM.JJJJ“, longer than any placeholder for nothing.
_WORT = r"(?:[^\W\d_]\W*){5}"
# A single row may be damaged; several that are all alike show that the header is.
_MINDESTENS = 2
# What may be unusual about the cut of the file.
_CUTS = (
    bf.BefundKind(
        "vorspann",
        bf.HINWEIS,
        "Über der Kopfzeile steht weiterer Text; er ist keine Datenzeile und wurde übergangen.",
    ),
    bf.BefundKind(
        "kopf_zweizeilig",
        bf.HINWEIS,
        "Unter der Kopfzeile steht eine zweite mit Erläuterungen; sie ist keine Datenzeile und zählt nicht als "
        "gelesen.",
    ),
    bf.BefundKind(
        "kopf_wiederholt",
        bf.HINWEIS,
        "Die Kopfzeile steht hier noch einmal; sie ist keine Datenzeile und zählt nicht als gelesen.",
    ),
    bf.BefundKind(
        "fusszeile",
        bf.HINWEIS,
        "Die Zeile ist eine Summen- oder Fußzeile, keine Datenzeile; sie zählt nicht als gelesen.",
    ),
    bf.BefundKind(
        "leere_felder_fehlen",
        bf.HINWEIS,
        "Leere Felder am Zeilenende sind in der ganzen Datei weggelassen; sie gelten als leer.",
    ),
    bf.BefundKind(
        "zeile_zu_kurz",
        bf.AUSSCHLUSS,
        "Die Zeile hat weniger Felder als die übrigen; welches fehlt, ist nicht zu erkennen. Meist ging ein "
        "Trennzeichen verloren, oder ein Text ist umgebrochen. Bitte den Export neu erzeugen, Texte in "
        "Anführungszeichen.",
    ),
    bf.BefundKind(
        "zeile_zu_lang",
        bf.AUSSCHLUSS,
        "Die Zeile hat mehr Felder als die übrigen; ihre Werte sind nicht zuzuordnen. Meist steht ein Trennzeichen in "
        "einem Text ohne Anführungszeichen. Bitte den Export neu erzeugen, Texte in Anführungszeichen.",
    ),
    bf.BefundKind(
        "zeile_unlesbar",
        bf.AUSSCHLUSS,
        "Die Zeile ist nicht lesbar: Ein Anführungszeichen ist nicht geschlossen oder im Text nicht verdoppelt, oder "
        "sie ist endlos lang.",
    ),
)


# What is said of single cells before anything else is looked at.
_DOPPELT_KODIERT = bf.BefundKind(
    "doppelt_kodiert",
    bf.HINWEIS,
    "Der Text ist doppelt kodiert (aus „ü“ wurde „Ã¼“); er zählt mit den ursprünglichen Zeichen. Bitte den Export "
    "prüfen lassen.",
)


@dataclass(frozen=True)
class SortedRows:
    """The rows of an export, and what is none.

    `frame` has `zeile` and one column per header, `befunde` the columns of `accept.befund.SCHEMA`; `extras` are the
    texts of what was set aside.
    """

    frame: pl.DataFrame
    unreadable: tuple[UnreadableRow, ...]
    extras: tuple[str, ...]
    befunde: pl.DataFrame


def sort_rows(export: str, file: str, table: RawTable, frame: pl.DataFrame) -> SortedRows:
    """Set aside what is no data row; `frame` has `zeile` and the columns of the table under our names.

    :raises LieferungError: the file is cut off, or none of its rows fits the header
    """
    columns = EXPORTS[export].to_schema().columns
    second = _second_header(frame, [n for n, s in columns.items() if s.dtype.type not in (pl.String, pl.Boolean)])
    repeated = _repeated_headers(frame, table.header)
    footer = _footers(frame, [name for name, s in columns.items() if not s.nullable])
    aside = frame.filter(pl.col(ZEILE).is_in([*second, *repeated, *footer]))
    if aside.height:
        frame = frame.filter(~pl.col(ZEILE).is_in(aside[ZEILE].implode()))
    if table.cut_off is not None and table.cut_off in frame[ZEILE]:
        raise incomplete_file(file)
    short = pl.col(ZEILE).is_in(table.too_short)
    too_short = frame.filter(short) if table.too_short else frame.clear()
    frame = frame.filter(~short) if too_short.height else frame
    _require_fitting(file, table, frame, too_short.height)
    unreadable = [
        *table.unreadable,
        *(
            UnreadableRow(zeile, [cell or "" for cell in cells], "zeile_zu_kurz")
            for zeile, *cells in too_short.iter_rows()
        ),
    ]
    groups: dict[str, Sequence[int | None]] = {
        "vorspann": [1] if table.preamble else [],
        "kopf_zweizeilig": second,
        "kopf_wiederholt": repeated,
        "fusszeile": footer,
        "leere_felder_fehlen": [None] if table.leaves_off else [],
    }
    for grund in ("zeile_zu_kurz", "zeile_zu_lang", "zeile_unlesbar"):
        groups[grund] = [u.zeile for u in unreadable if u.grund == grund]
    befunde = bf.join(bf.make(groups[kind.code], kind, export=export, file=file) for kind in _CUTS)
    return SortedRows(frame, tuple(unreadable), tuple(_texts(aside)), befunde)


def _require_fitting(file: str, table: RawTable, frame: pl.DataFrame, too_short: int) -> None:
    """Refuse a file all of whose rows have another number of cells than the header: then the header is wrong.

    :raises LieferungError: says which way they differ, or that a great many of them do
    """
    too_long = sum(row.grund == "zeile_zu_lang" for row in table.unreadable)
    for count, word, cause in ((too_short, "weniger", "zu viel"), (too_long, "mehr", "zu wenig")):
        if not frame.height and count >= _MINDESTENS:
            raise LieferungError(
                f"In {file} haben alle Zeilen {word} Felder als die Kopfzeile; welcher Wert zu welcher Spalte gehört, "
                f"ist nicht zu erkennen. Meist hat die Kopfzeile ein Trennzeichen {cause}. Bitte berichtigen oder neu "
                "exportieren."
            )
    require_few_damaged(file, too_short)


def mend_cells(export: str, file: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Mend damaged letters in all cells; returns the frame as it came (`zeile` and columns), and what is to be said.

    The second frame has the columns of `accept.befund.SCHEMA`.
    """
    befunde = []
    for name in frame.columns:
        column, twice = mend_letters(frame[name])
        if column is not frame[name]:
            frame = frame.with_columns(column)
        if twice.any():
            befunde.append(bf.make(frame.filter(twice)[ZEILE], _DOPPELT_KODIERT, export=export, file=file, column=name))
    return frame, bf.join(befunde)


def _second_header(frame: pl.DataFrame, typed: Sequence[str]) -> list[int]:
    """Return the row below the header if it explains the columns: words all through, also where days and numbers stand.

    `typed` are the columns of days, times and numbers.
    """
    if frame.height < 2 or not typed:
        return []
    first, second = frame.row(0, named=True), frame.row(1, named=True)
    cells = [value for name, value in first.items() if name != ZEILE and value is not None]
    words = not any(re.search(r"\d", cell) for cell in cells) and len(cells) > len(first) / 2
    explained = [n for n in typed if re.search(_WORT, first[n] or "") and re.search(r"\d", second[n] or "")]
    return [first[ZEILE]] if words and explained else []


def _repeated_headers(frame: pl.DataFrame, header: Sequence[str]) -> list[int]:
    """Return the rows that repeat the header, as files put together one after the other have."""
    cells = [normalise_header(z) for z in header]
    columns = [name for name in frame.columns if name != ZEILE]
    schreibweisen = {header[0], clean_header(header[0]), cells[0], cells[0].upper()} - {""}
    erste = frame.filter(pl.col(columns[0]).is_in(list(schreibweisen)))
    return [z[0] for z in erste.select(ZEILE, *columns).iter_rows() if _resemble(z[1:], cells)]


def _resemble(row: Sequence[str | None], cells: Sequence[str]) -> bool:
    gleich = sum(a is not None and normalise_header(a) == b for a, b in zip(row, cells, strict=False))
    return gleich > len(cells) / 2


def _footers(frame: pl.DataFrame, required: Sequence[str]) -> list[int]:
    """Return the rows at the very end that announce a sum or an end and lack something a data row needs."""
    footer: list[int] = []
    for row in reversed(frame.tail(_FUSSBEREICH).rows(named=True)):
        texte = [value for name, value in row.items() if name != ZEILE and value is not None]
        if not texte or not re.match(_FUSSZEILE, texte[0]) or all(row[p] is not None for p in required):
            break
        footer.append(row[ZEILE])
    return footer


def _texts(frame: pl.DataFrame) -> list[str]:
    return [value for row in frame.drop(ZEILE).iter_rows() for value in row if value]
