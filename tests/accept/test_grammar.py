"""What a record is: quoted cells as RFC 4180 has them, plain cells as people write them, and nothing guessed."""

import pytest

from pipeline.accept.formats.grammar import HOECHSTE_ZEILEN_JE_FELD, Grammar

G = Grammar(";")
WIDTHS = range(3, 4)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", [""]),
        (";", ["", ""]),
        ('"a";b;"c;d"', ["a", "b", "c;d"]),
        ('"a ""b"" c";d', ['a "b" c', "d"]),
        ('"";""""', ["", '"']),
        (' "a;b" ; c', ["a;b", " c"]),
        ('12" Schirm;b', ['12" Schirm', "b"]),
        ('AVGS "Start" Nord;b', ['AVGS "Start" Nord', "b"]),
        ('"C:\\";b', ["C:\\", "b"]),
        ('"a\nb";c', ["a\nb", "c"]),
    ],
)
def test_what_has_one_meaning_is_read(text, cells):
    assert G.cut(text) == cells
    assert not G.is_open(text)


@pytest.mark.parametrize(
    "text",
    [
        '"AVGS "Start" Nord";b',
        '"AVGS \\"Start\\" Nord";b',
        '"10\\"";"b"',
        '"a"b;c',
        '"a" b;c',
        'a"b;c"d;e',
        'Schuhe"Text; mit 9"" Trenner";b',
        '"a;"b";c',
        "a\nb;c",
    ],
)
def test_where_a_cell_ends_is_never_guessed(text):
    assert G.cut(text) is None


@pytest.mark.parametrize("text", ['a;"', 'a;"b;c', '"a ""b""', '"a;b\nc', 'a;"b"";c'])
def test_an_open_quote_is_no_record_yet(text):
    assert G.cut(text) is None
    assert G.is_open(text)


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        (['a;"b', 'c";d'], ["a", "b\nc", "d"]),
        (['a;"b', "", 'c;;c";d'], ["a", "b\n\nc;;c", "d"]),
    ],
)
def test_a_quoted_cell_runs_over_lines(lines, cells):
    assert G.join(lines[0], lines[1:], WIDTHS) == (cells, len(lines) - 1)


@pytest.mark.parametrize(
    "lines",
    [
        # The next line is a record of its own, or would be with the quote that is missing there too.
        ['a;b;"', "n2;k;x", 'y";1;2'],
        ['a;b;"', 'n2;k;"'],
        ['a;b;"', '"n2";"k";"x"'],
        # Closed, but not a record of three.
        ['a;"b', 'c"'],
        ['a;"b', 'c"d;e'],
        ['a;"b', *["x"] * HOECHSTE_ZEILEN_JE_FELD, '";c'],
        ['a;"b'],
    ],
)
def test_a_quote_that_was_never_closed_takes_no_other_line_along(lines):
    assert G.join(lines[0], lines[1:], WIDTHS) is None
