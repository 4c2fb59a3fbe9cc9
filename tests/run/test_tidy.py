"""Rows go when they are older than a house keeps them; figures, reports and counts stay."""

import errno
import os
import shutil
from datetime import date

import duckdb
import pytest

from drawn.archive import (
    AUGUST,
    MONTHS,
    OCTOBER,
    SEPTEMBER,
    archive_of,
    corrected_department,
    house_of,
    kept_in,
    newest,
    order_of,
    pseudonyms,
    run,
)
from drawn.files import hashes
from pipeline.run.backfill import run_backfill
from pipeline.run.doctor import examine
from pipeline.run.status import look
from pipeline.run.tidy import find_old, forget_rows

DECEMBER, JANUARY = date(2024, 12, 24), date(2025, 1, 2)
ROWS = ("lieferung/", "quarantaene/")


@pytest.fixture
def folder(tmp_path):
    """August, September, and two Stände of October."""
    return corrected_department(tmp_path)


def names(stands):
    return [stand.name for stand in stands]


def kept_of(folder):
    """All files of the archive that hold no row, and those of the reports."""
    archive = {n: h for n, h in hashes(folder / "aus.archiv").items() if n.count("/") > 1}
    return {n: h for n, h in archive.items() if not any(f"/{part}" in n for part in ROWS)} | hashes(folder / "aus")


@pytest.mark.parametrize(
    ("today", "months", "old"),
    [
        (DECEMBER, 24, []),
        (DECEMBER, 4, []),
        (DECEMBER, 3, ["2024-08, Stand 01"]),
        (DECEMBER, 2, ["2024-08, Stand 01", "2024-09, Stand 01"]),
        (DECEMBER, 1, ["2024-08, Stand 01", "2024-09, Stand 01", "2024-10, Stand 01", "2024-10, Stand 02"]),
        (date(2024, 11, 30), 2, ["2024-08, Stand 01"]),
        (date(2026, 10, 31), 24, ["2024-08, Stand 01", "2024-09, Stand 01"]),
    ],
)
def test_every_stand_of_a_month_that_lies_so_far_back_is_old(tmp_path_factory, today, months, old):
    folder = corrected_department(tmp_path_factory.mktemp("amt"))
    before = hashes(folder)
    assert names(find_old(archive_of(folder), today, months)) == old
    assert hashes(folder) == before


def test_what_is_found_is_what_is_deleted_and_nothing_else(folder):
    house, before = house_of(folder), kept_of(folder)
    found = find_old(house.archive, DECEMBER, 2)
    said = []
    assert forget_rows(house, DECEMBER, 2, 0, said.append)[0] == found
    assert [s for s in said if s.startswith("Aufräumen")] == [
        "Aufräumen: 2024-08, Stand 01",
        "Aufräumen: 2024-09, Stand 01",
    ]
    assert kept_of(folder) == before
    assert {m: newest(folder, m).has_rows for m in MONTHS} == {AUGUST: False, SEPTEMBER: False, OCTOBER: True}
    left = {n for n in hashes(folder / "aus.archiv") if any(f"/{part}" in n for part in ROWS)}
    assert {name.split("/")[0] for name in left} == {OCTOBER}
    assert find_old(house.archive, DECEMBER, 2) == []
    assert forget_rows(house, DECEMBER, 2, 0, lambda _: None)[0] == []


def test_the_warehouse_has_no_rows_of_such_a_month_but_all_its_figures(folder):
    before = kept_in(folder / "aus.duckdb")
    forget_rows(house_of(folder), DECEMBER, 2, 0, lambda _: None)
    after = kept_in(folder / "aus.duckdb")
    for table in ("mart.kennzahlen", "mart.einheiten", "raw.verbis_vermerke"):
        assert after[table] == before[table]
    with duckdb.connect(str(folder / "aus.duckdb"), read_only=True) as con:
        assert con.sql("select distinct monat from raw.verbis_kunden").fetchall() == [(OCTOBER,)]


def test_of_a_department_without_any_rows_nobody_is_left_in_archive_and_warehouse(folder):
    forget_rows(house_of(folder), JANUARY, 1, 0, lambda _: None)
    files = [f for place in ("aus.archiv", "aus") for f in (folder / place).rglob("*") if f.is_file()]
    assert len(files) > 100
    content = b"".join(file.read_bytes() for file in [*files, folder / "aus.duckdb"])
    assert not [name for name in pseudonyms() if name.encode() in content]
    with duckdb.connect(str(folder / "aus.duckdb"), read_only=True) as con:
        tables = con.sql("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        persons = [t for (t,) in tables if "kunde_id" in con.sql(f"from {t} limit 0").columns]
        assert sum(len(con.sql(f"from {t} limit 1").fetchall()) for t in persons) == 0
        assert con.sql("select count(distinct stichtag) from mart.kennzahlen").fetchall() == [(3,)]


def test_a_report_is_put_again_though_its_rows_are_gone(folder):
    before = hashes(folder / "aus")
    forget_rows(house_of(folder), JANUARY, 1, 0, lambda _: None)
    shutil.rmtree(folder / "aus")
    assert not run(folder).is_new
    assert hashes(folder / "aus") == before


def test_status_says_that_rows_are_gone_and_a_renewal_that_it_needs_them(folder):
    forget_rows(house_of(folder), JANUARY, 1, 0, lambda _: None)
    assert [m.hat_zeilen for m in look(house_of(folder)).monate] == [False, False, False]
    shutil.rmtree(folder / "in")
    order = order_of(folder, "", settings=order_of(folder).settings.model_copy(update={"mindestfallzahl": 4}))
    (done,) = run_backfill(order, OCTOBER, OCTOBER, lambda _: None)
    assert str(done.error).startswith("Die Zeilen der Lieferung 2024-10 liegen nicht mehr im Archiv (Aufbewahrung).")
    assert newest(folder, OCTOBER).number == 2


def test_the_next_month_can_be_run_although_the_rows_of_the_last_are_gone(folder):
    forget_rows(house_of(folder), JANUARY, 1, 0, lambda _: None)
    result = run(folder, neu=True)
    assert (result.is_new, result.stand.number) == (True, 3)
    assert result.stand.has_rows


def test_rows_that_the_warehouse_still_has_are_said_and_go_with_the_next_call(folder, monkeypatch):
    def fail(*_):
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))

    with monkeypatch.context() as broken:
        broken.setattr("pipeline.publish.heal._swap_in", fail)
        old, healed = forget_rows(house_of(folder), JANUARY, 1, 0, lambda _: None)
    assert len(old) == 4
    assert "Das Warehouse" in " ".join(healed.waiting)
    assert not look(house_of(folder)).warehouse_aktuell
    assert forget_rows(house_of(folder), JANUARY, 1, 0, lambda _: None)[0] == []
    with duckdb.connect(str(folder / "aus.duckdb"), read_only=True) as con:
        schemas = con.sql("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
        assert ("verbis_kunden",) not in schemas


def test_a_department_without_any_rows_is_in_order(folder):
    forget_rows(house_of(folder), JANUARY, 1, 0, lambda _: None)
    assert examine(house_of(folder), "--output aus", JANUARY, 1) == []
