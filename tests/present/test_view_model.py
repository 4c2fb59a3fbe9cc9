"""One view model: what a figure of a unit shows is decided once, and both media show that."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from drawn.source import ROOT
from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.einheit import Einheit
from pipeline.katalog import GESCHLOSSENE_SEGMENTE, read_katalog
from pipeline.present import blocks as b
from pipeline.present import figure
from pipeline.present.cell import Cell
from pipeline.present.documents.page import page_document
from pipeline.present.documents.unit import unit_document
from pipeline.present.files import file_names

PRESENT = ROOT / "pipeline" / "present"
FIGURES = [c.title for c in (*figure.FIGURE, *figure.COUNTS)]
# Unit, figure with its class, column.
Place = tuple[str, str, str]


def walk(blocks: tuple[b.Block, ...]) -> Iterator[b.Table]:
    """All tables, also those that a page folds away."""
    for block in blocks:
        if isinstance(block, b.Table):
            yield block
        elif isinstance(block, b.Details):
            yield from walk(block.blocks)


def test_a_cell_is_the_same_value_in_workbook_and_page(october):
    page = {p.id: p for p in page_document(october).sections_for("page")[3].parts}
    compared = 0
    for einheit in october.einheiten:
        sections = {s.id: s for s in unit_document(october, einheit).sections_for("sheet")}
        (listed,) = walk(sections["kennzahlen"].blocks)
        tables = walk(page[figure.einheit_anchor(einheit)].blocks)
        on_page = [t for t in tables if figure.ACTUAL.title in [h.title for h in t.heads]]
        assert len(listed.rows) == len(einheit.zeilen) == sum(len(t.rows) for t in on_page)
        sheet, part = list(rows_of(listed)), [row for t in on_page for row in rows_of(t)]
        for row in sheet:
            assert row in part, (einheit.titel, row)
            compared += len(row)
    assert compared > 5000


def test_short_tables_show_the_cells_of_the_long_ones(october):
    """The first sheet, the comparison of teams in both media, and the values that charts are drawn from."""
    (overview,) = walk(page_document(october).sections_for("page")[1].blocks)
    for einheit in october.einheiten:
        sections = {s.id: list(walk(s.blocks)) for s in unit_document(october, einheit).sections_for("sheet")}
        figures = {row[: len(figure.FIGURE)] for row in rows_of(sections["kennzahlen"][0])}
        assert {row[: len(figure.FIGURE)] for row in rows_of(sections["uebersicht"][0], figure.FIGURE)} <= figures
        actual = {row[0] for row in figures}
        assert {row.cells[-1] for row in sections["verlauf"][0].rows} <= actual
        if "teams" in sections:
            on_page = compared(overview)
            assert all(on_page.get(place, cell) == cell for place, cell in compared(sections["teams"][0]).items())
            assert compared(sections["teams"][0]).keys() & on_page.keys()


def compared(table: b.Table) -> dict[Place, Cell]:
    """The cells of units beside each other, by unit, figure and column."""
    rows = (*table.rows, *((table.total,) if table.total else ()))
    return {
        (row.cells[0].link, head.group, head.title): cell
        for row in rows
        for head, cell in zip(table.heads, row.cells, strict=True)
        if head.group
    }


def rows_of(table: b.Table, columns: tuple[Any, ...] = (*figure.FIGURE, *figure.COUNTS)) -> Iterator[tuple[Cell, ...]]:
    """The cells of the columns that tables of figures share."""
    places = [[h.title for h in table.heads].index(column.title) for column in columns]
    yield from (tuple(row.cells[n] for n in places) for row in table.rows)


class Tables(HTMLParser):
    """The tables of figures of each unit as texts: what a reader hears, and what only a sighted one sees."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.cells: dict[Place, str] = {}
        self._unit = self._group = self._cell = ""
        self._heads: list[str] = []
        self._row: list[str] = []
        self._in = self._skipped = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "section" and values.get("class") == "einheit":
            self._unit = values["id"]
        elif tag == "thead":
            self._heads = []
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            self._in, self._cell = 1, ""
        # Small print, signs read aloud and drawings are no part of the cell's text.
        if tag in ("small", "svg") or values.get("class") == "v":
            self._skipped = 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("small", "svg", "span"):
            self._skipped = 0
        if tag in ("td", "th") and self._in:
            self._in = 0
            self._row.append(self._cell.strip(" \n"))
        elif tag == "thead":
            self._heads = self._row
        elif tag == "tr" and self._unit and self._heads[1:2] == ["Ist"]:
            self._keep()

    def _keep(self) -> None:
        if len(self._row) == 1:
            self._group = self._row[0]
        elif self._row != self._heads:
            name = self._row[0] if self._heads[0] == "Kennzahl" else f"{self._group}: {self._row[0]}"
            for head, text in zip(self._heads, self._row, strict=True):
                if head in FIGURES:
                    assert (self._unit, name, head) not in self.cells
                    self.cells[self._unit, name, head] = text

    def handle_data(self, data: str) -> None:
        if self._in and not self._skipped:
            self._cell += data


def name_of(bericht: Bericht, kennzahl: str, kind: str, segment: str) -> str:
    """The name that the page gives a row: below its kind where it is folded away, else as a title."""
    entry = next(k for k in bericht.katalog.kennzahl if k.titel == kennzahl)
    if kind == bericht.katalog.segmentart["gesamt"]:
        return kennzahl
    closed = {bericht.katalog.segmentart[art] for art in GESCHLOSSENE_SEGMENTE}
    is_in_front = "gesamt" not in entry.segmente and kind in closed
    return f"{kennzahl}: {segment}" if is_in_front else f"{kennzahl} nach {kind}: {segment}"


def workbook_cells(bericht: Bericht, einheit: Einheit, file: Path) -> dict[Place, Any]:
    """The cells of the sheet Kennzahlen by place."""
    wb: Workbook = load_workbook(file)
    ws = wb["Kennzahlen"]
    head, *rows = ws[ws.tables["tblKennzahlen"].ref]
    titles = [c.value for c in head]
    cells = {}
    for row in rows:
        by = dict(zip(titles, row, strict=True))
        name = name_of(bericht, *(by[t].value for t in ("Kennzahl", "Gliederung", "Ausprägung")))
        cells |= {(figure.einheit_anchor(einheit), name, t): by[t] for t in FIGURES}
    return cells


def shown(cell: Any) -> str:
    """What a German spreadsheet shows: the number as its format says, worked out here and not by the pipeline."""
    if cell.value is None:
        return ""
    if not isinstance(cell.value, int | float):
        return str(cell.value)
    parts = re.sub(r"\[[^\]]*\]", "", cell.number_format).split(";")
    form = parts[1] if cell.value < 0 and len(parts) > 1 else parts[0]
    amount = abs(cell.value) if len(parts) > 1 else cell.value
    digits = next(re.finditer(r"[#,0]+(?:\.0+)?(%?)", re.sub(r'"[^"]*"', lambda m: "\x00" * len(m[0]), form)))
    decimals = len(digits[0].rstrip("%").partition(".")[2])
    amount = amount * 100 if digits[1] else amount
    # Half away from zero, as spreadsheets round.
    rounded = int(amount * 10**decimals + 0.5 + 1e-9) / 10**decimals
    text = f"{rounded:{',' if ',' in digits[0] else ''}.{decimals}f}".translate(str.maketrans(",.", ".,"))
    before, after = form[: digits.start()].replace('"', ""), form[digits.end() :].replace('"', "")
    percent = "\u00a0%" if digits[1] else ""
    return f"{before}{text}{percent}{after}"


def test_the_files_show_the_same_texts_and_numbers(october, reported):
    files = reported / october.monat
    page = Tables((files / "html" / "index.html").read_text(encoding="utf-8")).cells
    names = file_names(october.einheiten)
    for einheit in october.einheiten:
        file = files / "excel" / f"{names[einheit.ebene, einheit.id]}.xlsx"
        sheet = workbook_cells(october, einheit, file)
        anchor = figure.einheit_anchor(einheit)
        assert set(sheet) == {place for place in page if place[0] == anchor}
        different = {place: (shown(cell), page[place]) for place, cell in sheet.items() if shown(cell) != page[place]}
        assert not different
    texts = set(page.values())
    assert {"•", "–", ""} <= texts
    assert any("PP" in text for text in texts)


def python_files() -> list[Path]:
    return sorted((ROOT / "pipeline").rglob("*.py"))


def test_signs_are_decided_in_one_place():
    for datei in python_files():
        if datei == PRESENT / "cell.py":
            continue
        text = datei.read_text(encoding="utf-8")
        assert "•" not in text, f"{datei} writes •: take present.cell.SUPPRESSED or a cell of present/cell.py"
        assert not re.search(r"""(["'])–\1""", text), f"{datei} writes –: take a cell of present/cell.py"
        assert not re.search(r"\bNO_VALUE\b", text), f"{datei} decides on –: take a cell of present/cell.py"
    for datei in (ROOT / "reports" / "templates").iterdir():
        assert not re.search(r">\s*[•–]", datei.read_text(encoding="utf-8")), f"{datei} writes a sign: take a cell"


def test_few_places_ask_whether_a_figure_is_a_share():
    asking = [d.name for d in python_files() if re.search(r'form\s*==\s*"anteil"', d.read_text(encoding="utf-8"))]
    assert asking == ["katalog.py"], f"ask Kennzahl.is_share instead: {asking}"


def test_no_figure_is_named_where_reports_are_written():
    for datei in [*PRESENT.rglob("*.py"), *(ROOT / "reports" / "templates").iterdir()]:
        text = datei.read_text(encoding="utf-8")
        named = [k.id for k in read_katalog().kennzahl if re.search(rf"""["']{k.id}["']""", text)]
        assert not named, f"{datei} names {named}: give reports/kennzahlen.toml a property instead"
