"""Whatever encoding a file has, the same text comes of it, also where two were put together."""

import pytest

from pipeline.accept.formats.encoding import to_utf8

TEXT = "Süd;„Köln“ – 5 €;Straße\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_gives_the_same_text(encoding):
    # Plain letters first: without a byte order mark UTF-16 is told by its zero bytes.
    text = "team_id;team_name;bereich_name\n" * 5 + TEXT
    assert to_utf8(text.encode(encoding))[0].decode() == text


def test_two_encodings_put_together_are_told_apart_by_line_and_within_a_line():
    both = TEXT.encode() * 3 + TEXT.encode("cp1252") + "Süd".encode() + "äöß €\n".encode("cp1252")
    assert to_utf8(both)[0].decode() == TEXT * 4 + "Südäöß €\n"


def test_a_letter_of_three_bytes_survives_beside_windows_1252():
    assert to_utf8("Süd, Şişli\n".encode() + "Süd\n".encode("cp1252"))[0].decode() == "Süd, Şişli\nSüd\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a\r\nb\r\n", "a\nb\n"),
        (b'"a\r\nb";c\rd;e\r', '"a\nb";c\nd;e\n'),
        (b"a\rb\r", "a\nb\n"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"a\n\n\n", "a\n"),
        (b"a\r\n\r\n", "a\n"),
        (b"a\n\x1a", "a\n"),
        (b"a\x1a", "a"),
        (b"a", "a"),
        ("a\n\ufeffb;\ufeffc\n".encode(), "a\nb;c\n"),
    ],
)
def test_ends_of_lines_and_of_the_file_and_inner_marks_are_the_same_everywhere(content, text):
    assert to_utf8(content)[0].decode() == text
