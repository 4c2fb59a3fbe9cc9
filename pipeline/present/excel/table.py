"""A table on a sheet: head, rows, groups as bands, total; with a name it can be filtered."""

from dataclasses import replace

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as NativeTable

from pipeline.present.blocks import Group, Head, Row, Table
from pipeline.present.cell import Cell
from pipeline.present.excel.package import keep_together
from pipeline.present.excel.sheet import HEAD, NUMBER, TEXT, Content, Sheet, Style

_LOOKS = {
    "summe": {"font": "strong", "border": "total"},
    "teil": {"font": "strong", "fill": "section"},
}


def lay_table(sheet: Sheet, table: Table) -> tuple[int, dict[tuple[str, str], int]]:
    """Write a table; returns its header row, and the rows that charts draw by their keys."""
    if table.by is not None and table.name:
        table = _flat(table, table.by)
    if table.groups and table.groups[0].title is not None:
        # A head alone at the foot of a page says nothing.
        keep_together(sheet, len(table.groups[0].rows) + 2)
    head_row = sheet.add_row([_head(h, has_filter=bool(table.name)) for h in table.heads], least_height=20)
    keys: dict[tuple[str, str], int] = {}
    first = sheet.row
    for group in table.groups:
        if group.title is not None:
            keep_together(sheet, len(group.rows) + 1)
            sheet.add_section(group.title.text)
        for row in group.rows:
            number = sheet.add_row(_contents(table, row))
            if row.key is not None:
                keys[row.key] = number
    if table.name and table.rows:
        reference = f"A{head_row}:{get_column_letter(len(table.heads))}{sheet.row - 1}"
        sheet.ws.add_table(NativeTable(displayName=table.name, ref=reference))
    _draw_bars(sheet, table, first)
    if table.total is not None:
        sheet.add_row(_contents(table, table.total))
    sheet.skip()
    return head_row, keys


def _draw_bars(sheet: Sheet, table: Table, first: int) -> None:
    """Draw the numbers of those columns that want it, from a row to the last written one."""
    for number, head in enumerate(table.heads, start=1):
        if head.bars and sheet.row > first:
            sheet.add_bars(number, first)


def _flat(table: Table, by: Head) -> Table:
    """Turn the titles of groups into a first column: what is filtered needs them in every row."""
    rows = (
        row._replace(cells=(Cell(group.title.text if group.title else ""), *row.cells))
        for group in table.groups
        for row in group.rows
    )
    return replace(table, heads=(by, *table.heads), groups=(Group(tuple(rows)),), by=None)


def head_text(head: Head) -> str:
    """Return the head as one line: unique in its table, as filters need it."""
    note = f" ({head.note})" if head.note else ""
    return f"{head.group}{note}: {head.title}" if head.group and head.title else f"{head.title or head.group}{note}"


def _head(head: Head, *, has_filter: bool) -> Content:
    alignment = "text0" if head.kind == "text" else "filter_head" if has_filter else "number_head"
    return Content(head_text(head), HEAD._replace(alignment=alignment))


def _contents(table: Table, row: Row) -> list[Content]:
    return [_content(table, row, number, cell) for number, cell in enumerate(row.cells)]


def _content(table: Table, row: Row, number: int, cell: Cell) -> Content:
    """Give a cell its look: that of its column, of its row, and of what it says."""
    head = table.heads[number]
    style = NUMBER if head.kind == "number" else TEXT._replace(alignment=f"text{min(cell.depth, 4)}")
    if table.look == "text":
        style = style._replace(alignment="top_number" if head.kind == "number" else "top")
    style = style._replace(**_LOOKS.get(row.look, {}))
    if row.look == "verfehlt" and number == 0:
        style = style._replace(font="strong")
    if cell.tone:
        style = _toned(style, cell, is_text=head.kind == "text")
    if cell.number is not None:
        return Content(cell.number, style._replace(format=cell.format))
    return Content(f"{cell.text} ({cell.mark})" if cell.mark else cell.text or None, style)


def _toned(style: Style, cell: Cell, *, is_text: bool) -> Style:
    """Colour repeats what sign and words say; numbers get no fill."""
    has_fill = is_text and cell.tone != "gruen"
    return style._replace(font=cell.tone, fill=cell.tone if has_fill else style.fill)


def column_widths(table: Table) -> list[float]:
    """Return the widths of the columns: numbers must never be cut, nor the longest word of a head."""
    return [_width(table, n, head) for n, head in enumerate(table.heads)]


def _width(table: Table, number: int, head: Head) -> float:
    if head.kind == "text":
        return head.width
    rows = (*table.rows, *((table.total,) if table.total else ()))
    longest = max((len(row.cells[number].text) for row in rows), default=0)
    word = max(map(len, f"{head.group} {head.title}".split()), default=0)
    return max(head.width, longest + 2.0, word * 0.95 + (5 if table.name else 2))
