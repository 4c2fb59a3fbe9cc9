"""Pseudonyms of every usual kind pass, few or many; names, numbers of registers and what falls out do not."""

import base64
import random
import string
import uuid
from collections.abc import Callable

import polars as pl
import pytest

from pipeline.accept.pseudonyms import common_beginning, find_strangers

KINDS: dict[str, Callable[[random.Random, int], str]] = {
    **{
        f"{n} kleine": lambda r, _, n=n: f"{r.getrandbits(4 * n):0{n}x}" for n in (8, 9, 10, 11, 12, 16, 20, 32, 40, 64)
    },
    **{f"{n} große": lambda r, _, n=n: f"{r.getrandbits(4 * n):0{n}X}" for n in (8, 9, 10, 12, 16, 20, 32, 40, 64)},
    **{f"k und {n}": lambda r, _, n=n: f"k{r.getrandbits(4 * n):0{n}x}" for n in (8, 9, 16, 20, 32)},
    **{f"KD- und {n}": lambda r, _, n=n: f"KD-{r.getrandbits(4 * n):0{n}X}" for n in (8, 12, 32)},
    "ifk und 6": lambda r, _: f"ifk{r.getrandbits(24):06x}",
    "UUID": lambda r, _: str(uuid.UUID(int=r.getrandbits(128), version=4)),
    "UUID groß": lambda r, _: str(uuid.UUID(int=r.getrandbits(128), version=4)).upper(),
    "UUID in Klammern": lambda r, _: f"{{{uuid.UUID(int=r.getrandbits(128), version=4)}}}",
    "base64": lambda r, _: base64.b64encode(r.randbytes(16)).decode(),
    "base64url": lambda r, _: base64.urlsafe_b64encode(r.randbytes(16)).decode().rstrip("="),
    "base64url lang": lambda r, _: base64.urlsafe_b64encode(r.randbytes(32)).decode().rstrip("="),
    "base32": lambda r, _: base64.b32encode(r.randbytes(10)).decode(),
    "base32 lang": lambda r, _: base64.b32encode(r.randbytes(16)).decode().rstrip("="),
    "Ziffern und Großbuchstaben": lambda r, _: "".join(r.choices(string.digits + string.ascii_uppercase, k=12)),
    "21 gemischte": lambda r, _: "".join(r.choices(string.digits + string.ascii_letters + "_-", k=21)),
    "nur Buchstaben": lambda r, _: "".join(r.choices(string.ascii_lowercase, k=16)),
    "laufend": lambda _, i: str(i + 1),
    "mit Nullen": lambda _, i: f"{i:010d}",
    **{f"{n} Ziffern": lambda r, _, n=n: str(r.randrange(10 ** (n - 1), 10**n)) for n in (9, 10, 11, 12, 17)},
    **{
        muster: lambda _, i, muster=muster: muster.format(i + 1)
        for muster in [
            *("k{}", "K{}", "P{}", "f{}", "bgk{}", "k{:05d}", "k_{}", "KD-{:06d}", "P-{:08d}", "KD {:06d}", "kunde{}"),
            *("Kunde{}", "Person-{}", "Fachkraft{:03d}", "IFK{}", "BG-{:07d}", "PSEUDO_{:06d}", "JC01/{:05d}", "v1:{}"),
        ]
    },
    "Paare und Einzelne": lambda _, i: f"paar{i // 2}" if i % 3 else f"bg{i}",
    "zwei Längen": lambda _, i: f"k{i:05d}" if i % 5 else f"b{i}",
}
LARGE = {
    "klein": [f"k{random.Random(i).getrandbits(36):09x}" for i in range(40)],
    "nummeriert": [f"k{i:05d}" for i in range(150)],
    "Ziffern": [str(i) for i in range(1, 40)],
    "groß": [f"{random.Random(i).getrandbits(128):032X}" for i in range(50)],
}
SMALL = {"drei": ["k1", "k2", "k3"], "eine": ["P1"], "fünf": ["ifk6f5acb", "ifka38f8b", "ifk1a8580", "ifk12", "ifk13"]}
NAMES = """
    Kanarienvogel, Hans|Muster|Mustermann|Müller|Müller-Lüdenscheidt|Erika Mustermann|Mustermann Erika|Dr. Muster
    E. Muster|Frau Muster|O'Neill|Mustermann, Erika 80|Muster80|MusterE001|Erika.Muster|ErikaMuster|Muster_E
    Muster,Erika|Öztürk|Nguyễn|Ute|Eva M.|von der Berg|Muster (geb. Meier)|Hauptstr. 5|Musterstr. 5, 12345 Berlin
    erika muster
    muster, erika|müller|Schmidt|Иванов|Familie Muster|MUSTERMANN
"""
SINGLE = [name for line in NAMES.strip().split("\n    ") for name in line.split("|")]
NOBODY = "unbekannt|NULL|-|k. A.|#NV|keine|nicht zugeordnet|0|1,23E+11|fremd1|fremd9|b1|N/A|elternzeit|31.12.2026|J|x"


def strangers(values: list[str]) -> list[str]:
    return find_strangers(pl.Series(values).unique().sort())


def test_the_table_is_what_it_promises():
    assert len(KINDS) >= 60


@pytest.mark.parametrize("count", [8, 40, 2000])
@pytest.mark.parametrize("kind", KINDS)
def test_a_column_of_any_usual_kind_of_pseudonym_passes(kind, count):
    r = random.Random(f"{kind} {count}")
    assert strangers([KINDS[kind](r, i) for i in range(count)]) == []


@pytest.mark.parametrize(
    "values", [["k1"], ["1", "12345"], ["bg"], ["i1", "I1"], ["P17", "fremd9"], ["7", "k1", "A"], ["AB"]]
)
def test_small_deliveries_are_not_judged_by_their_size(values):
    assert strangers(values) == []


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("column", [*LARGE, *SMALL])
def test_one_name_among_pseudonyms_is_found(column, name):
    assert strangers([*(LARGE | SMALL)[column], name]) == [name]


@pytest.mark.parametrize("word", ["muster", "mueller", "erika.muster", "kanarienvogel", "MUSTERE80"])
@pytest.mark.parametrize("column", LARGE)
def test_a_word_falls_out_of_many_pseudonyms_even_without_capitals(column, word):
    assert strangers([*LARGE[column], word]) == [word]


def test_a_long_number_falls_out_of_pseudonyms_with_letters():
    assert strangers([*LARGE["nummeriert"], "4711081512"]) == ["4711081512"]
    assert strangers([*LARGE["nummeriert"], "9999999999"]) == []


@pytest.mark.parametrize("value", NOBODY.split("|"))
@pytest.mark.parametrize("column", [*LARGE, *SMALL])
def test_what_stands_where_nobody_is_meant_is_no_name(column, value):
    assert strangers([*(LARGE | SMALL)[column], value]) == []


@pytest.mark.parametrize(
    "values",
    [
        ["Muster", "Meier", "Schulze"],
        ["Müller", "Schmidt"],
        ["muster", "meier", "schulze", "mueller"],
        ["MUSTER", "MEIER"],
        ["Muster1", "Meier2", "Schulze"],
        ["MusterE", "MeierF", "SchulzeK"],
        ["MUSTERE001", "MEIERF002", "SCHULZK001"],
        ["Muster, E.", "Meier, F."],
        ["65929970489", "57549285017", "25768131411"],  # tax ids with right check digits
        ["01711234567", "01521234567", "+491609876543"],
    ],
)
def test_a_column_of_nothing_but_names_or_numbers_of_a_register_is_found_whole(values):
    assert strangers(values) == sorted(values)


def test_what_values_begin_with_is_told_also_of_one():
    assert common_beginning(["k12", "k15", "k1"]) == "k1"
    assert common_beginning(["k12"]) == "k12"
    assert common_beginning(["a", "b"]) == ""


@pytest.mark.parametrize(
    "values",
    [
        ["17.05.1985", "03.11.1990", "24.12.1971"],
        ["1985-05-17", "1990-11-03", "1971-12-24"],
        ["06321/123456", "06321/98765", "0621/4711"],
        ["+49 6321 123456", "+49 6321 98765", "+49 621 47112"],
        ["(06321) 123456", "(06321) 98765", "(0621) 47112"],
    ],
)
def test_days_of_birth_and_telephone_numbers_are_no_pseudonyms(values):
    assert strangers(values) == sorted(values)


@pytest.mark.parametrize("count", [2, 5, 500])
def test_a_blank_that_all_have_at_the_same_places_belongs_to_their_form(count):
    r = random.Random(count)
    values = [" ".join(f"{r.getrandbits(16):04X}" for _ in range(4)) for _ in range(count)]
    assert strangers(values) == []
    assert strangers([*values, "Muster Erika"]) != []
    assert strangers(["Eva Hase", "Ute Maus"]) == ["Eva Hase", "Ute Maus"]
