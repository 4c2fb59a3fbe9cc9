"""Identifiers with more signs glued to them are found by their column; keys of any usual kind are none."""

import base64
import random
import uuid
from collections.abc import Callable

import polars as pl
import pytest

from pipeline.accept.glued import find_glued

# Number `i` of a column whose values are all of one person's number and more digits.
COLUMNS: dict[str, tuple[str, Callable[[int], str]]] = {
    "Nummer und 01": ("Kundennummer", lambda i: f"{100 + i % 800}A{456000 + i}01"),
    "kleiner Buchstabe": ("Kundennummer", lambda i: f"{100 + i % 800}a{456000 + i}01"),
    "laufende Nummer dahinter": ("Kundennummer", lambda i: f"123A456789{i:04d}"),
    "laufende Nummer davor": ("Kundennummer", lambda i: f"{17 + i}123A456789"),
    "Null davor": ("Kundennummer", lambda i: f"0{100 + i % 800}B{456789 + i}"),
    "Tag dahinter": ("Kundennummer", lambda i: f"123A{456789 + i}20261015"),
    "Wort davor": ("Kundennummer", lambda i: f"KD123A{456789 + i}01"),
    "Glied einer Kennung": ("Kundennummer", lambda i: f"v-123A{456789 + i}01-{i}"),
    "nie hexadezimal": ("Kundennummer", lambda i: f"100K{456000 + i}2"),
    "zwei": ("Kundennummer", lambda i: f"123A45{i:04d}9934B5678901"),
    "Buchstabe und Ziffer dahinter": ("Kundennummer", lambda i: f"{100 + i % 800}G{456000 + i}P1"),
    "BG dahinter": ("Kundennummer", lambda i: f"{100 + i % 800}K{456000 + i}BG1"),
    "vier hexadezimale dahinter": ("Kundennummer", lambda i: f"123K{456789 + i}{i * 7919 % 65536:04x}"),
    "Jobcenter davor": ("Kundennummer", lambda i: f"JC01K123G{456789 + i}"),
    "Zeichen auf beiden Seiten": ("Kundennummer", lambda i: f"kd{100 + i % 800}G{456789 + i}x9"),
    "Buchstaben und Striche": ("Kundennummer", lambda i: f"a_{100 + i % 800}G{456789 + i}b_1"),
    "SV mit Buchstabe": ("Sozialversicherungsnummer", lambda i: f"65170839J{i % 1000:03d}P{i // 1000 + 1}"),
    "BG mit Buchstabe": ("BG-Nummer", lambda i: f"12345BG{i:07d}P1"),
    "BG klein davor": ("BG-Nummer", lambda i: f"bg12345BG{i:07d}a1"),
    "BG": ("BG-Nummer", lambda i: f"12345BG{i:07d}1"),
    "BG mit Strichen": ("BG-Nummer", lambda i: f"12345//000{1234 + i}1"),
    "zwei BG": ("BG-Nummer", lambda i: f"12345BG{i:07d}12345BG{i:07d}"),
    "IBAN": ("IBAN", lambda i: f"DE021203000000{i:08d}01"),
    "SV": ("Sozialversicherungsnummer", lambda i: f"65170839J{i:03d}12"),
}
ONE = [
    "100K45600002",
    "0123k456789",
    "12345BG00012341",
    "12345//00012341",
    "DE0212030000000020205101",
    "65170839J00312",
]
PLAIN: dict[str, Callable[[random.Random, int], str]] = {
    **{
        f"{n} klein": lambda r, _, n=n: f"{r.getrandbits(4 * n):0{n}x}" for n in (8, 11, 12, 13, 14, 16, 20, 24, 32, 64)
    },
    **{f"{n} groß": lambda r, _, n=n: f"{r.getrandbits(4 * n):0{n}X}" for n in (12, 14, 32)},
    "k und hexadezimal": lambda r, _: f"k{r.getrandbits(48):012x}",
    "UUID": lambda r, _: str(uuid.UUID(int=r.getrandbits(128), version=4)),
    "Base64": lambda r, _: base64.b64encode(r.randbytes(16)).decode(),
    "Base32": lambda r, _: base64.b32encode(r.randbytes(10)).decode(),
    "Ziffern und Buchstaben": lambda r, _: "".join(r.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=12)),
    "laufend": lambda _, i: str(1_000_000 + i),
    "k000123456": lambda _, i: f"k{123456 + i:09d}",
    "Zeitpunkt": lambda _, i: f"20261001T08{i % 60:02d}00",
    "Tag und Buchstabe": lambda _, i: f"20261001A{i:07d}",
    "Jahr und Buchstabe": lambda _, i: f"2026K{i:07d}",
    "Jahr und BG": lambda _, i: f"202610BG{i:07d}",
}


@pytest.mark.parametrize("count", [2, 30, 2000])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_identifiers_with_digits_glued_to_them_is_found_whole(column, count):
    kind, make = COLUMNS[column]
    values = [make(i) for i in range(count)]
    assert {found: len(hits) for found, hits in find_glued(pl.Series(values)).items()} == {kind: count}


@pytest.mark.parametrize("count", [3, 30, 2000])
@pytest.mark.parametrize("end", ["P1", "a1", "9f0c", "BG1"])
def test_letters_of_hexadecimal_digits_are_found_where_more_than_chance_would_make_them(end, count):
    values = [f"{100 + i % 800}a{456000 + i}{end}" for i in range(count)]
    assert find_glued(pl.Series(values)) == {"Kundennummer": values}


@pytest.mark.parametrize("value", ONE)
@pytest.mark.parametrize("plain", ["12 klein", "32 klein", "k und hexadezimal", "UUID", "laufend", "k000123456"])
def test_one_that_hexadecimal_digits_never_make_is_found(plain, value):
    r = random.Random(plain)
    values = [PLAIN[plain](r, i) for i in range(200)]
    assert list(find_glued(pl.Series([*values, value])).values()) == [[value]]


@pytest.mark.parametrize("plain", ["Base32", "Ziffern und Buchstaben", "Base64", "12 klein", "laufend"])
def test_more_of_them_than_chance_makes_are_found_among_keys_of_any_kind(plain):
    r = random.Random(plain)
    values = [PLAIN[plain](r, i) for i in range(300)]
    glued = [f"{100 + i}A{456000 + i}01" for i in range(100)]
    assert set(glued) <= set(find_glued(pl.Series([*values, *glued]))["Kundennummer"])


@pytest.mark.parametrize("count", [1, 2, 3, 40, 5000])
@pytest.mark.parametrize("plain", PLAIN)
def test_keys_of_any_usual_kind_are_none(plain, count):
    r = random.Random(f"{plain} {count}")
    assert find_glued(pl.Series([PLAIN[plain](r, i) for i in range(count)])) == {}


def test_one_value_that_chance_may_have_made_is_none():
    r = random.Random(1)
    assert find_glued(pl.Series([*(f"{r.getrandbits(48):012x}" for _ in range(200)), "123a45678901"])) == {}
