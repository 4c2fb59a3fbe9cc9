"""One value that looks otherwise than nearly all others is found, whatever the others look like."""

import base64
import random
import uuid

import polars as pl
import pytest

from pipeline.accept.pseudonyms import find_strangers
from pipeline.accept.shape import find_misshapen, is_reachable

COLUMNS = {
    "k und 9": [f"k{random.Random(i).getrandbits(36):09x}" for i in range(300)],
    "k und 9, wenige": [f"k{random.Random(i).getrandbits(36):09x}" for i in range(22)],
    "ifk und 6": [f"ifk{random.Random(i).getrandbits(24):06x}" for i in range(30)],
    "nummeriert": [f"k{i}" for i in range(1, 400)],
    "hexadezimal": [f"{random.Random(i).getrandbits(128):032x}" for i in range(60)],
    "UUID": [str(uuid.UUID(int=random.Random(i).getrandbits(128), version=4)) for i in range(60)],
    "mit Leerzeichen": [f"KD {i:06d}" for i in range(60)],
}
STRANGE = """
    0176 12345678|0151/12345678|+49 176 1234567|+491761234567|0176-1234567|(0176) 123456|030 1234567|19.05.1980|19.5.80
    1980-05-19|19/05/1980|1980.05.19|19051980|kmueller12|kMueller1|k.mueller12|D1234567|A 1234567|L01X00T47|C01X00T478
    X12 345|k1–a2b3c4d5
"""
USERS = """
    kmueller tschmidt tmeier sweber kschulz awagner bbecker choffmann dkoch ebauer frichter gklein hwolf ischroeder
    jneumann kschwarz lzimmermann mbraun nkrueger ohofmann phartmann qlange rschmitt swerner ukrause
"""
NAMED = [f"{name}{12 + i}" for i, name in enumerate(USERS.split())]
PHONES = [f"0176 {10_000_000 + 77 * i}" for i in range(25)]
HARMLESS = "k1|P1|b12|fremd9|unbekannt|N.N.|0|99999999|#NV|31.12.2026|01.01.1900|1900-01-01|Dummy|test1|person-1"


def strangers(values: list[str]) -> set[str]:
    return set(find_strangers(pl.Series(values).unique().sort()))


@pytest.mark.parametrize("value", [v for line in STRANGE.strip().split("\n    ") for v in line.split("|")])
@pytest.mark.parametrize("column", COLUMNS)
def test_one_value_of_another_shape_is_found(column, value):
    assert strangers([*COLUMNS[column], value]) == {value}


@pytest.mark.parametrize("value", HARMLESS.split("|"))
@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_short_or_means_nobody_has_no_shape(column, value):
    assert strangers([*COLUMNS[column], value]) == set()


@pytest.mark.parametrize("column", COLUMNS)
def test_many_accounts_or_telephones_do_not_hide_each_other(column):
    assert strangers([*COLUMNS[column], *NAMED]) == set(NAMED)
    assert strangers([*COLUMNS[column], *PHONES]) == set(PHONES)


def test_a_column_of_nothing_but_accounts_telephones_or_days_is_found_whole():
    for values in (NAMED, PHONES, [f"{i:02}.05.1980" for i in range(1, 26)]):
        assert strangers(values) == set(values)
    assert is_reachable(pl.Series(PHONES))
    assert not is_reachable(pl.Series(COLUMNS["nummeriert"]))


def test_numbers_of_a_second_system_are_a_shape_of_their_own():
    zweite = [f"Z-{i:07d}" for i in range(40)]
    assert strangers([*COLUMNS["k und 9"], *zweite]) == set()


def test_a_pseudonym_with_a_shorter_beginning_is_one():
    assert strangers([*COLUMNS["ifk und 6"], "i6d394afe8"]) == set()


def test_few_values_have_no_shape():
    assert find_misshapen(pl.Series(["k1", "k2", "D1234567"])) == []


@pytest.mark.parametrize("name", ["kanap01", "PKanari", "kanap123", "kanari.p", "Kanari_P_1"])
@pytest.mark.parametrize("form", ["{:012x}", "k{:09x}", "ifk{:06x}", "{:010d}", "F{}"])
def test_a_word_among_few_values_without_one_is_found(form, name):
    few = [form.format(random.Random(i).getrandbits(20) if "x" in form else i) for i in range(8)]
    assert strangers([*few, name]) == {name}
    assert strangers([*few, form.format(9)]) == set()


def test_a_word_of_another_length_falls_out_of_random_text():
    texts = [base64.urlsafe_b64encode(random.Random(i).randbytes(16)).decode().rstrip("=") for i in range(60)]
    assert strangers([*texts, "PKanari"]) == {"PKanari"}


def test_initials_and_a_day_of_birth_are_a_day_of_birth():
    born = [f"{a}K{day:02d}0519{80 + day}" for day, a in enumerate("ABCDEF", start=1)]
    assert strangers(born) == set(born)
