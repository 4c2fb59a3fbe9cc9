"""Writes a drawn delivery in the many ways real systems do: separators, encodings, quotes, formats, packings."""

import csv
import gzip
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook

from drawn.random import draw_delivery
from schemas import EXPORTS

Zeilen = list[dict[str, Any]]


@dataclass(frozen=True)
class Dialekt:
    """How a CSV file is written; every combination has to be read alike."""

    trenner: str = ";"
    kodierung: str = "utf-8"
    zeilenende: str = "\n"
    alles_in_anfuehrung: bool = False
    titel: bool = False
    summe: bool = False
    trenner_am_ende: bool = False
    leerzeilen: bool = False
    kopf_wiederholt: bool = False
    mit_schluss: bool = True
    kopf_gross: bool = False
    rueckwaerts: bool = False
    flags: tuple[str, str] = ("J", "N")
    iso: bool = True


def draw_texts(stichtag: date, seed: int, personen: int) -> dict[str, Zeilen]:
    """Draw a delivery whose cells are all text, as files hold them; the caller may change it."""
    drawn = _draw_texts(stichtag, seed, personen)
    return {export: [dict(z) for z in zeilen] for export, zeilen in drawn.items()}


@cache
def _draw_texts(stichtag: date, seed: int, personen: int) -> dict[str, Zeilen]:
    drawn = draw_delivery(stichtag, seed, personen=personen, jobcenter=1)
    return {export: [{k: str(v) for k, v in z.items()} for z in zeilen] for export, zeilen in drawn.items()}


def render_csv(export: str, zeilen: Zeilen, d: Dialekt) -> bytes:
    """Return the export's rows as bytes in that dialect."""
    spalten = list(EXPORTS[export].to_schema().columns)
    spalten = spalten[::-1] if d.rueckwaerts else spalten
    kopf = [s.upper() if d.kopf_gross else s for s in spalten]
    mitte = len(zeilen) // 2
    teile = [["Auszug aus dem Fachverfahren"], []] if d.titel else []
    teile.append(kopf)
    for nummer, zeile in enumerate(zeilen):
        if d.leerzeilen and nummer % 3 == 0:
            teile.append([])
        if d.kopf_wiederholt and nummer == mitte:
            teile.append(kopf)
        teile.append([_text(zeile[s], d) for s in spalten])
    if d.summe:
        teile.append(["Summe", str(len(zeilen))])
    ende = d.trenner if d.trenner_am_ende else ""
    text = d.zeilenende.join(_line(t, d) + (ende if t else "") for t in teile)
    return (text + (d.zeilenende if d.mit_schluss else "")).encode(d.kodierung)


def _line(zellen: list[str], d: Dialekt) -> str:
    ziel = io.StringIO()
    art = csv.QUOTE_ALL if d.alles_in_anfuehrung else csv.QUOTE_MINIMAL
    csv.writer(ziel, delimiter=d.trenner, quoting=art).writerow(zellen)
    return ziel.getvalue().removesuffix("\r\n") if zellen else ""


def _text(wert: str, d: Dialekt) -> str:
    if wert in ("J", "N"):
        return d.flags[wert == "N"]
    if d.iso and len(wert) == 10 and wert[2] == "." == wert[5]:
        return f"{wert[6:]}-{wert[3:5]}-{wert[:2]}"
    return wert


def typed(export: str, name: str, wert: str) -> Any:
    """Return the value as a typed export would hold it."""
    spalte = EXPORTS[export].to_schema().columns[name]
    art = (spalte.metadata or {}).get("form")
    if wert == "":
        return None
    if art == "flag":
        return wert == "J"
    if art == "datum":
        return datetime.strptime(wert, "%d.%m.%Y").date() if "." in wert else date.fromisoformat(wert)
    if art == "uhrzeit":
        return time.fromisoformat(wert)
    if art == "monat":
        return date.fromisoformat(f"{wert}-01")
    if spalte.dtype.type == pl.String:
        return wert
    return Decimal(wert.replace(",", "."))


def render_xlsx(export: str, zeilen: Zeilen, *, titel: bool = False, seriell: bool = False) -> bytes:
    """Return a workbook with typed cells; `seriell` leaves dates as the numbers Excel keeps them as."""
    mappe = Workbook()
    blatt = mappe.active
    spalten = list(EXPORTS[export].to_schema().columns)
    if titel:
        blatt.append(["Auszug aus dem Fachverfahren"])
        blatt.append([])
    blatt.append(spalten)
    for zeile in zeilen:
        werte = [typed(export, s, zeile[s]) for s in spalten]
        if seriell:
            werte = [(w - date(1899, 12, 30)).days if isinstance(w, date) and w.day > 1 else w for w in werte]
        blatt.append(werte)
    ziel = io.BytesIO()
    mappe.save(ziel)
    return ziel.getvalue()


def render_parquet(export: str, zeilen: Zeilen) -> bytes:
    """Return typed Parquet columns."""
    spalten = list(EXPORTS[export].to_schema().columns)
    frame = pl.DataFrame({s: [typed(export, s, z[s]) for z in zeilen] for s in spalten}, strict=False)
    ziel = io.BytesIO()
    frame.write_parquet(ziel)
    return ziel.getvalue()


def write_zip(datei: Path, inhalte: dict[str, bytes]) -> None:
    """Pack a delivery as one archive with a folder inside."""
    with zipfile.ZipFile(datei, "w", zipfile.ZIP_DEFLATED) as archiv:
        for name, inhalt in inhalte.items():
            archiv.writestr(f"lieferung/{name}", inhalt)


def pack(inhalt: bytes) -> bytes:
    """Return the bytes as .gz holds them."""
    return gzip.compress(inhalt, mtime=0)
