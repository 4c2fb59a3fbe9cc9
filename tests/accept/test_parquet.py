"""Parquet columns of every type: text as a German export would hold it, or lost and said to be."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import polars as pl
import pytest

from drawn.exports import codes, read
from drawn.files import damages
from drawn.workbooks import KNOWN, without_child
from pipeline.accept import befund as bf
from pipeline.accept.formats.parquet import read_parquet
from pipeline.accept.validate import validate_export
from pipeline.errors import LieferungError

FAR = 2**31 - 1


def packed(frame: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


def texts(column: pl.Series) -> list:
    """The texts of a column, or why there is none."""
    table = read_parquet("v.parquet", packed(column.alias("x").to_frame()))
    lost = {row: grund for (_, grund), rows in table.lost.items() for row in rows}
    return [lost.get(row) or value for row, value in table.frame.select("zeile", "c0").iter_rows()]


def moments(*values, unit="us", zone=None):
    column = pl.Series([datetime.fromisoformat(v) for v in values], dtype=pl.Datetime(unit))
    return column.dt.replace_time_zone(zone) if zone else column


def notes(**columns) -> pl.DataFrame:
    usual = {"kunde_id": "k1", "datum": "01.10.2026", "vermerktyp": "allgemein", "kontaktart": "telefon", "betreff": ""}
    count = len(next(iter(columns.values())))
    keys = pl.DataFrame({"vermerk_id": [f"n{i}" for i in range(count)]})
    return keys.with_columns(*(columns.get(name, pl.lit(value)).alias(name) for name, value in usual.items()))


def judged(tmp_path, frame):
    with without_child():
        roh = read(tmp_path, packed(frame), name="verbis_vermerke.parquet")
    return validate_export(roh, {}), codes(roh)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize(
    ("zone", "stored", "day"),
    [
        ("UTC", "2026-10-14T22:00:00", "2026-10-15"),
        ("UTC", "2026-12-14T23:00:00", "2026-12-15"),
        ("Europe/Berlin", "2026-10-15T00:00:00", "2026-10-15"),
        ("America/New_York", "2026-10-14T18:00:00", "2026-10-15"),
        (None, "2026-10-15T00:00:00", "2026-10-15"),
    ],
)
def test_a_moment_is_the_german_day_that_it_was(unit, zone, stored, day):
    assert texts(moments(stored, unit=unit, zone=zone)) == [day]


@pytest.mark.parametrize(("count", "is_refused"), [(494, False), (495, True), (20_000, True)])
def test_more_columns_than_an_export_has_are_refused_at_once(tmp_path, count, is_refused):
    """A note has six columns of its own; 500 are read."""
    wide = notes(betreff=pl.Series(["a"])).with_columns(pl.lit("x").alias(f"fremd {n}") for n in range(count))
    if is_refused:
        with pytest.raises(LieferungError, match=f"hat {count + 6} Spalten; .*höchstens 500"):
            read_parquet("v.parquet", packed(wide))
    else:
        assert len(read_parquet("v.parquet", packed(wide)).header) == 500


def test_days_with_a_time_are_read_as_days_and_said(tmp_path):
    geprueft, gefunden = judged(tmp_path, notes(datum=moments("2026-10-15T09:30:00", "2026-10-16T00:00:00")))
    assert geprueft.frame["datum"].to_list() == [date(2026, 10, 15), date(2026, 10, 16)]
    assert gefunden == {"tag_mit_uhrzeit": [None]}
    geprueft, gefunden = judged(tmp_path, notes(datum=moments("2026-10-15T22:00:00", "2026-12-16T23:00:00")))
    assert gefunden == {"tag_vermutlich_vortag": [None]}
    assert "datum" in bf.find_warnungen(geprueft.befunde)[0][1]


def test_days_beyond_the_calendar_are_lost():
    days = pl.Series([0, FAR, -FAR, -719_162, 2_932_896, None], dtype=pl.Int32).cast(pl.Date)
    far = ["infinity", "tag_unmoeglich"]
    assert texts(days) == ["1970-01-01", *far, "0001-01-01", "9999-12-31", None]
    for unit, zone in (("ms", None), ("us", "UTC"), ("ns", None), ("ns", "UTC")):
        ends = pl.Series([2**63 - 1, -(2**63), None], dtype=pl.Int64).cast(pl.Datetime(unit, zone))
        assert texts(ends) == [*far, None]


def test_an_infinite_day_is_an_open_end_and_no_other_day(tmp_path):
    geprueft, _ = judged(tmp_path, notes(datum=pl.Series([FAR], dtype=pl.Int32).cast(pl.Date)))
    ((code, satz),) = geprueft.befunde.filter(schwere="ausschluss").select("code", "satz").rows()
    assert code == "wert_unlesbar"
    assert "steht für unendlich" in satz
    assert "laufend" not in satz


def test_days_as_mere_numbers_are_unreadable_and_no_other_day(tmp_path):
    geprueft, _ = judged(tmp_path, notes(datum=pl.Series([20_741, 46_310], dtype=pl.Int32)))
    assert geprueft.frame.is_empty()
    assert bf.count_reasons(geprueft.befunde, "verbis_vermerke") == (("wert_unlesbar", 2),)
    assert all("Tageszahl statt eines Datums" in s and "Excel" not in s for s in geprueft.befunde["satz"])


def test_a_text_with_a_time_of_day_that_there_is_not_is_no_day(tmp_path):
    geprueft, gefunden = judged(tmp_path, notes(datum=pl.Series(["2026-10-05 24:00", "2026-10-06 99:99:00"])))
    assert geprueft.frame.is_empty()
    assert gefunden == {}


@pytest.mark.parametrize("words", [["NaN"] * 3, ["nan", "None", "NaT"], ["<NA>", "inf", "-inf"]])
def test_words_for_nothing_are_missing_and_said_once(tmp_path, words):
    for column in (pl.Series(words), pl.Series(words, dtype=pl.Categorical)):
        geprueft, gefunden = judged(tmp_path, notes(betreff=column))
        assert geprueft.frame["betreff"].to_list() == [None] * 3
        assert gefunden == {"nichts_geschrieben": [None]}


def test_numbers_that_are_none_are_not_called_words(tmp_path):
    geprueft, gefunden = judged(tmp_path, notes(betreff=pl.Series([float("nan")] * 3)))
    assert gefunden == {"nichts_geschrieben": [None]}
    assert "als Zahl „NaN“" in geprueft.befunde.filter(code="nichts_geschrieben")["satz"][0]


def test_floats_are_numbers_with_a_comma_or_lost():
    nan, inf = float("nan"), float("inf")
    column = pl.Series([1.0, 7.8, nan, inf, -inf, None, -3.0, 2.0**53 - 1, 2.0**53, 1e20])
    rest = ["-3", "9007199254740991", "ziffern_verloren", "ziffern_verloren"]
    assert texts(column) == ["1", "7,8", "nichts_geschrieben", "zelle_unbekannt", "zelle_unbekannt", None, *rest]
    narrow = pl.Series([7.8, 16_777_215, 16_777_216], dtype=pl.Float32)
    assert texts(narrow) == ["7,8", "16777215", "ziffern_verloren"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pl.Series([2**53 + 1, 10**17 + 1]), ["9007199254740993", "100000000000000001"]),
        (pl.Series([2**64 - 1], dtype=pl.UInt64), ["18446744073709551615"]),
        (pl.Series([1], dtype=pl.Int8), ["1"]),
        (pl.Series([True, False, None]), ["J", "N", None]),
        (pl.Series([None, None]), [None, None]),
        (pl.Series([Decimal("7.80"), Decimal("123.00"), Decimal("-0.05")]), ["7,8", "123", "-0,05"]),
        (pl.Series([Decimal("100")]), ["100"]),
        (pl.Series([time(9, 5), time(23, 59, 59)]), ["09:05", "23:59"]),
        (pl.Series([timedelta(hours=9, minutes=5), timedelta(days=1)]), ["09:05", "zelle_unbekannt"]),
        (pl.Series([timedelta(seconds=-1)]), ["zelle_unbekannt"]),
        (pl.Series([b"k1", "Müller".encode(), b"\xff\x00", None]), ["k1", "Müller", "zelle_unbekannt", None]),
        (pl.Series(["a", "b"], dtype=pl.Categorical), ["a", "b"]),
        (pl.Series(["a", "b"], dtype=pl.Enum(["a", "b"])), ["a", "b"]),
        (pl.Series(["Nan", "none", ""]), ["Nan", "none", ""]),
    ],
    ids=str,
)
def test_every_type_is_text_or_lost(column, expected):
    assert texts(column) == expected


def test_nested_columns_and_endless_ones_are_refused():
    for column in (pl.Series([[1]]), pl.Series([{"a": 1}])):
        with pytest.raises(LieferungError, match="verschachtelte Spalten"):
            texts(column)
    endless = pl.select(pl.repeat("x", 25_000_000).alias("vermerk_id"))
    with pytest.raises(LieferungError, match="so groß ist kein Export"):
        read_parquet("v.parquet", packed(endless))


def test_damage_of_any_kind_is_read_or_refused():
    """Bytes of data have no checksum here: what is read is what stands there, and nothing breaks."""
    frame = notes(datum=pl.Series([date(2026, 10, d) for d in range(1, 21)]), betreff=pl.Series(["", "x"] * 10))
    whole = packed(frame)
    refused = 0
    for damaged in damages(whole, seed=8, count=200):
        try:
            table = read_parquet("v.parquet", damaged)
            assert len(table.header) <= len(KNOWN)
        except LieferungError:
            refused += 1
    assert 100 < refused < 200


def test_lines_within_a_cell_end_alike_in_every_format():
    assert texts(pl.Series(["a\r\nb", "a\rb", "a\nb", None])) == ["a\nb"] * 3 + [None]
