"""How sheets print, and how a workbook becomes a file that says the same in the same bytes."""

import io
from datetime import datetime, time
from typing import cast

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.notation import one_line
from pipeline.present.blocks import Document
from pipeline.present.excel.sheet import EMPTY_ROW, Sheet, Workbook, clean
from pipeline.workbook_bytes import normalise

PRODUCT = "Kontaktdichte"
_A4 = 9
# Excel accepts 255 characters for all three parts together.
_LONGEST_NAME = 90
# What A4 landscape leaves between the margins; the height of a usual row.
_PAGE_WIDTH, _PAGE_HEIGHT, _ROW_HEIGHT = 770, 488, 17.0


def set_up_page(sheet: Sheet, document: Document, head_row: int | None) -> None:
    """A4 landscape, one page wide, with repeated header row and running titles."""
    ws = sheet.ws
    ws.page_setup.paperSize, ws.page_setup.orientation = _A4, "landscape"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.print_options.horizontalCentered = True
    ws.page_margins.left = ws.page_margins.right = 0.5
    ws.page_margins.top = ws.page_margins.bottom = 0.7
    ws.page_margins.header = ws.page_margins.footer = 0.35
    ws.print_area = f"A1:{get_column_letter(sheet.columns)}{max(sheet.row - 1, 1)}"
    if head_row:
        ws.print_title_rows = f"{head_row}:{head_row}"
    head, foot = cast(HeaderFooterItem, ws.oddHeader), cast(HeaderFooterItem, ws.oddFooter)
    head.left.text = _header_text(document.head.who)
    if document.running:
        head.center.text = _header_text(document.running)
    head.right.text = document.head.stand
    foot.left.text = f"{PRODUCT} {document.head.version}"
    foot.center.text = ws.title
    foot.right.text = "Seite &P von &N"


def keep_together(sheet: Sheet, rows: int) -> None:
    """Begin a new page if so many usual rows do not fit on the current one, printed one page wide."""
    width = sum(width * 7 for width in sheet.widths) * 0.75
    space = _PAGE_HEIGHT / min(_PAGE_WIDTH / width, 1)
    begin = max((mark.id for mark in sheet.ws.row_breaks.brk), default=0) + 1
    used = 0.0 if begin == 1 else _ROW_HEIGHT
    for number in range(begin, sheet.row):
        height = sheet.ws.row_dimensions[number].height or EMPTY_ROW
        if used + height > space:
            # Where a page is full is estimated: said aloud, so that all programs begin the next one there.
            sheet.break_page(number)
            used = _ROW_HEIGHT
        used += height
    if begin < sheet.row and used + rows * _ROW_HEIGHT > space:
        sheet.break_page(sheet.row)


def _header_text(text: str) -> str:
    """An ampersand starts a command in page headers, so that a real one is doubled."""
    line = one_line(text)
    return (line if len(line) <= _LONGEST_NAME else f"{line[: _LONGEST_NAME - 1]}…").replace("&", "&&")


def save_bytes(workbook: Workbook, document: Document) -> bytes:
    """Return the workbook as a file."""
    wb = workbook.openpyxl
    wb.active = 0
    wb.worksheets[0].sheet_view.tabSelected = True
    # Nothing is calculated: without this Excel asks on closing whether to save.
    wb.calculation.fullCalcOnLoad = False
    properties = wb.properties
    properties.creator = properties.lastModifiedBy = PRODUCT
    properties.title = f"{PRODUCT} {document.head.when} – {one_line(document.head.who)}"
    properties.language = "de-DE"
    properties.created = properties.modified = datetime.combine(document.head.day, time())
    buffer = io.BytesIO()
    wb.save(buffer)
    texts = [clean(text) for ws in wb.worksheets for text in workbook.alternative_texts.get(ws.title, [])]
    return normalise(buffer, document.head.day, texts)
