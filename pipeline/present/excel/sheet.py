"""How workbooks look: fonts, colours and cells; every text from data is written as a text, never as a formula."""

import math
import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

SCHRIFTART = "Arial"
_DUNKEL, _TEXT, _GRAU = "1F3A4D", "1A1A1A", "595959"
_LINIE = Side(style="thin", color="C9D1D6")
_STRICH = Side(style="thin", color=_DUNKEL)


def _font(groesse: float = 10, farbe: str = _TEXT, *, fett: bool = False, kursiv: bool = False) -> Font:
    return Font(name=SCHRIFTART, size=groesse, color=farbe, bold=fett, italic=kursiv)


def _fill(farbe: str) -> PatternFill:
    return PatternFill("solid", fgColor=farbe)


# Text colours keep a contrast of at least 4.5 : 1 on their fills.
SCHRIFTEN = {
    "normal": _font(),
    "fett": _font(fett=True),
    "kursiv": _font(kursiv=True),
    "grau": _font(9, _GRAU),
    "kopf": _font(farbe="FFFFFF", fett=True),
    "titel": _font(16, _DUNKEL, fett=True),
    "untertitel": _font(12, _DUNKEL, fett=True),
    "warnung": _font(12, "FFFFFF", fett=True),
    "gruen": _font(farbe="1B5E3B"),
    "gelb": _font(farbe="6B4A00", fett=True),
    "rot": _font(farbe="9C1C13", fett=True),
}
FUELLUNGEN = {
    "ohne": PatternFill(),
    "kopf": _fill(_DUNKEL),
    "abschnitt": _fill("E4EAEE"),
    "warnung": _fill("9C1C13"),
    "gelb": _fill("FFF3D1"),
    "rot": _fill("FBE6E3"),
}
RAHMEN = {"ohne": Border(), "zeile": Border(bottom=_LINIE), "summe": Border(top=_STRICH, bottom=_STRICH)}
LAGEN = {
    "frei": Alignment(vertical="center"),
    "text": Alignment(vertical="center", horizontal="left", wrap_text=True, indent=1),
    "oben": Alignment(vertical="top", horizontal="left", wrap_text=True, indent=1),
    "einzug": Alignment(vertical="center", horizontal="left", wrap_text=True, indent=2),
    "zahl": Alignment(vertical="center", horizontal="right"),
    "zahlkopf": Alignment(vertical="center", horizontal="right", wrap_text=True),
    # Excel draws the filter button over the right end of a header.
    "filterkopf": Alignment(vertical="center", horizontal="right", wrap_text=True, indent=2),
}
_ZEILENHOEHE = {9: 12.0, 10: 13.2, 12: 16.0, 16: 21.0}
# Arial letters are narrower than the digit that column widths count in, bold ones less so.
_ZEICHEN_JE_BREITE, _ZEICHEN_JE_BREITE_FETT = 1.22, 1.08
_EINZUG_BREITE = 1.3
LEERZEILE = 15.0


class Stil(NamedTuple):
    """The look of a cell: names out of the tables above, and a number format."""

    schrift: str = "normal"
    fuellung: str = "ohne"
    rahmen: str = "ohne"
    lage: str = "frei"
    format: str = "General"


TEXT = Stil(rahmen="zeile", lage="text")
LANGTEXT = Stil(rahmen="zeile", lage="oben")
ZAHL = Stil(rahmen="zeile", lage="zahl")
KOPF = Stil("kopf", "kopf", "ohne", "text")
ZAHLKOPF, FILTERKOPF = KOPF._replace(lage="zahlkopf"), KOPF._replace(lage="filterkopf")
ABSCHNITT = Stil("fett", "abschnitt", "zeile")
TITEL, UNTERTITEL, NOTIZ = Stil("titel"), Stil("untertitel"), Stil("grau")
FREI, FETT = Stil(), Stil("fett")
WARNUNG = Stil("warnung", "warnung")
AMPEL = {
    "gruen": TEXT._replace(schrift="gruen"),
    "gelb": TEXT._replace(schrift="gelb", fuellung="gelb"),
    "rot": TEXT._replace(schrift="rot", fuellung="rot"),
}


class Feld(NamedTuple):
    """What stands in a cell; None leaves it empty."""

    inhalt: str | float | None
    stil: Stil = TEXT


# Characters that XML or a single line of text cannot hold; a line feed is allowed.
_UNZULAESSIG = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_FORMELZEICHEN = ("=", "+", "-", "@")


def clean(text: str) -> str:
    """Replace control characters, which Excel refuses, by a space."""
    return _UNZULAESSIG.sub(" ", text)


def one_line(text: str) -> str:
    """Return a name from data on one line, as titles and page headers need it."""
    return " ".join(clean(text).split())


class Mappe:
    """A workbook in the making, with each look registered once and the alternative texts of its charts."""

    def __init__(self) -> None:
        self.workbook = Workbook()
        # The first font is the standard one: column widths count its digits, page headers are set in it.
        self.workbook._fonts = IndexedList([SCHRIFTEN["normal"]])  # type: ignore[attr-defined]
        self.workbook.remove(self.workbook.worksheets[0])
        self.alternativtexte: dict[str, list[str]] = {}
        self._arrays: dict[tuple[Stil, bool], StyleArray] = {}

    def add_sheet(self, name: str) -> "Blatt":
        """Append an empty sheet."""
        return Blatt(self, self.workbook.create_sheet(name))

    def style_array(self, blatt: Worksheet, stil: Stil, *, quote: bool) -> StyleArray:
        """Return the registered look; building styles anew for each cell would take most of the time."""
        if (stil, quote) not in self._arrays:
            muster = Cell(blatt, row=1, column=1)
            muster.font = SCHRIFTEN[stil.schrift]
            muster.fill = FUELLUNGEN[stil.fuellung]
            muster.border = RAHMEN[stil.rahmen]
            muster.alignment = LAGEN[stil.lage]
            muster.number_format = stil.format
            muster.quotePrefix = quote
            self._arrays[stil, quote] = muster._style  # type: ignore[attr-defined]
        return self._arrays[stil, quote]


class Blatt:
    """A sheet that is filled from top to bottom; `zeile` is the next free row."""

    def __init__(self, mappe: Mappe, ws: Worksheet) -> None:
        self.mappe, self.ws, self.zeile = mappe, ws, 1
        self.breiten: list[float] = []
        ws.sheet_view.showGridLines = False

    @property
    def spalten(self) -> int:
        """The number of columns that belong to the sheet."""
        return len(self.breiten)

    def set_widths(self, breiten: Sequence[float]) -> None:
        """Set the width of each column, in digits."""
        self.breiten = list(breiten)
        for nummer, breite in enumerate(breiten, start=1):
            self.ws.column_dimensions[get_column_letter(nummer)].width = breite

    def set_cell(self, zeile: int, spalte: int, feld: Feld) -> None:
        """Write one cell; whatever a text looks like, it stays a text."""
        inhalt, stil = feld
        cell = self.ws.cell(zeile, spalte)
        quote = False
        if isinstance(inhalt, str):
            cell.value = text = clean(inhalt)
            cell.data_type = "s"
            quote = text.startswith(_FORMELZEICHEN)
        elif inhalt is not None:
            cell.value = inhalt
        cell._style = self.mappe.style_array(self.ws, stil, quote=quote)  # type: ignore[union-attr]

    def add_row(self, felder: Sequence[Feld], *, mindesthoehe: float = 16.0) -> int:
        """Write the next row, high enough for its wrapped texts; returns its number."""
        for spalte, feld in enumerate(felder, start=1):
            self.set_cell(self.zeile, spalte, feld)
        hoehe = max((self._height(n, f) for n, f in enumerate(felder)), default=0.0)
        self.ws.row_dimensions[self.zeile].height = max(hoehe, mindesthoehe)
        self.zeile += 1
        return self.zeile - 1

    def add_line(self, text: str, stil: Stil = FREI, *, breite: float | None = None, quer: bool = False) -> None:
        """Write a free text over as many rows as it needs; `quer` colours them over all columns."""
        groesse = SCHRIFTEN[stil.schrift].size
        zeichen = int((breite or sum(self.breiten)) * 10 / groesse * _chars_per_width(stil)) - 2
        for teil in textwrap.wrap(one_line(text), max(zeichen, 20)):
            rest = [Feld(None, stil)] * (self.spalten - 1) if quer else []
            self.add_row([Feld(teil, stil), *rest], mindesthoehe=_ZEILENHOEHE[int(groesse)] + 3)

    def add_section(self, titel: str) -> None:
        """Write a heading that runs over all columns."""
        rest = [Feld(None, ABSCHNITT)] * (self.spalten - 1)
        self.add_row([Feld(titel, ABSCHNITT), *rest], mindesthoehe=17)

    def break_page(self) -> None:
        """Begin a new page with the next row."""
        self.ws.row_breaks.append(Break(id=self.zeile - 1))

    def skip(self, zeilen: int = 1) -> None:
        """Leave rows empty, of a known height."""
        for _ in range(zeilen):
            self.ws.row_dimensions[self.zeile].height = LEERZEILE
            self.zeile += 1

    def _height(self, nummer: int, feld: Feld) -> float:
        if not isinstance(feld.inhalt, str) or not LAGEN[feld.stil.lage].wrap_text:
            return 0.0
        groesse, lage = SCHRIFTEN[feld.stil.schrift].size, LAGEN[feld.stil.lage]
        breite = self.breiten[nummer] - 1 - _EINZUG_BREITE * lage.indent
        zeichen = max(int(breite * 10 / groesse * _chars_per_width(feld.stil)), 4)
        zeilen = sum(_count_lines(absatz, zeichen) for absatz in feld.inhalt.split("\n"))
        return math.ceil(zeilen * _ZEILENHOEHE[int(groesse)] + 4)


def _chars_per_width(stil: Stil) -> float:
    return _ZEICHEN_JE_BREITE_FETT if SCHRIFTEN[stil.schrift].bold else _ZEICHEN_JE_BREITE


def _count_lines(text: str, zeichen: int) -> int:
    return 1 if len(text) <= zeichen else len(textwrap.wrap(text, zeichen))
