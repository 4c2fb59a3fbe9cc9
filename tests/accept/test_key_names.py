"""Keys of rows look as a system likes; names among them are found, in a column of any kind and size."""

import base64
import random
import uuid
from collections.abc import Callable

import polars as pl
import pytest

from pipeline.accept.key_names import find_names

KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "laufend": lambda _, i: str(1_000_000 + i),
    "GUID": lambda r, _: f"{{{str(uuid.UUID(int=r.getrandbits(128))).upper()}}}",
    "hexadezimal": lambda r, _: f"v{r.getrandbits(36):09x}",
    "base64": lambda r, _: base64.urlsafe_b64encode(r.randbytes(16)).decode().rstrip("="),
    "base32": lambda r, _: base64.b32encode(r.randbytes(10)).decode(),
    "Zeitpunkt": lambda _, i: f"2026-10-{i % 28 + 1:02d} 08:{i % 60:02d}:00.{i:06d}",
    "Person und Tag": lambda r, i: f"k{r.getrandbits(36):09x}-202610{i % 28 + 1:02d}",
    "Art und Nummer": lambda _, i: f"{('FbW', 'MAT', 'AVGS', 'AGH')[i % 4]}-2026-{i:04d}",
    "Wort und Nummer": lambda _, i: f"{('einv', 'kooperationsplan', 'verwaltungsakt')[i % 3]}-{i}",
    **{
        form: lambda _, i, form=form: form.format(i + 1)
        for form in (
            *("n{}", "Vermerk-{}", "Vermerk {:06d}", "Teilnahme Nr. {}", "Termin_{}", "VERBIS_VM_{:08d}"),
            *("VB.2026.{:04d}", "jc01:vermerk:{}", "k1#{}", "T501 / {}", "erstgespraech_{}"),
        )
    },
}
NAMES = """
    Kanari_Petra_1|Kanari, Petra|Petra Kanari|petra.kanari|petra_kanari|kanari.p|Kanari|KANARI|kanari|Frau Kanari
    P. Kanari|Kanari-Meier|Müller|Öztürk|Kanari/Petra
"""
SINGLE = [name for line in NAMES.strip().split("\n    ") for name in line.split("|")]


def names(values: list[str]) -> list[str]:
    return find_names(pl.Series(values))


@pytest.mark.parametrize("count", [4, 30, 3000])
@pytest.mark.parametrize("kind", KINDS)
def test_keys_of_any_usual_kind_pass(kind, count):
    r = random.Random(kind)
    assert names([KINDS[kind](r, i) for i in range(count)]) == []


@pytest.mark.parametrize("form", ["v{:08x}", "{:08x}", "{:08X}", "k{:09x}", "VM-{:010x}", "{:016x}"])
def test_words_that_chance_makes_of_hexadecimal_digits_are_no_names(form):
    r = random.Random(form)
    assert names(list({form.format(r.getrandbits(32)) for _ in range(200_000)})) == []


@pytest.mark.parametrize("count", [12, 3000])
@pytest.mark.parametrize("kind", KINDS)
def test_one_name_among_keys_is_found(kind, count):
    r = random.Random(kind)
    keys = [KINDS[kind](r, i) for i in range(count)]
    assert [name for name in SINGLE if names([*keys, name]) != [name]] == []


def test_a_column_of_names_is_found_whole_also_where_it_is_large():
    surnames = [f"{a}{b}" for a in ("Kan", "Mei", "Schul", "Web", "Haus", "Berg") for b in ("ari", "er", "ze", "mann")]
    for form in ("{0}", "{0}_Petra_{1}", "{2}.{0}", "{2} {0}"):
        first = ("petra", "uwe", "olga", "ines", "jonas")
        keys = [form.format(name, i, first[i % 5]) for i, name in enumerate(surnames)]
        assert names(keys)
    many = [f"{random.Random(i).choice(surnames)}{random.Random(-i).choice(surnames)}" for i in range(4000)]
    assert names(many)


def test_empty_keys_are_none():
    assert find_names(pl.Series([], dtype=pl.String)) == []
    assert find_names(pl.Series([None, "n1"], dtype=pl.String)) == []


@pytest.mark.parametrize("form", ["{} {}", "{}-2026-{}", "{}{}", "{}_{}", "2026-{}-{}", "VM/{}/{}", "{}.{}a"])
@pytest.mark.parametrize(
    "surname", ["Schmidt", "meier", "SCHULZ", "Kranz", "vogel", "Müller", "mueller", "MULLER", "Yıldız"]
)
def test_a_usual_surname_is_told_also_where_all_keys_have_it(form, surname):
    keys = [form.format(surname, i) for i in range(300)]
    assert names(keys) == sorted(keys)


def test_keys_of_a_few_surnames_are_found_whole():
    keys = [f"{('meier', 'schulz', 'kranz', 'vogel')[i % 4]}-2026-{i}" for i in range(400)]
    assert names(keys) == sorted(keys)


@pytest.mark.parametrize(
    "form",
    ["RAUM3-{}", "WBA-{}", "ATV-2026-{}", "Vogelsang-{}", "Neumannstrasse_{}", "lang-{}", "k000123{}", "2026-10-{}"],
)
def test_other_words_and_numbers_are_no_surnames(form):
    assert names([form.format(i) for i in range(10, 310)]) == []
