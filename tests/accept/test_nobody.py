"""Words that mean nobody, alone or together; a digit makes them a value."""

import re

import pytest

from pipeline.accept.nobody import WORDS, nobody_pattern


@pytest.mark.parametrize("text", ["unbekannt", "N.N.", "keine BG", "Nicht zugeordnet", "N", "(vakant)", "kd_unbekannt"])
def test_words_for_nobody_are_told_in_every_spelling(text):
    assert re.fullmatch(nobody_pattern(), text, re.IGNORECASE)


@pytest.mark.parametrize("text", ["fremd9", "bg", "k1", "kunde", "A", "unbekannt2", "Neumann", "nk", "Testmann"])
def test_a_digit_or_another_word_makes_a_value(text):
    assert not re.fullmatch(nobody_pattern(), text, re.IGNORECASE)


def test_the_guard_knows_each_word():
    assert {"unbekannt", "fremd", "zugeordnet", "bg"} <= WORDS
