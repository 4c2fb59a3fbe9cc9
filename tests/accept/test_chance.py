"""Random pseudonyms look like identifiers as often as chance makes them, and no more often."""

import random

import polars as pl

from pipeline.accept.chance import explained_by_chance
from pipeline.accept.identifiers import find_identifiers


def innocent(values: list[str]) -> tuple[set[str], set[str]]:
    """Return what looks like an identifier among the values, and what of it chance explains."""
    found = {value: hits for value in values if (hits := find_identifiers(value))}
    return set(found), explained_by_chance(found, pl.Series(values))


def hexadecimal(count: int, form: str = "{:010x}") -> list[str]:
    r = random.Random(count)
    return [form.format(r.getrandbits(40)) for _ in range(count)]


def test_of_thousands_of_hexadecimal_pseudonyms_some_look_like_kundennummern():
    for form in ("{:010x}", "{:010X}", "k{:010x}", "KD-{:010X}"):
        found, explained = innocent(hexadecimal(5000, form))
        assert 5 < len(found) < 60
        assert explained == found


def test_more_than_chance_makes_are_kundennummern():
    echte = [f"{i:03d}A{456789 + i}" for i in range(100, 140)]
    found, explained = innocent([*hexadecimal(2000, "{:010X}"), *echte])
    assert set(echte) <= found
    assert not explained


def test_signs_that_the_others_do_not_have_are_no_chance():
    assert innocent([*hexadecimal(2000), "123A456789"])[1] == set(innocent(hexadecimal(2000))[0])
    assert innocent([f"n{i:09d}" for i in range(2000)] + ["123A456789"]) == ({"123A456789"}, set())
    assert innocent(["123A456789"]) == ({"123A456789"}, set())
