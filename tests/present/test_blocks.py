"""Blocks: tables declared as columns, places on a page, and renderers that refuse what they do not know."""

import io
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, cast

import pytest
from jinja2 import UndefinedError
from openpyxl import load_workbook

from pipeline.present import blocks as b
from pipeline.present.cell import Cell, plain_number, sign_cell
from pipeline.present.excel.render import render_workbook
from pipeline.present.html.render import render_page


def table(*positions: Any) -> b.Table:
    heads = tuple(b.Head(str(n), position=position) for n, position in enumerate(positions))
    return b.Table("Tafel", heads, ())


def test_slots_gather_what_a_page_shows_in_one_place():
    assert table("own", "own").slots == ((0,), (1,))
    assert table("own", "own", "under", "beside", "own").slots == ((0,), (1, 2, 3), (4,))
    assert table().slots == ()


COLUMNS: tuple[b.Column[int], ...] = (
    b.Column("Zahl", "number", lambda n: plain_number(n, 0), 9),
    b.Column("Wort", "text", lambda n: Cell("gerade" if n % 2 == 0 else "ungerade"), 20, wraps=True),
)


def test_columns_make_heads_and_rows():
    assert b.make_heads(COLUMNS) == (b.Head("Zahl", "number", 9), b.Head("Wort", "text", 20, wraps=True))
    assert b.make_row(COLUMNS, 3, "summe") == b.Row((plain_number(3, 0), Cell("ungerade")), "summe")
    (group,) = b.make_table("Tafel", COLUMNS, [1, 2]).groups
    assert group.title is None
    assert [[cell.text for cell in row.cells] for row in group.rows] == [["1", "ungerade"], ["2", "gerade"]]
    assert b.make_table("Tafel", COLUMNS, [], name="tbl", frozen=1) == b.Table(
        "Tafel", b.make_heads(COLUMNS), (b.Group(()),), name="tbl", frozen=1
    )


def test_rows_of_a_table_are_those_of_all_groups_without_the_total():
    rows = [b.make_row(COLUMNS, n) for n in range(3)]
    made = b.Table("Tafel", b.make_heads(COLUMNS), (b.Group((rows[0],)), b.Group((rows[1],), Cell("x"))), rows[2])
    assert made.rows == (rows[0], rows[1])


def test_a_text_table_aligns_numbers_where_any_row_has_one():
    rows = [(Cell("a"), sign_cell(gesperrt=False)), (Cell("b"), plain_number(2, 0))]
    made = b.text_table("Tafel", ("Name", "Menge"), (30, 10), rows)
    assert [(h.title, h.kind, h.width, h.wraps) for h in made.heads] == [
        ("Name", "text", 30, True),
        ("Menge", "number", 10, True),
    ]
    assert made.look == "text"
    assert [h.kind for h in b.text_table("leer", ("Name",), (30,), ()).heads] == ["text"]
    # Widths may be given for the widest table of several.
    assert len(b.text_table("schmal", ("Name",), (30, 10, 5), [(Cell("a"),)]).heads) == 1


class Foreign(NamedTuple):
    """Something that is no block."""

    text: str = "x"


def document(*blocks: object, media: tuple[b.Medium, ...] = ("sheet", "page")) -> b.Document:
    section = b.Section("teil", "Teil", cast(tuple[b.Block, ...], blocks), media=media)
    return b.Document(b.Masthead("Titel", "Wer", "Wann", "Stand", date(2026, 10, 31), "1.0"), (section,))


def test_renderers_refuse_a_block_that_they_do_not_know():
    with pytest.raises(TypeError, match="A sheet cannot show Foreign"):
        render_workbook(document(Foreign()))
    with pytest.raises(UndefinedError, match="Foreign"):
        render_page(document(Foreign()))


def test_a_sheet_refuses_what_only_pages_have():
    with pytest.raises(TypeError, match="A sheet cannot show Details"):
        render_workbook(document(b.Details("mehr", ())))


def test_a_page_is_broken_only_where_the_next_block_does_not_fit():
    def part(rows: int) -> tuple[b.Block, ...]:
        return b.Heading(Cell("Kopf")), b.make_table("Tafel", COLUMNS, range(rows))

    def breaks(*rows: int) -> list[int]:
        inhalt = render_workbook(document(*(block for n in rows for block in part(n))))
        return [mark.id for mark in load_workbook(io.BytesIO(inhalt))["Teil"].row_breaks.brk]

    # A page holds 488 points. Title, note and gap take 54; heading, caption, head and gap 71, and a row 18.
    assert breaks(3, 3, 3) == []
    # 54 + 71 + 20 · 18 = 485: the second begins a page, of which it takes 71 + 10 · 18, and the third follows it.
    assert len(breaks(20, 10, 3)) == 1
    # A long table: rows 1 to 6 take 110, 21 rows of 18 follow; the next page holds 17 + 26 · 18; the rest leaves room.
    assert breaks(60, 3) == [27, 27 + 26]


def test_tables_say_what_they_are_unless_their_sheet_does():
    table = b.make_table("Tafel", COLUMNS, [1])

    def first_column(block: b.Table) -> list[object]:
        return [z[0].value for z in load_workbook(io.BytesIO(render_workbook(document(block))))["Teil"] if z[0].value]

    kopf = ["Teil – Wer", "Titel · Wann"]
    assert first_column(table) == [*kopf, "Tafel", "Zahl", 1]
    assert first_column(replace(table, caption=False)) == [*kopf, "Zahl", 1]
    assert first_column(replace(table, repeats=True)) == [*kopf, "Zahl", 1]


def test_a_section_stands_only_in_its_media():
    both, page = document(), document(media=("page",))
    assert [s.id for s in both.sections_for("sheet")] == ["teil"]
    assert page.sections_for("sheet") == ()
    assert [s.id for s in page.sections_for("page")] == ["teil"]


BOTH_MEDIA: tuple[b.Block, ...] = (
    b.Heading(Cell("<Kopf>")),
    b.Paragraph("<Absatz>", "result", "Marke"),
    b.Paragraph("<Hinweis>", "hint", "Hinweis", link="#anker"),
    b.Legend((("•", "<Zeichen>"),), "Text"),
    b.Pairs((("<kurz>", ("<lang>", "<länger>")),), "<Paare>"),
    b.text_table("<Tafel>", ("<Spalte>",), (30,), [(Cell("<Zelle>", note="<klein>", mark="<Marke>"),)]),
    b.Charts(()),
    b.Aside((b.Paragraph("<neben>"),), None),
)


@pytest.mark.parametrize("block", BOTH_MEDIA, ids=lambda block: type(block).__name__)
def test_blocks_are_shown_in_both_media_and_escaped(block):
    inhalt = render_workbook(document(block))
    assert inhalt.startswith(b"PK")
    if not isinstance(block, b.Aside):
        seite = render_page(document(block))
        assert not [
            word for word in ("Kopf", "Absatz", "Hinweis", "Paare", "Zelle", "Marke", "lang") if f"<{word}>" in seite
        ]
