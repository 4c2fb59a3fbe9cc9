"""How workbooks look: fonts, colours and cells; every text from data is written as a text, never as a formula."""

import math
import re
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.notation import one_line

TYPEFACE = "Arial"
_DARK, _TEXT, _GREY, _BAR = "1F3A4D", "1A1A1A", "595959", "9DB8C9"
_LINE, _STROKE = Side(style="thin", color="C9D1D6"), Side(style="thin", color=_DARK)


def _font(size: float = 10, colour: str = _TEXT, *, bold: bool = False) -> Font:
    return Font(name=TYPEFACE, size=size, color=colour, bold=bold)


# Text colours keep a contrast of at least 4.5 : 1 on their fills.
FONTS = {
    "normal": _font(),
    "strong": _font(bold=True),
    "note": _font(9, _GREY),
    "head": _font(colour="FFFFFF", bold=True),
    "title": _font(16, _DARK, bold=True),
    "subtitle": _font(12, _DARK, bold=True),
    "warning": _font(12, "FFFFFF", bold=True),
    "gruen": _font(colour="1B5E3B"),
    "gelb": _font(colour="6B4A00", bold=True),
    "rot": _font(colour="9C1C13", bold=True),
}
_FILLS = {"head": _DARK, "section": "E4EAEE", "warning": "9C1C13", "gelb": "FFF3D1", "rot": "FBE6E3"}
FILLS = {"none": PatternFill(), **{name: PatternFill("solid", fgColor=colour) for name, colour in _FILLS.items()}}
BORDERS = {"none": Border(), "row": Border(bottom=_LINE), "total": Border(top=_STROKE, bottom=_STROKE)}
ALIGNMENTS = {
    "free": Alignment(vertical="center"),
    "number": Alignment(vertical="center", horizontal="right"),
    "number_head": Alignment(vertical="center", horizontal="right", wrap_text=True),
    # Excel draws the filter button over the right end of a header.
    "filter_head": Alignment(vertical="center", horizontal="right", wrap_text=True, indent=2),
    "top": Alignment(vertical="top", horizontal="left", wrap_text=True, indent=1),
    "top_number": Alignment(vertical="top", horizontal="right"),
    **{f"text{n}": Alignment(vertical="center", horizontal="left", wrap_text=True, indent=n + 1) for n in range(5)},
}
_LINE_HEIGHT = {9: 12.0, 10: 13.2, 12: 16.0, 16: 21.0}
# Arial letters are narrower than the digit that column widths count in, bold ones less so.
_CHARACTERS, _BOLD_CHARACTERS = 1.14, 1.08
_INDENT_WIDTH = 1.3
EMPTY_ROW = 15.0


class Style(NamedTuple):
    """The look of a cell: names out of the tables above, and a number format."""

    font: str = "normal"
    fill: str = "none"
    border: str = "none"
    alignment: str = "free"
    format: str = "General"


FREE = Style()
TEXT, NUMBER = Style(border="row", alignment="text0"), Style(border="row", alignment="number")
HEAD = Style("head", "head", "none", "text0")
SECTION = Style("strong", "section", "row")

# Characters that XML or a single line of text cannot hold; a line feed is allowed.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_FORMULA_SIGNS = ("=", "+", "-", "@")


def clean(text: str) -> str:
    """Replace control characters, which Excel refuses, by a space."""
    return _FORBIDDEN.sub(" ", text)


class Content(NamedTuple):
    """What is written into a cell; None leaves it empty."""

    value: str | float | None
    style: Style = TEXT


class Workbook:
    """A workbook in the making, with each look registered once and the alternative texts of its charts."""

    def __init__(self) -> None:
        self.openpyxl = OpenpyxlWorkbook()
        # The first font is the standard one: column widths count its digits, page headers are set in it.
        self.openpyxl._fonts = IndexedList([FONTS["normal"]])  # type: ignore[attr-defined]
        self.openpyxl.remove(self.openpyxl.worksheets[0])
        self.alternative_texts: dict[str, list[str]] = {}
        self._arrays: dict[tuple[Style, bool], StyleArray] = {}

    def add_sheet(self, name: str, widths: Sequence[float]) -> "Sheet":
        """Append an empty sheet with columns of these widths, in digits."""
        return Sheet(self, self.openpyxl.create_sheet(name), widths)

    def style_array(self, ws: Worksheet, style: Style, *, quote: bool) -> StyleArray:
        """Return the registered look; building styles anew for each cell would take most of the time."""
        if (style, quote) not in self._arrays:
            pattern = OpenpyxlCell(ws, row=1, column=1)
            pattern.font, pattern.fill = FONTS[style.font], FILLS[style.fill]
            pattern.border, pattern.alignment = BORDERS[style.border], ALIGNMENTS[style.alignment]
            pattern.number_format, pattern.quotePrefix = style.format, quote
            self._arrays[style, quote] = pattern._style  # type: ignore[attr-defined]
        return self._arrays[style, quote]


class Sheet:
    """A sheet that is filled from top to bottom; `row` is the next free row."""

    def __init__(self, workbook: Workbook, ws: Worksheet, widths: Sequence[float]) -> None:
        self.workbook, self.ws, self.row, self.widths = workbook, ws, 1, list(widths)
        ws.sheet_view.showGridLines = False
        for number, width in enumerate(widths, start=1):
            ws.column_dimensions[get_column_letter(number)].width = width

    @property
    def columns(self) -> int:
        """The number of columns that belong to the sheet."""
        return len(self.widths)

    def add_row(self, contents: Sequence[Content], *, least_height: float = 16.0) -> int:
        """Write the next row, high enough for its wrapped texts; returns its number."""
        for column, content in enumerate(contents, start=1):
            self._set(self.row, column, content)
        height = max((self._height(n, c) for n, c in enumerate(contents)), default=0.0)
        self.ws.row_dimensions[self.row].height = max(height, least_height)
        self.row += 1
        return self.row - 1

    def add_line(self, text: str, style: Style = FREE, *, width: float | None = None) -> None:
        """Write a free text over as many rows as it needs; a filled style colours them over all columns."""
        size = FONTS[style.font].size
        characters = int((width or sum(self.widths)) * 10 / size * _characters(style)) - 2
        for part in textwrap.wrap(text if text.startswith(" ") else one_line(text), max(characters, 20)):
            rest = [Content(None, style)] * (self.columns - 1) if style.fill != "none" else []
            self.add_row([Content(part, style), *rest], least_height=_LINE_HEIGHT[int(size)] + 3)

    def add_section(self, title: str) -> None:
        """Write a heading that runs over all columns."""
        rest = [Content(None, SECTION)] * (self.columns - 1)
        self.add_row([Content(title, SECTION), *rest], least_height=17)

    def add_bars(self, column: int, first: int) -> None:
        """Draw the numbers of a column, from 0 to 1, as bars in the rows from the first to the last written one."""
        letter = get_column_letter(column)
        rule = DataBarRule("num", 0, "num", 1, color=_BAR, minLength=0, maxLength=100)  # type: ignore[no-untyped-call]
        self.ws.conditional_formatting.add(f"{letter}{first}:{letter}{self.row - 1}", rule)

    def freeze(self, columns: int, rows: int) -> None:
        """Keep the first columns and rows in sight."""
        self.ws.freeze_panes = f"{get_column_letter(columns + 1)}{rows + 1}"

    def break_page(self, row: int) -> None:
        """Begin a new page with the row."""
        self.ws.row_breaks.append(Break(id=row - 1))

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty, of a known height."""
        for _ in range(rows):
            self.ws.row_dimensions[self.row].height = EMPTY_ROW
            self.row += 1

    def _set(self, row: int, column: int, content: Content) -> None:
        """Write one cell; whatever a text looks like, it stays a text."""
        cell = self.ws.cell(row, column)
        quote = False
        if isinstance(content.value, str):
            cell.value = text = clean(content.value)
            cell.data_type = "s"
            quote = text.startswith(_FORMULA_SIGNS)
        elif content.value is not None:
            cell.value = content.value
        cell._style = self.workbook.style_array(self.ws, content.style, quote=quote)  # type: ignore[union-attr]

    def _height(self, number: int, content: Content) -> float:
        alignment = ALIGNMENTS[content.style.alignment]
        if not isinstance(content.value, str) or not alignment.wrap_text:
            return 0.0
        size = FONTS[content.style.font].size
        width = self.widths[number] - 1 - _INDENT_WIDTH * alignment.indent
        characters = max(int(width * 10 / size * _characters(content.style)), 4)
        lines = sum(_count_lines(part, characters) for part in content.value.split("\n"))
        return math.ceil(lines * _LINE_HEIGHT[int(size)] + 4)


def _characters(style: Style) -> float:
    return _BOLD_CHARACTERS if FONTS[style.font].bold else _CHARACTERS


def _count_lines(text: str, characters: int) -> int:
    return 1 if len(text) <= characters else len(textwrap.wrap(text, characters))
