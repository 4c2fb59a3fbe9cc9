"""Of an excluded row only those ids are kept that look like the others of the delivery."""

import polars as pl
import pytest

from pipeline.accept.safe_cells import keep_safe_cell, keep_safe_text
from schemas import EXPORTS

USUAL = [f"k{i:05d}" for i in range(20)]


def kept(value, usual=USUAL, column="kunde_id", keep=keep_safe_text):
    delivered = pl.DataFrame({column: [*usual, value]})
    return delivered.select(keep(EXPORTS["verbis_kunden"].to_schema().columns[column], delivered))[column][-1]


@pytest.mark.parametrize("value", ["k00077", "K-77", "0000000017", "abcd-12", "17", "12a=="])
def test_an_id_like_the_others_is_kept(value):
    assert kept(value) == value
    assert kept(value, keep=keep_safe_cell) == value


@pytest.mark.parametrize(
    "value", ["meier", "erika.muster", "Erika Muster", "a@b", "01711234567", "06321/123456", "meier-hans", "Muster80"]
)
def test_words_names_and_telephone_numbers_are_not(value):
    assert kept(value) is None
    assert kept(value, keep=keep_safe_cell) is None


def test_words_are_kept_where_all_ids_are_words():
    assert kept("spaeterraus", ["bleibt", "geht"]) == "spaeterraus"
    assert kept("meier", []) is None
    assert kept("meier", ["k1"]) is None
    assert kept("PSEUDO_000017", [f"PSEUDO_{i:06d}" for i in range(5)]) == "PSEUDO_000017"


@pytest.mark.parametrize(
    ("value", "expected"), [("T99", "T99"), ("411", "411"), ("Meier", None), ("Team Meier 1", None)]
)
def test_a_team_is_kept_where_it_is_a_short_code(value, expected):
    assert kept(value, ["T1"], "team_id") == expected
