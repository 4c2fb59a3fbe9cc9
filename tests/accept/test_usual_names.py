"""Names are known in the spellings of people and of programs, and none of them is a word of offices."""

import base64
import random

import polars as pl
import pytest

from pipeline.accept.usual_names import FIRST_NAMES, SURNAMES, bear_surname, without_marks


def test_marks_are_taken_off_and_umlauts_have_their_e():
    assert without_marks("Ayşe Müller") == "Ayse Mueller"
    assert without_marks("Małgorzata Yıldız ß Ö") == "Malgorzata Yildiz ss Oe"


def test_names_are_known_with_and_without_the_e_of_umlauts():
    assert {"Juergen", "Jurgen", "Ayse", "Malgorzata"} <= set(FIRST_NAMES)
    assert {"Mueller", "Muller", "Schaefer", "Sahin"} <= set(SURNAMES)


def test_all_are_plain_words_with_one_capital():
    names = [*FIRST_NAMES, *SURNAMES]
    assert [name for name in names if not (name.isascii() and name.isalpha() and name.istitle())] == []
    assert {"Lang", "Schwarz", "Koch", "Berg"}.isdisjoint(SURNAMES)


@pytest.mark.parametrize("key", ["Schmidt 17", "VOGEL17", "v-schulz-3", "Müller/3", "Wolf-17", "Beck1", "Yıldız"])
def test_a_surname_is_a_word_of_a_key(key):
    assert bear_surname(pl.Series(["k1", key, None])).to_list() == [key]


def test_random_text_hardly_ever_bears_one():
    r = random.Random(1)
    codes = (base64.urlsafe_b64encode, base64.b64encode, base64.b32encode, base64.b16encode)
    assert bear_surname(pl.Series([code(r.randbytes(15)).decode() for code in codes for _ in range(20_000)])).is_empty()
