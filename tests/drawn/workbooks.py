"""Workbooks drawn part by part: what spreadsheets write, what other programs write, and what is made to do harm."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

import pytest
from openpyxl.utils import get_column_letter

from pipeline.accept import export
from pipeline.accept.formats.parquet import read_parquet
from pipeline.accept.formats.xlsx import read_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
KNOWN = ("vermerk_id", "kunde_id", "datum", "vermerktyp", "kontaktart", "betreff")


def cell(reference: str, value: object) -> str:
    """A cell: text as it is, numbers as numbers, XML where it begins with „<“."""
    if isinstance(value, str) and value.startswith("<c"):
        return value.replace("<c", f'<c r="{reference}"', 1)
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value else ""


def sheet(*rows: list | tuple, head: tuple = KNOWN, first: int = 1) -> str:
    """A sheet: a header and rows below it."""
    lines = [head, *rows] if head else rows
    drawn = (
        f'<row r="{n}">{"".join(cell(f"{get_column_letter(i + 1)}{n}", value) for i, value in enumerate(line))}</row>'
        for n, line in enumerate(lines, start=first)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(drawn)}</sheetData></worksheet>'


def note(key: str, **cells: object) -> list[object]:
    """A note as a row of a sheet."""
    usual = {"kunde_id": "k1", "datum": "01.10.2026", "vermerktyp": "allgemein", "kontaktart": "telefon", "betreff": ""}
    return [key, *(usual | cells).values()]


def relations(targets: list[tuple[str, str, str]]) -> str:
    """The part that says what another part refers to: id, kind and target of each."""
    lines = (f'<Relationship Id="{i}" Type="{DOCUMENT}/{kind}" Target="{target}"/>' for i, kind, target in targets)
    return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'


def workbook(
    *sheets: str,
    states: tuple[str, ...] = (),
    properties: str = "",
    formats: tuple[str, ...] = (),
    **parts: str | bytes,
) -> bytes:
    """A workbook of these sheets; `formats` are number formats, of cells with s="1" and so on; `parts` are more parts.

    A part is named by its file: `sharedStrings` becomes xl/sharedStrings.xml.
    """
    numbers = range(1, len(sheets) + 1)
    shown = [*states, *["visible"] * len(sheets)]
    listed = "".join(f'<sheet name="B{n}" sheetId="{n}" r:id="r{n}" state="{shown[n - 1]}"/>' for n in numbers)
    quoted = [escape(code, {'"': "&quot;"}) for code in formats]
    codes = "".join(f'<numFmt numFmtId="{200 + i}" formatCode="{code}"/>' for i, code in enumerate(quoted))
    xfs = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(formats)))
    related = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    related += [("s", "styles", "styles.xml"), ("t", "sharedStrings", "sharedStrings.xml")]
    content: dict[str, str | bytes] = {
        "_rels/.rels": relations([("w", "officeDocument", "xl/workbook.xml")]),
        "xl/_rels/workbook.xml.rels": relations(related),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{properties}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/>'
        f'</cellStyleXfs><cellXfs><xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>',
    }
    content |= {f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets, start=1)}
    content |= {f"xl/{name}.xml": text for name, text in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return target.getvalue()


@contextmanager
def without_child() -> Iterator[None]:
    """Read typed files in this process: the table is the same, and many small files need no child each."""

    def read_here(ending, name, content, known):
        return read_xlsx(name, content, known) if ending == ".xlsx" else read_parquet(name, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "read_apart", read_here)
        yield
