"""What documents are made of: frozen blocks that excel/ and html/ lay out without knowing any report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, NamedTuple

from pipeline.present.cell import Cell, Course, T

Medium = Literal["sheet", "page"]
Kind = Literal["text", "number"]
RowLook = Literal["", "verfehlt", "teil", "summe"]


class Head(NamedTuple):
    """The head of a column; heads of one `group` belong together, `width` counts digits on a sheet."""

    title: str
    kind: Kind = "number"
    width: float = 12
    note: str = ""
    link: str = ""
    group: str = ""
    position: Literal["own", "under", "beside"] = "own"  # on a page: a column, or small by the cell before
    wraps: bool = False
    bars: bool = False  # its numbers, from 0 to 1, are drawn as well


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of a table over items of one kind: what its head says, and how an item's cell is made for all media."""

    title: str
    kind: Kind
    cell: Callable[[T], Cell]
    width: float = 12
    wraps: bool = False


class Row(NamedTuple):
    """A line of a table; `key` names what a chart draws from it."""

    cells: tuple[Cell, ...]
    look: RowLook = ""
    key: tuple[str, str] | None = None


class Group(NamedTuple):
    """Rows under a common heading, which may be missing."""

    rows: tuple[Row, ...]
    title: Cell | None = None


@dataclass(frozen=True)
class Table:
    """A table; with a `name` a spreadsheet can filter it, `frozen` counts its columns kept in sight.

    The titles of groups are headings; where a table can be filtered, they fill a column with the head `by`.
    """

    title: str
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    total: Row | None = None
    name: str = ""
    look: Literal["breit", "schmal", "werte", "uebersicht", "text"] = "breit"
    caption: bool = True
    frozen: int = 0
    repeats: bool = False
    by: Head | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows without the total."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def slots(self) -> tuple[tuple[int, ...], ...]:
        """The places of a page's row: each a column of its own with those that stand below or beside its cells."""
        slots: list[tuple[int, ...]] = []
        for number, head in enumerate(self.heads):
            slots = [*slots, (number,)] if head.position == "own" else [*slots[:-1], (*slots[-1], number)]
        return tuple(slots)


def make_row(columns: Sequence[Column[T]], item: T, look: RowLook = "") -> Row:
    """Return the item's cells."""
    return Row(tuple(column.cell(item) for column in columns), look)


def make_heads(columns: Sequence[Column[T]]) -> tuple[Head, ...]:
    """Return the heads of the columns."""
    return tuple(Head(c.title, c.kind, c.width, wraps=c.wraps) for c in columns)


def make_table(title: str, columns: Sequence[Column[T]], items: Iterable[T], **rest: Any) -> Table:
    """Return a table of all items in one group without a heading; `rest` are further fields of a table."""
    return Table(title, make_heads(columns), (Group(tuple(make_row(columns, item) for item in items)),), **rest)


def text_table(title: str, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Cell]]) -> Table:
    """Return a table to read; numbers stand where its cells have some."""
    kinds: list[Kind] = ["number" if any(r[n].number is not None for r in rows) else "text" for n in range(len(heads))]
    made = (Head(h, k, w, wraps=True) for h, k, w in zip(heads, kinds, widths, strict=False))
    return Table(title, tuple(made), (Group(tuple(Row(tuple(row)) for row in rows)),), look="text")


class Heading(NamedTuple):
    """A heading within a section."""

    text: Cell
    level: int = 3
    anchor: str = ""


class Paragraph(NamedTuple):
    """A text; `label` stands strong in front."""

    text: str
    look: Literal["text", "note", "hint", "strong", "result", "gruen", "gelb", "rot"] = "text"
    label: str = ""
    depth: int = 0
    link: str = ""


class Legend(NamedTuple):
    """Signs and what they stand for, on one line."""

    signs: tuple[tuple[str, str], ...]
    text: str = ""


class Pairs(NamedTuple):
    """Short texts and what there is to say about them."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]
    title: str = ""


class Entry(NamedTuple):
    """An article about one thing that links lead to."""

    title: Cell
    anchor: str
    text: str
    pairs: Pairs


class Entries(NamedTuple):
    """Articles side by side."""

    entries: tuple[Entry, ...]


class Details(NamedTuple):
    """Blocks that a page folds away until asked."""

    summary: str
    blocks: tuple["Block", ...]


class Chart(NamedTuple):
    """Months as a line; `key` names it, `top` and `step` are its axis from zero, `title` leads to what it is about."""

    key: str
    title: Cell
    course: Course
    top: float
    step: float


class Charts(NamedTuple):
    """Charts side by side: a large one, or small ones on one scale; a cell instead of a chart is why there is none."""

    charts: tuple[tuple[Cell, Chart | Cell], ...]
    large: bool = False


class Aside(NamedTuple):
    """Paragraphs, with a chart beside them where there is one."""

    paragraphs: tuple[Paragraph, ...]
    chart: Chart | None


class Card(NamedTuple):
    """A figure at a glance; without a `value` only its splits (title, value, target, light) and its teams stand."""

    title: Cell
    tone: str
    value: Cell | None
    unit: str
    light: Cell
    course: Cell
    pairs: tuple[tuple[str, Cell], ...]
    parts: tuple[tuple[Cell, Cell, Cell, Cell], ...]
    lights: tuple[Cell, ...]


class Cards(NamedTuple):
    """Figures at a glance, and how many of them are met."""

    title: str
    lights: tuple[Cell, ...]
    cards: tuple[Card, ...]


Block = Heading | Paragraph | Legend | Pairs | Entries | Details | Charts | Aside | Cards | Table


@dataclass(frozen=True)
class Section:
    """A sheet of a workbook and a section of a page, or one of them; links lead to its `parts`, `path` back up."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    heading: str = ""
    note: str = ""
    media: tuple[Medium, ...] = ("sheet", "page")
    parts: tuple["Section", ...] = ()
    path: tuple[Cell, ...] = ()


class Masthead(NamedTuple):
    """Of whom and of when a document speaks: `stand` is the short form for running titles, `day` its files' date."""

    title: str
    who: str
    when: str
    stand: str
    day: date
    version: str


@dataclass(frozen=True)
class Document:
    """A report as both media show it: `running` stands on each printed page."""

    head: Masthead
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
    running: str = ""
    facts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notices: tuple[Paragraph, ...] = ()

    def sections_for(self, medium: Medium) -> tuple[Section, ...]:
        """Return the sections that a medium shows."""
        return tuple(s for s in self.sections if medium in s.media)
