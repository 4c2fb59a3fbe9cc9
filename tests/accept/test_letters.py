"""Letters damaged on the way are mended where they can be told for sure, and nothing else is touched."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.accept.formats.letters import mend_letters, mend_text

TEXTE = ["Süd", "Köln 5 €", "„Straße“ – Ü25", "ÄÖÜ äöü ß", "café à Şişli Łódź", "Geschäftsstelle"]


def encode_twice(text: str, encoding: str) -> str:
    return "".join(bytes([b]).decode(encoding, "ignore") or chr(b) for b in text.encode())


@pytest.mark.parametrize("text", TEXTE)
@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_text_encoded_twice_or_three_times_is_decoded_again(text, encoding):
    twice = encode_twice(text, encoding)
    assert mend_text(twice) == text
    assert mend_text(encode_twice(twice, encoding)) == text


@pytest.mark.parametrize("text", TEXTE)
def test_decomposed_letters_are_composed(text):
    assert mend_text(unicodedata.normalize("NFD", text)) == text


@pytest.mark.parametrize("text", [*TEXTE, "SÃO PAULO", "„LÄ“", "Ä–B", "Â", "naïve", "Grâce", "10 °C", "§ 16i"])
def test_right_text_stays(text):
    assert mend_text(text) == text


@given(st.text(alphabet=st.characters(max_codepoint=0x7F) | st.sampled_from("äöüÄÖÜß€„“–éàç"), max_size=20))
def test_no_german_text_is_changed_and_all_is_mended_from_twice(text):
    assert mend_text(text) == text
    assert mend_text(encode_twice(text, "cp1252")) == text


def test_a_column_says_which_of_its_cells_were_encoded_twice():
    column, twice, _ = mend_letters(pl.Series("x", ["SÃ¼d", "Su\u0308d", None, "Süd", "Ost"]))
    assert column.to_list() == ["Süd", "Süd", None, "Süd", "Ost"]
    assert twice.to_list() == [True, False, False, False, False]
