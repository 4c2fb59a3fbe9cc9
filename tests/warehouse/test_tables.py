"""Monthly tables give back what they were given, also beyond one row group, and whatever was there before."""

from datetime import date

import duckdb
import polars as pl
import pytest

from pipeline.errors import ConfigurationError
from pipeline.warehouse import tables
from pipeline.warehouse.connection import SCHEMATA, open_warehouse

# DuckDB stores 122,880 rows per row group; most of its parallel paths start beyond it.
VIELE = 300_000
VERMERKE = "raw.verbis_vermerke"


def notes(anzahl: int, praefix: str) -> pl.DataFrame:
    nummern = pl.DataFrame({"zeile": range(2, anzahl + 2)}, schema={"zeile": pl.UInt32})
    return nummern.with_columns(
        vermerk_id=pl.format("{}{}", pl.lit(praefix), pl.col("zeile")),
        kunde_id=pl.format("k{}", pl.col("zeile") % 997),
        datum=pl.lit(date(2026, 10, 1)),
        vermerktyp=pl.lit("beratungsvermerk"),
        kontaktart=pl.lit("persoenlich"),
        betreff=pl.lit(None, dtype=pl.String),
    )


def months(datei) -> list[tuple]:
    abfrage = f"select monat, count(*), count(distinct vermerk_id), sum(zeile)::bigint from {VERMERKE} group by 1"
    with open_warehouse(datei, "1GB") as con:
        return con.execute(f"{abfrage} order by 1").fetchall()


def expected(monat: str, anzahl: int) -> tuple:
    return (monat, anzahl, anzahl, sum(range(2, anzahl + 2)))


def test_large_months_come_back_whole(tmp_path):
    datei = tmp_path / "w.duckdb"
    for monat, anzahl in (("2026-09", VIELE), ("2026-10", VIELE), ("2026-10", VIELE - 1)):
        with open_warehouse(datei, "1GB") as con:
            tables.replace_month(con, VERMERKE, monat, notes(anzahl, monat))
            con.commit()
    assert months(datei) == [expected("2026-09", VIELE), expected("2026-10", VIELE - 1)]


def test_without_a_commit_nothing_stays(tmp_path):
    datei = tmp_path / "w.duckdb"
    with open_warehouse(datei, "1GB") as con:
        tables.replace_month(con, VERMERKE, "2026-09", notes(10, "a"))
        con.commit()
    with open_warehouse(datei, "1GB") as con:
        tables.replace_month(con, VERMERKE, "2026-09", notes(VIELE, "b"))
    assert months(datei) == [expected("2026-09", 10)]


class _Altered:
    """A stream that does not carry the rows it was given."""

    def __init__(self, frame: pl.DataFrame, change) -> None:
        self.frame = change(frame)

    def __arrow_c_stream__(self, requested_schema=None):
        return self.frame.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize(
    "change",
    [lambda f: f.head(f.height - 1), lambda f: pl.concat([f.head(1), f.head(f.height - 1)])],
    ids=["one row short", "one row twice, another not at all"],
)
def test_rows_that_do_not_come_back_stop_the_run(monkeypatch, change):
    monkeypatch.setattr(tables, "_ArrowStream", lambda frame: _Altered(frame, change))
    with open_warehouse(None, "1GB") as con, pytest.raises(RuntimeError, match="nicht vollständig"):
        tables.replace_month(con, VERMERKE, "2026-09", notes(10, "a"))


def test_deleted_rows_leave_only_their_month():
    with open_warehouse(None, "1GB") as con:
        for monat in ("2026-09", "2026-10"):
            tables.replace_month(con, VERMERKE, monat, notes(10, monat))
        tables.delete_rows(con, VERMERKE, "2026-10", pl.Series("zeile", [2, 3, 99], dtype=pl.Int64))
        zahl = con.execute(f"select monat, count(*) from {VERMERKE} group by 1 order by 1").fetchall()
        gezaehlt = [tables.count_rows(con, VERMERKE, monat) for monat in ("2026-08", "2026-09", "2026-10")]
    assert zahl == [("2026-09", 10), ("2026-10", 8)]
    assert gezaehlt == [0, 10, 8]


def test_frames_come_back_with_their_types_and_months():
    frame = pl.DataFrame(
        {"export": ["a", "ü"], "geladen": [1, None], "am": [None, date(2026, 2, 28)], "ja": [True, False]},
        schema={"export": pl.String, "geladen": pl.Int64, "am": pl.Date, "ja": pl.Boolean},
    )
    with open_warehouse(None, "1GB") as con:
        assert not tables.has_table(con, "raw.lieferung")
        tables.replace_month(con, "raw.lieferung", "2026-09", frame)
        tables.replace_month(con, "raw.lieferung", "2026-10", frame.clear())
        tables.write_table(con, "ref.alles", frame)
        assert tables.has_table(con, "raw.lieferung")
        assert not tables.has_table(con, "ref.lieferung")
        monatlich, ganz = tables.read_table(con, "raw.lieferung"), tables.read_table(con, "ref.alles")
    assert monatlich.sort("export").equals(frame.select(pl.lit("2026-09").alias("monat"), pl.all()))
    assert monatlich.schema == {"monat": pl.String, **frame.schema}
    assert ganz.sort("export").equals(frame)


def test_a_table_of_another_version_is_said(tmp_path):
    with duckdb.connect(str(tmp_path / "alt.duckdb")) as con:
        for schema in SCHEMATA:
            con.execute(f"create schema {schema}")
        con.execute(f"create table {VERMERKE} (monat varchar, zeile integer)")
    with open_warehouse(tmp_path / "alt.duckdb", "1GB") as con, pytest.raises(ConfigurationError, match="Version"):
        tables.replace_month(con, VERMERKE, "2026-09", notes(3, "a"))


def test_two_months_have_the_same_rows_whatever_their_order_and_place():
    with open_warehouse(None, "1GB") as con:
        assert not tables.has_same_rows(con, VERMERKE, "2026-08", "2026-09")
        rows = notes(5, "n")
        for monat, frame in (
            ("2026-08", rows),
            ("2026-09", rows.reverse().with_columns(zeile=pl.col("zeile") + 7)),
            ("2026-10", rows.with_columns(datum=pl.lit(date(2026, 10, 2)))),
            ("2026-11", rows.head(4)),
        ):
            tables.replace_month(con, VERMERKE, monat, frame)
        gleich = [m for m in ("2026-09", "2026-10", "2026-11") if tables.has_same_rows(con, VERMERKE, "2026-08", m)]
    assert gleich == ["2026-09"]


@pytest.mark.parametrize(("count", "size", "parts"), [(0, 3, [0]), (2, 3, [2]), (3, 3, [3]), (7, 3, [3, 3, 1])])
def test_a_month_is_read_in_parts_by_row(count, size, parts):
    with open_warehouse(None, "1GB") as con:
        tables.replace_month(con, VERMERKE, "2026-09", notes(5, "andere"))
        tables.replace_month(con, VERMERKE, "2026-10", notes(count, "v").sample(fraction=1, shuffle=True, seed=1))
        read = [*tables.read_parts(con, VERMERKE, "2026-10", size)]
    assert [part.height for part in read] == parts
    assert pl.concat(read).equals(notes(count, "v"))


def test_rows_are_read_by_where_they_stood():
    with open_warehouse(None, "1GB") as con:
        tables.replace_month(con, VERMERKE, "2026-09", notes(9, "andere"))
        tables.replace_month(con, VERMERKE, "2026-10", notes(9, "v"))
        zeilen = pl.Series([8, 3, 99], dtype=pl.UInt32)
        read = tables.read_zeilen(con, VERMERKE, "2026-10", zeilen)
    assert read.equals(notes(9, "v").filter(pl.col("zeile").is_in([3, 8])))
