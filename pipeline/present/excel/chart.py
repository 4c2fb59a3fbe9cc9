"""Native line charts: months so far, with a gap where no value may or can be shown."""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.chart import LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.present.blocks import Chart
from pipeline.present.chart import spoken_chart, stretches
from pipeline.present.excel.sheet import TYPEFACE, Sheet

_LINE, _TARGET, _GRID, _AXIS = "1F5C7A", "9C1C13", "D9D9D9", "8C8C8C"


class Range(NamedTuple):
    """The cells that a line is drawn from: sheet, head row, own row, first and last column."""

    ws: Worksheet
    head_row: int
    row: int
    first: int
    last: int


class Area(NamedTuple):
    """The cells that a chart covers: first and last column and row, counted from 1."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int


def add_chart(sheet: Sheet, chart: Chart, actual: Sequence[Range], target: Range | None, area: Area) -> None:
    """Place a line chart exactly over the given empty cells."""
    course = chart.course
    native = LineChart()
    native.title = _title(course.title, 1100, bold=True)
    native.series = [_line(part, name, is_target=False) for name, part in zip(stretches(course), actual, strict=True)]
    if target is not None:
        native.series.append(_line(target, f"Ziel {course.target.text}", is_target=True))
    _shape_axes(native, chart)
    if native.legend is not None:
        native.legend.position, native.legend.overlay = "b", False
        native.legend.txPr = _text(900)
    native.roundedCorners = False
    native.display_blanks = "gap"
    native.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    # The stubs know addresses only.
    native.anchor = TwoCellAnchor(  # type: ignore[assignment]
        editAs="oneCell",
        _from=AnchorMarker(col=area.first_column - 1, row=area.first_row - 1, colOff=50_000, rowOff=20_000),
        to=AnchorMarker(col=area.last_column, row=area.last_row),
    )
    sheet.ws.add_chart(native)
    sheet.workbook.alternative_texts.setdefault(sheet.ws.title, []).append(spoken_chart(chart))


def _line(series: Range, name: str, *, is_target: bool) -> Series:
    def refer(row: int) -> str:
        return str(Reference(series.ws, min_col=series.first, max_col=series.last, min_row=row, max_row=row))

    colour = _TARGET if is_target else _LINE
    stroke = LineProperties(solidFill=colour, w=15_875 if is_target else 28_575, prstDash="dash" if is_target else None)
    dot = GraphicalProperties(solidFill=colour, ln=LineProperties(solidFill=colour))
    return Series(
        tx=SeriesLabel(v=name),
        spPr=GraphicalProperties(ln=stroke),
        marker=Marker(symbol="none") if is_target else Marker(symbol="circle", size=6, spPr=dot),
        cat=AxDataSource(strRef=StrRef(f=refer(series.head_row))),
        val=NumDataSource(numRef=NumRef(f=refer(series.row))),
        smooth=False,
    )


def _shape_axes(native: LineChart, chart: Chart) -> None:
    """Show both axes, which openpyxl hides unless told; values begin at zero."""
    for axis, title in ((native.x_axis, "Berichtsmonat"), (native.y_axis, chart.course.unit)):
        axis.delete = False
        axis.title = _title(title, 900)
        axis.txPr = _text(900)
        axis.majorTickMark = "none"
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=_AXIS))
    native.x_axis.tickLblPos = "low"
    native.y_axis.scaling.min = 0
    if chart.course.is_share:
        native.y_axis.scaling.max = 1
        native.y_axis.majorUnit = 0.25
    native.y_axis.number_format = "0%" if chart.course.is_share else "#,##0"
    native.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_GRID)))


def _title(text: str, size: int, *, bold: bool = False) -> Title:
    font = _characters(size, bold=bold)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=font), r=[RegularTextRun(rPr=font, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _text(size: int) -> RichText:
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_characters(size)), endParaRPr=_characters(size))])


def _characters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(lang="de-DE", sz=size, b=bold, solidFill="333333", latin=Font(typeface=TYPEFACE))
