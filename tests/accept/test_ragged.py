"""Ragged files: one grammar whichever way a line is read, and rows judged by what the rest of the file does."""

from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from drawn.exports import GUT, KOPF
from pipeline.accept.formats.csv import read_csv
from pipeline.accept.formats.encoding import to_utf8
from pipeline.accept.formats.grammar import Grammar
from pipeline.accept.formats.lines import BREITE, LINE, NR
from pipeline.accept.formats.table import RawTable, cell_names
from pipeline.errors import LieferungError

COLUMNS = KOPF.strip().split(";")
PLAIN_CELLS = ["", "a", "n1", "ü", "1"]
QUOTED_CELLS = ['"a;b"', '"x ""y"""', '12" s', '"a', 'b"', '"AVGS "S" N"', ' "q" ', '"l1\nl2"', '""', '"\\"s\\""']
CELLS = [" ", *PLAIN_CELLS, *QUOTED_CELLS]
ROWS = st.lists(st.sampled_from(CELLS), min_size=6, max_size=6) | st.lists(st.sampled_from(CELLS), max_size=9)
PLAIN = st.lists(st.sampled_from(PLAIN_CELLS), min_size=6, max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
Reading = tuple[list[tuple], list[int], list[tuple[int, str]], int | None, bool]


def read(content: str | bytes) -> RawTable:
    return read_csv("x.csv", content if isinstance(content, bytes) else content.encode(), COLUMNS)


def facts(content: str) -> Reading | str:
    """All that a reading says, in a form that compares."""
    try:
        table = read(content)
    except LieferungError as error:
        return str(error)
    rows = [(zeile, *((cell or "").strip() for cell in cells)) for zeile, *cells in table.frame.iter_rows()]
    rows = [row for row in rows if any(row[1:])]
    too_short = [zeile for zeile in table.too_short if zeile in {row[0] for row in rows}]
    return rows, too_short, [(u.zeile, u.grund) for u in table.unreadable], table.cut_off, table.leaves_off


def cut_all_one_by_one(lines, header, rows) -> None:
    """Cut the regular lines with the grammar itself, without polars."""
    for number, line in lines.filter(pl.col(BREITE).is_not_null()).select(NR, LINE).iter_rows():
        cells = header.grammar.cut(line)
        if number not in rows.joined and any(cell.strip(" \xa0") for cell in cells) and rows.take(number, cells):
            frame = pl.DataFrame([cells], schema=dict.fromkeys(cell_names(len(cells)), pl.String), orient="row")
            rows.add(pl.Series([number], dtype=pl.UInt32), frame)


@st.composite
def files(draw):
    rows = draw(st.lists(PLAIN, max_size=6) | st.lists(ROWS, max_size=8) | st.lists(PLAIN | ROWS, max_size=8))
    end = draw(ENDS)
    text = end.join([KOPF.strip(), *(";".join(row) for row in rows)])
    return text + draw(st.sampled_from([end, "", end + end]))


@settings(max_examples=400, deadline=None)
@given(files())
@example(KOPF + GUT + '"";"";""\n' + GUT)
def test_the_fast_and_the_careful_way_say_the_same_of_every_file(text):
    fast = facts(text)
    with patch("pipeline.accept.formats.csv._read_plain", return_value=None):
        assert facts(text) == fast
        with patch("pipeline.accept.formats.ragged._cut_regular", cut_all_one_by_one):
            assert facts(text) == fast


@settings(max_examples=200, deadline=None)
@given(files())
def test_every_line_of_a_file_is_a_row_or_has_a_reason(text):
    table = facts(text)
    assume(isinstance(table, tuple))
    rows, _, unreadable, *_ = table
    numbers = [row[0] for row in rows] + [zeile for zeile, _ in unreadable]
    assert len(numbers) == len(set(numbers))
    lines = to_utf8(text.encode())[0].decode().replace("\r", "").split("\n")[1:]
    if '"' not in text:
        filled = [n for n, line in enumerate(lines, start=2) if line.strip("; \xa0")]
        assert sorted(numbers) == filled
    possible = {(*map(str.strip, cells), *[""] * 6)[:6] for line in lines if (cells := Grammar(";").cut(line))}
    assert all(row[1:] in possible or any("\n" in cell for cell in row[1:]) for row in rows)


@settings(max_examples=100, deadline=None)
@given(files())
def test_a_damaged_line_changes_no_other(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    before, after = facts(text), facts(text + 'n9;"x"y;z;;;\n')
    assume(isinstance(before, tuple))
    assert isinstance(after, tuple)
    assert (after[0], after[1]) == (before[0], before[1])
    assert [grund for _, grund in after[2]] == [*(grund for _, grund in before[2]), "zeile_unlesbar"]


FULL = GUT.replace(";\n", ";x\n")


@pytest.mark.parametrize(
    ("text", "rows", "too_short", "unreadable"),
    [
        # Trailing separators: in all rows, in the header alone, in the rows alone.
        ((KOPF + GUT * 3).replace("\n", ";\n"), 3, [], {}),
        (KOPF.replace("\n", ";;\n") + GUT * 3, 3, [], {}),
        (KOPF + (GUT * 3).replace("\n", ";\n"), 3, [], {}),
        # Only in some rows, or with a text where the rest has nothing.
        (KOPF + GUT * 3 + GUT.replace("\n", ";\n"), 3, [], {5: "zeile_zu_lang"}),
        (KOPF + (GUT * 10).replace("\n", ";\n") + GUT.replace("\n", ";x\n"), 10, [], {12: "zeile_zu_lang"}),
        (KOPF + (GUT * 10).replace("\n", ";\n") + GUT, 11, [12], {}),
        # A text with a separator whose row ends with an empty cell.
        (KOPF + GUT + "n2;k1;01.10.2026;allge;mein;telefon;\n", 1, [], {3: "zeile_zu_lang"}),
        (KOPF + GUT + 'n2;k1;01.10.2026;"allge;mein";telefon;\n', 2, [], {}),
        # Cells that are left off at the end: by all rows, by a single one.
        (KOPF + GUT.replace(";\n", "\n") * 3 + FULL, 4, [], {}),
        (KOPF + GUT.replace(";\n", "\n") * 3, 3, [], {}),
        (KOPF + GUT.replace(";\n", "\n") * 3 + GUT, 4, [2, 3, 4], {}),
        (KOPF + FULL * 80 + GUT.replace(";\n", "\n") * 3, 83, [82, 83, 84], {}),
        # All rows shorter than a header that has one column too many, without a name or with a foreign one.
        (KOPF.replace(";betreff", ";;betreff") + FULL * 3, 3, [2, 3, 4], {}),
        (KOPF.replace(";betreff", ";art;betreff") + FULL * 3, 3, [2, 3, 4], {}),
        ((KOPF + GUT * 3).replace(";", ","), 3, [], {}),
        ((KOPF + GUT * 3).replace(";", "\t"), 3, [], {}),
    ],
)
def test_the_rest_of_the_file_decides_how_many_cells_a_row_has(text, rows, too_short, unreadable):
    table = read(text)
    assert (table.frame.height, table.too_short) == (rows, too_short)
    assert {u.zeile: u.grund for u in table.unreadable} == unreadable


def test_rows_that_end_at_their_last_filled_cell_are_said_once():
    assert read(KOPF + GUT.replace(";\n", "\n") * 3 + FULL).leaves_off


@pytest.mark.parametrize("rest", ["n2", "n2;k1;01.1", "n2;k1;01.10.2026;allgemein;telefon"])
def test_a_last_line_that_lacks_cells_and_its_end_is_cut_off(rest):
    assert read(KOPF + GUT + rest).cut_off == 3
    assert read(KOPF + GUT + rest + "\n").cut_off is None


@pytest.mark.parametrize("rest", ['"n2', 'n2;k1;"01.1', 'n2;k1;01.10.2026;allgemein;telefon;"'])
def test_a_file_that_ends_in_a_quoted_cell_is_refused(rest):
    with pytest.raises(LieferungError, match="unvollständig"):
        read(KOPF + GUT + rest)
    assert read(KOPF + GUT + rest + "\n").unreadable[0].grund == "zeile_unlesbar"


@pytest.mark.parametrize(
    "last", ["n2;k1;01.10.2026;allgemein;telefon;", "n2;k1;01.10.2026;allgemein;telefon;x", "\x1a"]
)
def test_a_full_last_line_needs_no_end(last):
    table = read(KOPF + GUT + last)
    assert (table.cut_off, table.too_short, table.unreadable) == (None, [], [])
