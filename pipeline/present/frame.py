"""What every evaluation carries on its pages: title, day and version; and how its workbook and page come about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from openpyxl.worksheet.header_footer import HeaderFooterItem

from pipeline.evaluate.bericht import Bericht, Datenqualitaet, Einheit
from pipeline.katalog import read_katalog
from pipeline.present.excel.package import save_bytes, set_up_page
from pipeline.present.excel.sheet import Blatt, Mappe
from pipeline.resources import resource_dir

# First and last header row of a sheet, None where nothing is repeated in print.
Kopfzeilen = tuple[int, int] | None


@dataclass(frozen=True)
class Rahmen:
    """The running titles: what it is, of when, and the day that its files bear."""

    titel: str
    stand: str
    stichtag: date
    version: str


@dataclass(frozen=True)
class _Titelzeile(Einheit):
    """Stands where the monthly report has a unit: its title is taken as it is."""

    @property
    def titel(self) -> str:
        return self.name


def save_workbook(mappe: Mappe, blaetter: Mapping[Blatt, Kopfzeilen], rahmen: Rahmen) -> bytes:
    """Set up each sheet with the header rows it repeats in print, and return the bytes of the workbook."""
    bericht, titelzeile = _as_report(rahmen)
    for blatt, kopfzeilen in blaetter.items():
        set_up_page(blatt, bericht, titelzeile, kopfzeile=kopfzeilen[0] if kopfzeilen else None)
        if kopfzeilen:
            blatt.ws.print_title_rows = f"{kopfzeilen[0]}:{kopfzeilen[1]}"
        cast(HeaderFooterItem, blatt.ws.oddHeader).right.text = rahmen.stand
    return save_bytes(mappe, bericht, titelzeile)


def _as_report(rahmen: Rahmen) -> tuple[Bericht, Einheit]:
    bericht = Bericht(
        monat=f"{rahmen.stichtag:%Y-%m}",
        stichtag=rahmen.stichtag,
        vorheriger_stichtag=rahmen.stichtag,
        version=rahmen.version,
        mindestfallzahl=0,
        regelwerke=(),
        nicht_gueltig=(),
        katalog=read_katalog(),
        einheiten=(),
        datenqualitaet=Datenqualitaet((), ()),
    )
    titelzeile = _Titelzeile(
        ebene="gesamt",
        id="gesamt",
        name=rahmen.titel,
        regelwerk="",
        jobcenter_id=None,
        bereich_id=None,
        teams=(),
        zeilen=(),
    )
    return bericht, titelzeile


def write_files(ordner: Path, mappe: str, inhalt: bytes, seite: str) -> None:
    """Write workbook and page into an empty folder, laid out as the monthly reports are."""
    for name in ("excel", "html"):
        (ordner / name).mkdir()
    (ordner / "excel" / mappe).write_bytes(inhalt)
    (ordner / "html" / "index.html").write_text(seite, encoding="utf-8", newline="\n")


def render_template(name: str, **inhalt: Any) -> str:
    """Fill a page; every text is escaped on its way in."""
    return _template(name).render(**inhalt)


@cache
def _template(name: str) -> Template:
    umgebung = Environment(
        loader=FileSystemLoader(resource_dir("reports") / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return umgebung.get_template(name)
