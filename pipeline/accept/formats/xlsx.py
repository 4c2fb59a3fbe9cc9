"""Reads a workbook's sheet; typed cells become the text a German export would hold, formulas their stored result.

A workbook is a ZIP archive of XML: its sizes are looked at before any reader builds a table out of it.
"""

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice

import polars as pl

from pipeline.accept.formats.table import VORSPANN, ZEILE, RawTable, cell_names, no_header, pick_header
from pipeline.accept.sources import require_harmless_archive
from pipeline.errors import LieferungError

# The reader builds a full rectangle: one cell far out would cost gigabytes.
HOECHSTE_ZELLEN = 25_000_000
_ZELLE = re.compile(rb'<c [^>]{0,80}?r="([A-Z]{1,3})(\d{1,7})"')
_BLOCK = 1 << 22
_PORTION = 50_000


def read_xlsx(name: str, content: bytes, known: Collection[str]) -> RawTable:
    """Read the first sheet that has a header of ours.

    :raises LieferungError: no workbook, one made to burst, or no header
    """
    from python_calamine import CalamineError, load_workbook

    _require_harmless(name, content)
    try:
        workbook = load_workbook(io.BytesIO(content))
        for blatt in workbook.sheet_names:
            rows: Iterator[Sequence[object]] = iter(workbook.get_sheet_by_name(blatt).iter_rows())
            if (table := _read_sheet(list(islice(rows, VORSPANN)), rows, known)) is not None:
                return table
    except (CalamineError, OSError, zipfile.BadZipFile, ValueError):
        raise _unreadable(name) from None
    except BaseException as error:
        # The reader is written in Rust: what it did not expect in a hostile file arrives as a panic.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(name) from None
    raise no_header(name)


def _unreadable(name: str) -> LieferungError:
    return LieferungError(f"{name} ist keine lesbare Excel-Mappe. Bitte neu exportieren oder als CSV liefern.")


def _read_sheet(
    start: Sequence[Sequence[object]], rest: Iterator[Sequence[object]], known: Collection[str]
) -> RawTable | None:
    texte = [[_cell_text(z) for z in row] for row in start]
    if (position := pick_header(texte, known)) is None:
        return None
    header = texte[position]
    names = cell_names(len(header))
    schema = dict.fromkeys(names, pl.String)
    parts = [pl.DataFrame(texte[position + 1 :], schema=schema, orient="row")]
    while portion := list(islice(rest, _PORTION)):
        parts.append(pl.DataFrame([[_cell_text(z) for z in row] for row in portion], schema=schema, orient="row"))
    frame = pl.concat(parts).with_row_index(ZEILE, offset=position + 2)
    vorspann = [" ".join(filter(None, cells)) for cells in texte[:position] if any(cells)]
    return RawTable(header, frame, vorspann)


def _cell_text(cell: object) -> str:
    match cell:
        case bool():
            return "J" if cell else "N"
        case float():
            return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
        case datetime():
            # Excel keeps a time of day as a moment of its first day.
            return f"{cell:%H:%M}" if cell.year < 1900 or cell.date() == date(1900, 1, 1) else f"{cell:%Y-%m-%d}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            minuten = int(cell.total_seconds()) // 60
            return f"{minuten // 60:02d}:{minuten % 60:02d}"
    return str(cell)


def typed_to_text(form: str | None, column: str) -> pl.Expr | None:
    """Return the expression that turns what typed formats make of dates, months and times into our text.

    Excel keeps unformatted dates and times as numbers, and makes the first of the month out of every month.
    """
    text = pl.col(column)
    if form == "monat":
        return text.str.replace(r"^(\d{4}-\d{2})-01$", "$1")
    if form == "datum":
        days = pl.when(text.str.contains(r"^\d{5}$")).then(text).cast(pl.Int32, strict=False)
        datum = pl.lit(date(1899, 12, 30)) + pl.duration(days=days)
        return pl.coalesce(datum.dt.to_string("%Y-%m-%d"), text).alias(column)
    if form == "uhrzeit":
        bruch = pl.when(text.str.contains(r"^0,\d+$")).then(text.str.replace(",", ".")).cast(pl.Float64, strict=False)
        minuten = (bruch * 1440).round().cast(pl.Int32)
        uhr = pl.format("{}:{}", _two_digits(minuten // 60), _two_digits(minuten % 60))
        return pl.when(minuten.is_not_null()).then(uhr).otherwise(text).alias(column)
    return None


def _two_digits(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.zfill(2)


def _require_harmless(name: str, content: bytes) -> None:
    """Refuse bursting archives, sheets with cells far out, and XML that defines entities.

    :raises LieferungError: it is one of these, or no archive at all
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            require_harmless_archive(name, entries)
            for entry in entries:
                if entry.filename.endswith(".xml"):
                    _scan_part(name, archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError):
        raise _unreadable(name) from None


def _scan_part(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Look at one part of a workbook without building anything of it.

    :raises LieferungError: it defines entities, or a sheet has a cell far out
    """
    ist_blatt = "/worksheets/" in entry.filename
    breite = hoehe = 0
    rest = b""
    with archive.open(entry) as strom:
        while block := strom.read(_BLOCK):
            if not rest and b"<!DOCTYPE" in block[:4096]:
                raise _unreadable(name)
            if not ist_blatt:
                return
            stueck = rest + block
            for column, row in _ZELLE.findall(stueck):
                breite, hoehe = max(breite, _column_number(column)), max(hoehe, int(row))
            if breite * hoehe > HOECHSTE_ZELLEN:
                raise LieferungError(
                    f"{name} reicht über {hoehe} Zeilen und {breite} Spalten; so groß ist kein Export. Vermutlich "
                    "steht weit außerhalb der Tabelle eine Zelle; bitte entfernen oder als CSV liefern."
                )
            rest = block[-120:]


def _column_number(letters: bytes) -> int:
    number = 0
    for zeichen in letters:
        number = number * 26 + zeichen - 64
    return number
