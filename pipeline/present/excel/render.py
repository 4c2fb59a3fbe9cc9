"""Document → workbook: one sheet per section, its blocks from top to bottom; knows blocks, never a report."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from pipeline.present import blocks as b
from pipeline.present.chart import stretches
from pipeline.present.excel.chart import Area, Range, add_chart
from pipeline.present.excel.package import keep_together, save_bytes, set_up_page
from pipeline.present.excel.sheet import FONTS, Content, Sheet, Style, Workbook
from pipeline.present.excel.table import column_widths, lay_table

_PAIR_WIDTHS = (34.0, 84.0)
_CHART_ROWS = 15
# Beside a chart stand texts in the left half; below it the sheet goes on.
_ASIDE_ROWS = 12


class _Plan(NamedTuple):
    """Charts with the cells kept free for them, to be drawn once the rows that they refer to are written."""

    charts: list[tuple[Sheet, b.Chart, Area]]
    ranges: dict[tuple[str, str], Range]


def render_workbook(document: b.Document) -> bytes:
    """Return the bytes of the workbook; the same document gives the same bytes."""
    workbook, plan = Workbook(), _Plan([], {})
    for section in document.sections_for("sheet"):
        sheet = workbook.add_sheet(section.title, _widths(section.blocks))
        _write_head(sheet, document, section)
        head_row = None
        for number, block in enumerate(section.blocks):
            head_row = _write(sheet, block, plan, section.blocks[number + 1 :]) or head_row
        set_up_page(sheet, document, head_row)
    for sheet, chart, area in plan.charts:
        actual = [plan.ranges[chart.key, name] for name in stretches(chart.course)]
        add_chart(sheet, chart, actual, plan.ranges.get((chart.key, "Ziel")), area)
    return save_bytes(workbook, document)


def _write_head(sheet: Sheet, document: b.Document, section: b.Section) -> None:
    sheet.add_line(section.heading or f"{section.title} – {document.head.who}", Style("title"))
    note = section.note or " · ".join(part for part in (document.head.title, document.head.when) if part)
    sheet.add_line(note, Style("subtitle" if section.heading else "note"))
    for warning in document.warnings:
        sheet.add_line(f"ACHTUNG: {warning}", Style("warning", "warning"))
    sheet.skip()


def _write(sheet: Sheet, block: b.Block, plan: _Plan, following: tuple[b.Block, ...]) -> int | None:
    """Write one block; returns the header row to repeat in print, if it has one."""
    match block:
        case b.Heading():
            keep_together(sheet, 3 + _rows_below(following))
            sheet.add_line(block.text.text, Style("subtitle"))
        case b.Paragraph():
            _write_paragraph(sheet, block)
        case b.Legend():
            signs = " · ".join(f"{sign} {word}" for sign, word in block.signs)
            sheet.add_line(f"Zeichen: {signs}. {block.text}", Style("note"))
        case b.Pairs():
            _write_pairs(sheet, block)
        case b.Charts():
            _plan_charts(sheet, block, plan)
        case b.Aside():
            _write_aside(sheet, block, plan)
        case b.Table():
            return _write_table(sheet, block, plan)
        case _:
            raise TypeError(f"A sheet cannot show {type(block).__name__}.")
    return None


def _write_paragraph(sheet: Sheet, block: b.Paragraph, width: float | None = None) -> None:
    look = {"hint": "note"}.get(block.look, block.look)
    label = f"{block.label}: " if block.label else ""
    sheet.add_line(
        f"{'     ' * block.depth}{label}{block.text}", Style(look if look in FONTS else "normal"), width=width
    )


def _write_pairs(sheet: Sheet, block: b.Pairs) -> None:
    if block.title:
        sheet.add_section(block.title)
    top = Style(border="row", alignment="top")
    for short, long in block.rows:
        sheet.add_row([Content(short, top._replace(font="strong")), Content("\n".join(long), top)])
    sheet.skip()


def _write_table(sheet: Sheet, table: b.Table, plan: _Plan) -> int | None:
    # A table that is repeated in print is what its sheet is called after.
    if table.caption and not table.repeats:
        keep_together(sheet, 1 + _rows_below((table,)))
        sheet.add_section(table.title)
    head_row, rows = lay_table(sheet, table)
    first = next((n for n, head in enumerate(table.heads, start=1) if head.kind == "number"), 1)
    for key, row in rows.items():
        plan.ranges[key] = Range(sheet.ws, head_row, row, first, len(table.heads))
    if table.frozen:
        sheet.freeze(table.frozen, head_row)
    return head_row if table.repeats else None


def _plan_charts(sheet: Sheet, block: b.Charts, plan: _Plan) -> None:
    """Keep rows free for the charts, two side by side, split where both halves are nearly as wide."""
    charts = [chart for _, chart in block.charts if isinstance(chart, b.Chart)]
    sums = [sum(sheet.widths[:n]) for n in range(sheet.columns)]
    middle = min(range(1, sheet.columns), key=lambda n: abs(sums[n] - sum(sheet.widths) / 2))
    halves = ((1, middle), (middle + 1, sheet.columns))
    for number, chart in enumerate(charts):
        top = sheet.row + (number // 2) * (_CHART_ROWS + 1)
        left, right = halves[number % 2]
        plan.charts.append((sheet, chart, Area(left, top, right, top + _CHART_ROWS - 1)))
    sheet.skip(((len(charts) + 1) // 2) * (_CHART_ROWS + 1))
    if charts:
        sheet.break_page(sheet.row)


def _write_aside(sheet: Sheet, block: b.Aside, plan: _Plan) -> None:
    """Write paragraphs into the left half of the columns and keep the right one for the chart."""
    sheet.skip()
    top, columns = sheet.row, (sheet.columns + 1) // 2
    for paragraph in block.paragraphs:
        _write_paragraph(sheet, paragraph, sum(sheet.widths[:columns]))
    if block.chart is not None:
        sheet.skip(max(top + _ASIDE_ROWS - sheet.row, 0))
        plan.charts.append((sheet, block.chart, Area(columns + 1, top, sheet.columns, sheet.row - 1)))
    sheet.skip()


def _rows_below(blocks: Iterable[b.Block]) -> int:
    """Count the rows that belong to a heading: up to the next one, as far as they fit on a page anyway."""
    rows = 0
    for block in blocks:
        if isinstance(block, b.Heading):
            break
        rows += len(block.rows) + 2 if isinstance(block, b.Table) else 1
    return rows if rows <= 25 else 5


def _widths(blocks: Iterable[b.Block]) -> list[float]:
    """Return the widths that all blocks of a sheet share: the widest column of each place."""
    widths: list[float] = []
    for block in blocks:
        own: Iterable[float] = ()
        if isinstance(block, b.Table):
            own = [*([block.by.width] if block.by and block.name else []), *column_widths(block)]
        elif isinstance(block, b.Pairs):
            own = _PAIR_WIDTHS
        widths = [max(w) for w in zip_longest(widths, own, fillvalue=0.0)]
    return widths or list(_PAIR_WIDTHS)
