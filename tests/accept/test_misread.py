"""Lost and misread letters are noticed with their cause; letters of other languages and plain questions are not."""

import polars as pl
import pytest

from pipeline.accept.formats.misread import find_misread, is_misread

RIGHT = [
    *("Süd", "Łódź", "Şişli", "İğüş Čšž Ñ", "Was? Nun", "Süd?", "?", "???", "k. A.?", "Team „Süd“", "A+B", "+AB-C"),
    *(
        "§ 16i",
        "m² groß",
        "10 °C",
        "5 €",
        "Nord–Süd",
        "Tomašević",
        "x+APfel",
        "Simões",
        "Markt & Integration; Süd",
        "𝕬 👩‍👩‍👧",
        "N/A?",
    ),
]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Gesch?ftsf?hrer", "Fragezeichen"),
        ("Stra?e", "Fragezeichen"),
        ("B??ler", "Fragezeichen"),
        ("?stlich", "Fragezeichen"),
        ("Team ?stlich", "Fragezeichen"),
        ("S\ufffdd", "verloren"),
        ("Sï¿½d", "verloren"),
        ("S+APw-d", "UTF-7"),
        ("B+AOQA3w-ler", "UTF-7"),
        ("Gesch„ft", "DOS"),
        ("N”rd", "DOS"),
        ("GeschŠft", "MacRoman"),
        ("Stra§e", "MacRoman"),
        ("Geschõftsstelle", "anderen Zeichenkodierung"),
        ("Stra▀e", "anderen Zeichenkodierung"),
        ("Gesch&auml;ftsstelle", "HTML"),
        ("Markt &amp; Integration", "HTML"),
        ("Gesch&#228;ftsstelle", "HTML"),
        ("S¨¹d", "anderen Zeichenkodierung"),
    ],
)
def test_damaged_letters_are_noticed_with_their_cause(text, cause):
    found = list(find_misread(pl.Series([text, "Nord", None])))
    assert [rows.to_list() for _, rows in found] == [[True, False, False]]
    assert cause in found[0][0].satz
    assert is_misread(text)


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_not_damaged(text):
    assert not list(find_misread(pl.Series([text])))
    assert not is_misread(text)


def test_other_columns_than_those_of_text_hold_no_letters():
    assert not list(find_misread(pl.Series([1, 2])))
