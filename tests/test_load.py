"""The warehouse gives back what it was given, also beyond one row group, and whatever was there before."""

from datetime import date

import duckdb
import polars as pl
import pytest

from pipeline.accept.validate import Geprueft
from pipeline.errors import KonfigurationError
from pipeline.warehouse import tables as load

# DuckDB stores 122,880 rows per row group; most of its parallel paths start beyond it.
VIELE = 300_000


def notes(anzahl: int, praefix: str) -> Geprueft:
    nummern = pl.DataFrame({"zeile": range(2, anzahl + 2)}, schema={"zeile": pl.UInt32})
    frame = nummern.with_columns(
        vermerk_id=pl.format("{}{}", pl.lit(praefix), pl.col("zeile")),
        kunde_id=pl.format("k{}", pl.col("zeile") % 997),
        datum=pl.lit(date(2026, 10, 1)),
        vermerktyp=pl.lit("beratungsvermerk"),
        kontaktart=pl.lit("persoenlich"),
        betreff=pl.lit(None, dtype=pl.String),
    )
    return Geprueft("verbis_vermerke", "verbis_vermerke.csv", frame, pl.DataFrame(), anzahl, pl.DataFrame())


def months(datei) -> list[tuple]:
    abfrage = (
        "select monat, count(*), count(distinct vermerk_id), sum(zeile)::bigint from raw.verbis_vermerke group by 1"
    )
    with load.open_warehouse(datei, "1GB") as con:
        return con.execute(f"{abfrage} order by 1").fetchall()


def expected(monat: str, anzahl: int) -> tuple:
    return (monat, anzahl, anzahl, sum(range(2, anzahl + 2)))


def test_large_months_come_back_whole(tmp_path):
    datei = tmp_path / "w.duckdb"
    for monat, anzahl in (("2026-09", VIELE), ("2026-10", VIELE), ("2026-10", VIELE - 1)):
        with load.open_warehouse(datei, "1GB") as con:
            load.load_month(con, monat, [notes(anzahl, monat)], {})
            con.commit()
    assert months(datei) == [expected("2026-09", VIELE), expected("2026-10", VIELE - 1)]


def test_without_a_commit_nothing_stays(tmp_path):
    datei = tmp_path / "w.duckdb"
    with load.open_warehouse(datei, "1GB") as con:
        load.load_month(con, "2026-09", [notes(10, "a")], {})
        con.commit()
    with load.open_warehouse(datei, "1GB") as con:
        load.load_month(con, "2026-09", [notes(VIELE, "b")], {})
    assert months(datei) == [expected("2026-09", 10)]


def test_rows_that_do_not_come_back_stop_the_run(monkeypatch):
    monkeypatch.setattr(load, "_ArrowStream", lambda frame: _OneRowShort(frame))
    with load.open_warehouse(None, "1GB") as con, pytest.raises(RuntimeError, match="nicht vollständig"):
        load.load_month(con, "2026-09", [notes(10, "a")], {})


class _OneRowShort:
    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame.head(frame.height - 1)

    def __arrow_c_stream__(self, requested_schema=None):
        return self.frame.__arrow_c_stream__(requested_schema)


def test_excluded_rows_leave_only_their_month():
    with load.open_warehouse(None, "1GB") as con:
        for monat in ("2026-09", "2026-10"):
            load.load_month(con, monat, [notes(10, monat)], {})
        load.exclude_rows(con, "2026-10", "verbis_vermerke", pl.Series([2, 3, 99], dtype=pl.Int64))
        zahl = con.execute("select monat, count(*) from raw.verbis_vermerke group by 1 order by 1").fetchall()
    assert zahl == [("2026-09", 10), ("2026-10", 8)]


def test_warehouse_is_readable_by_its_owner_alone(tmp_path):
    with load.open_warehouse(tmp_path / "w.duckdb", "1GB") as con:
        con.commit()
    assert (tmp_path / "w.duckdb").stat().st_mode & 0o077 == 0


def test_a_second_run_and_a_foreign_file_are_said(tmp_path):
    (tmp_path / "fremd.duckdb").write_text("kein Warehouse")
    with pytest.raises(KonfigurationError, match="nicht lesbar"), load.open_warehouse(tmp_path / "fremd.duckdb", "1GB"):
        pass
    with duckdb.connect(str(tmp_path / "alt.duckdb")) as con:
        con.execute("create schema raw")
        con.execute("create table raw.verbis_vermerke (monat varchar, zeile integer)")
    with load.open_warehouse(tmp_path / "alt.duckdb", "1GB") as con, pytest.raises(KonfigurationError, match="Version"):
        load.load_month(con, "2026-09", [notes(3, "a")], {})
