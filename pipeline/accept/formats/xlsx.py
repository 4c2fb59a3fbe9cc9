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

from pipeline.accept.formats.table import VORSPANN, ZEILE, Tabelle, cell_names, no_header, pick_header
from pipeline.accept.sources import require_harmless_archive
from pipeline.errors import LieferungError

# The reader builds a full rectangle: one cell far out would cost gigabytes.
HOECHSTE_ZELLEN = 25_000_000
_ZELLE = re.compile(rb'<c [^>]{0,80}?r="([A-Z]{1,3})(\d{1,7})"')
_BLOCK = 1 << 22
_PORTION = 50_000


def read_xlsx(name: str, inhalt: bytes, bekannt: Collection[str]) -> Tabelle:
    """Read the first sheet that has a header of ours.

    :raises LieferungError: no workbook, one made to burst, or no header
    """
    from python_calamine import CalamineError, load_workbook

    _require_harmless(name, inhalt)
    try:
        mappe = load_workbook(io.BytesIO(inhalt))
        for blatt in mappe.sheet_names:
            zeilen: Iterator[Sequence[object]] = iter(mappe.get_sheet_by_name(blatt).iter_rows())
            if (tabelle := _read_sheet(list(islice(zeilen, VORSPANN)), zeilen, bekannt)) is not None:
                return tabelle
    except (CalamineError, OSError, zipfile.BadZipFile, ValueError):
        raise _unreadable(name) from None
    except BaseException as fehler:
        # The reader is written in Rust: what it did not expect in a hostile file arrives as a panic.
        if type(fehler).__name__ != "PanicException":
            raise
        raise _unreadable(name) from None
    raise no_header(name)


def _unreadable(name: str) -> LieferungError:
    return LieferungError(f"{name} ist keine lesbare Excel-Mappe. Bitte neu exportieren oder als CSV liefern.")


def _read_sheet(
    anfang: Sequence[Sequence[object]], rest: Iterator[Sequence[object]], bekannt: Collection[str]
) -> Tabelle | None:
    texte = [[_cell_text(z) for z in zeile] for zeile in anfang]
    if (stelle := pick_header(texte, bekannt)) is None:
        return None
    kopf = texte[stelle]
    namen = cell_names(len(kopf))
    schema = dict.fromkeys(namen, pl.String)
    teile = [pl.DataFrame(texte[stelle + 1 :], schema=schema, orient="row")]
    while portion := list(islice(rest, _PORTION)):
        teile.append(pl.DataFrame([[_cell_text(z) for z in zeile] for zeile in portion], schema=schema, orient="row"))
    frame = pl.concat(teile).with_row_index(ZEILE, offset=stelle + 2)
    vorspann = [" ".join(filter(None, zellen)) for zellen in texte[:stelle] if any(zellen)]
    return Tabelle(kopf, frame, stelle + 1, vorspann)


def _cell_text(zelle: object) -> str:
    match zelle:
        case bool():
            return "J" if zelle else "N"
        case float():
            return str(int(zelle)) if zelle.is_integer() else str(zelle).replace(".", ",")
        case datetime():
            # Excel keeps a time of day as a moment of its first day.
            return f"{zelle:%H:%M}" if zelle.year < 1900 or zelle.date() == date(1900, 1, 1) else f"{zelle:%Y-%m-%d}"
        case date():
            return zelle.isoformat()
        case time():
            return f"{zelle:%H:%M}"
        case timedelta():
            minuten = int(zelle.total_seconds()) // 60
            return f"{minuten // 60:02d}:{minuten % 60:02d}"
    return str(zelle)


def typed_to_text(form: str | None, spalte: str) -> pl.Expr | None:
    """Return the expression that turns what typed formats make of dates, months and times into our text.

    Excel keeps unformatted dates and times as numbers, and makes the first of the month out of every month.
    """
    text = pl.col(spalte)
    if form == "monat":
        return text.str.replace(r"^(\d{4}-\d{2})-01$", "$1")
    if form == "datum":
        tage = pl.when(text.str.contains(r"^\d{5}$")).then(text).cast(pl.Int32, strict=False)
        datum = pl.lit(date(1899, 12, 30)) + pl.duration(days=tage)
        return pl.coalesce(datum.dt.to_string("%Y-%m-%d"), text).alias(spalte)
    if form == "uhrzeit":
        bruch = pl.when(text.str.contains(r"^0,\d+$")).then(text.str.replace(",", ".")).cast(pl.Float64, strict=False)
        minuten = (bruch * 1440).round().cast(pl.Int32)
        uhr = pl.format("{}:{}", _two_digits(minuten // 60), _two_digits(minuten % 60))
        return pl.when(minuten.is_not_null()).then(uhr).otherwise(text).alias(spalte)
    return None


def _two_digits(zahl: pl.Expr) -> pl.Expr:
    return zahl.cast(pl.String).str.zfill(2)


def _require_harmless(name: str, inhalt: bytes) -> None:
    """Refuse bursting archives, sheets with cells far out, and XML that defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
            eintraege = archiv.infolist()
            require_harmless_archive(name, eintraege)
            for eintrag in eintraege:
                if eintrag.filename.endswith(".xml"):
                    _scan_part(name, archiv, eintrag)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError):
        raise _unreadable(name) from None


def _scan_part(name: str, archiv: zipfile.ZipFile, eintrag: zipfile.ZipInfo) -> None:
    ist_blatt = "/worksheets/" in eintrag.filename
    breite = hoehe = 0
    rest = b""
    with archiv.open(eintrag) as strom:
        while block := strom.read(_BLOCK):
            if not rest and b"<!DOCTYPE" in block[:4096]:
                raise _unreadable(name)
            if not ist_blatt:
                return
            stueck = rest + block
            for spalte, zeile in _ZELLE.findall(stueck):
                breite, hoehe = max(breite, _column_number(spalte)), max(hoehe, int(zeile))
            if breite * hoehe > HOECHSTE_ZELLEN:
                raise LieferungError(
                    f"{name} reicht über {hoehe} Zeilen und {breite} Spalten; so groß ist kein Export. Vermutlich "
                    "steht weit außerhalb der Tabelle eine Zelle; bitte entfernen oder als CSV liefern."
                )
            rest = block[-120:]


def _column_number(buchstaben: bytes) -> int:
    nummer = 0
    for zeichen in buchstaben:
        nummer = nummer * 26 + zeichen - 64
    return nummer
