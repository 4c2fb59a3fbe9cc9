"""Tells the rows of an export from what is none: titles, further headers, footers, and rows that do not fit.

A row that does not fit is excluded, never repaired: which of its cells is missing or too many nobody can know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.aside import find_aside
from pipeline.accept.formats.letters import mend_letters
from pipeline.accept.formats.misread import find_misread
from pipeline.accept.formats.table import (
    ZEILE,
    RawTable,
    UnreadableRow,
    incomplete_file,
    wrong_header,
)
from pipeline.accept.values import is_named_freely
from schemas import EXPORTS

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
        "Die Zeile gehört zur Kopfzeile: Sie nennt Erläuterungen, Datentypen oder ein Beispiel, oder sie ist eine "
        "Trennlinie. Sie ist keine Datenzeile und zählt nicht als gelesen.",
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
        "sie hat ein anderes Trennzeichen als die Kopfzeile, oder sie ist endlos lang.",
    ),
)
# A single row that ends with one separator more may have it from a text; many have it from the program.
_MANY, _SHARE = 3, 0.05
_TRENNER_AM_ENDE = bf.BefundKind(
    "zeile_zu_lang",
    bf.AUSSCHLUSS,
    "Die Zeile endet mit einem Trennzeichen zu viel, wie viele Zeilen der Datei, aber nicht alle; welche ihrer Werte "
    "wohin gehören, steht so nicht fest. Meist ist die Datei aus zwei verschiedenen Ausgaben zusammengefügt. Bitte neu "
    "exportieren, alle Zeilen mit gleich vielen Trennzeichen.",
)
_OHNE_TRENNER_AM_ENDE = bf.BefundKind(
    "zeile_zu_kurz",
    bf.AUSSCHLUSS,
    "Die Kopfzeile endet mit einem Trennzeichen, viele Zeilen haben eines weniger, aber nicht alle; welche ihrer Werte "
    "wohin gehören, steht so nicht fest. Meist ist die Datei aus zwei verschiedenen Ausgaben zusammengefügt. Bitte neu "
    "exportieren, alle Zeilen mit gleich vielen Trennzeichen.",
)
_HANDED_ON = bf.BefundKind(
    "zeile_unlesbar",
    bf.AUSSCHLUSS,
    "Die Zeile war schon im Klartext-Export beschädigt oder ohne lesbaren Wert; kontaktdichte pseudonymise hat sie "
    "ohne Inhalt weitergegeben. Bitte den Klartext-Export neu erzeugen und noch einmal pseudonymisieren.",
)
_ENDS = (_TRENNER_AM_ENDE, _OHNE_TRENNER_AM_ENDE)
# What is said of single cells before anything else is looked at.
_DOPPELT_KODIERT = bf.BefundKind(
    "doppelt_kodiert",
    bf.HINWEIS,
    "Der Text ist doppelt kodiert (aus „ü“ wurde „Ã¼“); er zählt mit den ursprünglichen Zeichen. Bitte den Export "
    "prüfen lassen.",
)

_UNSICHTBAR = bf.BefundKind(
    "text_bereinigt",
    bf.HINWEIS,
    "Der Text enthält unsichtbare Zeichen oder besondere Leerzeichen, wie sie beim Kopieren entstehen; er zählt ohne "
    "sie, mit einfachen Leerzeichen.",
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


def sort_rows(export: str, file: str, table: RawTable, frame: pl.DataFrame, header: Mapping[str, str]) -> SortedRows:
    """Set aside what is no data row; `frame` has `zeile` and the columns of the table under our names, `header` what
    these are called in the file.

    :raises LieferungError: the file is cut off, none of its rows fits the header, or a second header is another one
    """
    found = find_aside(export, file, header, frame, table.unreadable)
    aside = frame.filter(pl.col(ZEILE).is_in([row for rows in found.values() for row in rows]))
    if aside.height:
        frame = frame.filter(~pl.col(ZEILE).is_in(aside[ZEILE].implode()))
    if table.cut_off is not None and table.cut_off in frame[ZEILE]:
        raise incomplete_file(file)
    short = pl.col(ZEILE).is_in(table.too_short)
    too_short = frame.filter(short) if table.too_short else frame.clear()
    frame = frame.filter(~short) if too_short.height else frame
    _require_fitting(file, frame, table.unreadable, too_short.height)
    unreadable = [
        *table.unreadable,
        *(
            UnreadableRow(zeile, [cell or "" for cell in cells], "zeile_zu_kurz")
            for zeile, *cells in too_short.iter_rows()
        ),
    ]
    groups: dict[str, Sequence[int | None]] = {
        "vorspann": [1] if table.preamble else [],
        **found,
        "leere_felder_fehlen": [None] if table.leaves_off else [],
    }
    for grund in ("zeile_zu_kurz", "zeile_zu_lang", "zeile_unlesbar"):
        groups[grund] = [u.zeile for u in unreadable if u.grund == grund and not u.is_handed_on]
    otherwise = [(_end_alike(kind.code, unreadable, table, frame.height), kind) for kind in _ENDS]
    for rows, kind in otherwise:
        groups[kind.code] = [row for row in groups[kind.code] if row not in rows]
    said = [
        *((groups[kind.code], kind) for kind in _CUTS),
        *((sorted(rows), kind) for rows, kind in otherwise),
        ([u.zeile for u in unreadable if u.is_handed_on], _HANDED_ON),
    ]
    befunde = bf.join(bf.make(rows, kind, export=export, file=file) for rows, kind in said)
    return SortedRows(frame, tuple(unreadable), tuple(_texts(aside)), befunde)


def _end_alike(code: str, unreadable: Sequence[UnreadableRow], table: RawTable, fitting: int) -> set[int]:
    """Return the rows that differ by a separator at their end, if many do; `fitting` counts the other rows.

    These are too long and end blank, or too short under a header that ends so.
    """
    alike = [u for u in unreadable if u.grund == code and not u.is_handed_on]
    ends = {u.zeile for u in alike if not (u.cells if code == _TRENNER_AM_ENDE.code else table.header)[-1].strip()}
    return ends if len(ends) >= max(_MANY, _SHARE * (fitting + len(unreadable))) else set()


def _require_fitting(file: str, frame: pl.DataFrame, unreadable: Sequence[UnreadableRow], too_short: int) -> None:
    """Refuse a file all of whose rows have another number of cells than the header: then the header is wrong.

    :raises LieferungError: says which way they differ
    """
    too_long = sum(row.grund == "zeile_zu_lang" for row in unreadable)
    for count, is_short in ((too_short, True), (too_long, False)):
        if not frame.height and count >= _MINDESTENS:
            raise wrong_header(file, is_short=is_short)


def mend_cells(export: str, file: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Mend damaged letters in all cells; returns the frame as it came (`zeile` and columns), and what is to be said.

    The second frame has the columns of `accept.befund.SCHEMA`.
    """
    befunde = []
    columns = EXPORTS[export].to_schema().columns
    # Keys have no umlauts, codes that are none of ours are judged as such, and of other text nothing is kept.
    ours = [name for name, column in columns.items() if is_named_freely(column)]
    for name in frame.columns:
        column, twice, hidden = mend_letters(frame[name])
        if column is not frame[name]:
            frame = frame.with_columns(column)
        if twice.any():
            befunde.append(bf.make(frame.filter(twice)[ZEILE], _DOPPELT_KODIERT, export=export, file=file, column=name))
        if name in ours:
            for kind, rows in find_misread(frame[name]):
                befunde.append(bf.make(frame.filter(rows)[ZEILE], kind, export=export, file=file, column=name))
        if hidden.any():
            befunde.append(bf.make(frame.filter(hidden)[ZEILE], _UNSICHTBAR, export=export, file=file, column=name))
    return frame, bf.join(befunde)


def _texts(frame: pl.DataFrame) -> list[str]:
    return [value for row in frame.drop(ZEILE).iter_rows() for value in row if value]
