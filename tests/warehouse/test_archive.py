"""A month comes back out of its folder as it was, whichever version wrote it, and by Jobcenter where there are some."""

from contextlib import contextmanager
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from drawn.deliveries import read_delivery
from pipeline.compute.month import compute_kennzahlen
from pipeline.kalender import find_berichtsmonat
from pipeline.settings import Settings
from pipeline.warehouse import archive, history, tables
from pipeline.warehouse.connection import open_warehouse
from schemas import EXPORTS

MONTH, STICHTAG = "2026-10", date(2026, 10, 31)
SETTINGS = Settings(regelwerk="weinstrasse-2023")
# Two Jobcenter, one of them with signs in its id that no folder can have; nobody knows the team of the last person.
CASE = {
    "organisation": """
        team_id | bereich_id | jobcenter_id
        T1      | B1         | J1
        T2      | B2         | J/2 ä
    """,
    "verbis_kunden": """
        kunde_id | bg_id | team_id
        P1       | BG1   | T1
        P2       | BG2   | T2
        P3       | BG3   | T1
        P4       | BG4   | T2
    """,
    "verbis_vermerke": """
        kunde_id | datum
        P2       | 02.10.2026
        P1       | 01.10.2026
        P4       | 05.10.2026
        P9       | 06.10.2026   # nobody has this person
    """,
    "atv_termine": """
        kunde_id | team_id | datum
        P1       | T1      | 01.10.2026
        P2       | T2      | 02.10.2026
    """,
    "atv_kapazitaet": """
        ifk_id | datum      | team_id
        I1     | 01.10.2026 | T1
        I2     | 01.10.2026 | T2
    """,
}
ONE = {**CASE, "organisation": "team_id | bereich_id\nT1 | B1\nT2 | B2"}


@contextmanager
def computed(case):
    """A warehouse in memory that holds the month."""
    time = find_berichtsmonat(MONTH, {})
    with open_warehouse(None, "1GB") as con:
        compute_kennzahlen(con, read_delivery(case), time, SETTINGS, False, lambda _: None)
        yield con


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The folder of the month, and what the warehouse had of it: rows by export, and rows by kept table."""
    folder = tmp_path_factory.mktemp("monat")
    with computed(CASE) as con:
        archive.save_month(con, MONTH, STICHTAG, folder)
        rows = {e: tables.read_month(con, f"raw.{e}", MONTH).sort("zeile") for e in EXPORTS}
        kept = {t: tables.read_own(con, t, MONTH, STICHTAG) for t in archive.kept_tables() if tables.has_table(con, t)}
    return folder, rows, kept


def test_rows_lie_by_jobcenter_and_are_read_back_complete(saved):
    folder, rows, _ = saved
    places = {p.name for p in (folder / "lieferung").iterdir() if p.is_dir()}
    assert places == {"jobcenter=J1", "jobcenter=J%2F2%20%C3%A4", "jobcenter=ohne"}
    assert pl.read_parquet(folder / "lieferung" / "jobcenter=J1" / "verbis_kunden.parquet")["kunde_id"].to_list() == [
        "P1",
        "P3",
    ]
    notes = {
        p.parent.name: pl.read_parquet(p, hive_partitioning=False)["kunde_id"].to_list()
        for p in (folder / "lieferung").glob("*/verbis_vermerke.parquet")
    }
    assert notes == {"jobcenter=J1": ["P1"], "jobcenter=J%2F2%20%C3%A4": ["P2", "P4"], "jobcenter=ohne": ["P9"]}
    for export in ("organisation", "verbis_kunden", "verbis_vermerke", "atv_termine", "atv_kapazitaet"):
        assert rows[export].height
        assert_frame_equal(archive.read_rows(folder, export), rows[export])


def test_one_jobcenter_needs_no_folder_of_its_own(tmp_path):
    with computed(ONE) as con:
        archive.save_month(con, MONTH, STICHTAG, tmp_path)
        rows = tables.read_month(con, "raw.verbis_vermerke", MONTH).sort("zeile")
    assert {p.name for p in (tmp_path / "lieferung").iterdir()} >= {f"{export}.parquet" for export in EXPORTS}
    assert not [p for p in (tmp_path / "lieferung").iterdir() if p.is_dir()]
    assert_frame_equal(archive.read_rows(tmp_path, "verbis_vermerke"), rows)


def test_an_export_without_rows_is_there_whether_there_is_one_jobcenter_or_more(saved):
    folder, rows, _ = saved
    assert rows["allegro_antraege"].height == 0
    empty = archive.read_rows(folder, "allegro_antraege")
    assert empty is not None
    assert_frame_equal(empty, rows["allegro_antraege"])


def test_kept_tables_and_what_the_month_was_judged_by_come_back(saved):
    folder, rows, kept = saved
    assert kept["mart.kennzahlen"].height > 100
    with open_warehouse(None, "1GB") as con:
        archive.restore_kept(con, [folder])
        archive.restore_rows(con, MONTH, folder)
        archive.restore_reference(con, folder)
        for table, frame in kept.items():
            assert_frame_equal(tables.read_table(con, table), frame, check_row_order=False)
        assert history.read_months(con) == {MONTH: STICHTAG}
        assert_frame_equal(
            tables.read_month(con, "raw.verbis_kunden", MONTH), rows["verbis_kunden"], check_row_order=False
        )
        assert "lauf" in tables.names_in(con, "ref")
        assert archive.count_delivered(con, "verbis_kunden") == [(MONTH, 4)]


def test_of_persons_only_the_last_month_is_there(saved, tmp_path):
    folder, _, kept = saved
    other = tmp_path / "davor"
    (other / "lieferung").mkdir(parents=True)
    (other / "ref").mkdir()
    kept["fct.bestand_monat"].with_columns(monat=pl.lit("2026-09")).write_parquet(
        other / "lieferung" / "bestand_monat.parquet"
    )
    with open_warehouse(None, "1GB") as con:
        archive.restore_kept(con, [other, folder])
        assert tables.read_table(con, "fct.bestand_monat")["monat"].unique().to_list() == [MONTH]


def test_a_file_of_an_earlier_version_lacks_a_column_and_is_read_with_it_empty(saved, tmp_path):
    folder, _, kept = saved
    (tmp_path / "lieferung").mkdir()
    old = kept["mart.einheiten"].drop("fachkraefte").with_columns(stichtag=pl.lit(date(2026, 9, 30)))
    old.write_parquet(tmp_path / "einheiten.parquet")
    with open_warehouse(None, "1GB") as con:
        archive.restore_kept(con, [tmp_path, folder])
        units = tables.read_table(con, "mart.einheiten")
    assert set(units.columns) == set(kept["mart.einheiten"].columns)
    empty = {day: own["fachkraefte"].null_count() for (day,), own in units.group_by("stichtag")}
    assert old.height
    assert empty == {date(2026, 9, 30): old.height, STICHTAG: 0}


def test_rows_that_are_gone_are_none_and_are_not_put_back(saved, tmp_path):
    assert archive.read_rows(tmp_path, "verbis_kunden") is None
    assert archive.read_kept(tmp_path, "mart.kennzahlen").is_empty()
    with open_warehouse(None, "1GB") as con:
        archive.restore_rows(con, MONTH, tmp_path)
        assert not tables.has_table(con, "raw.verbis_kunden")
        assert archive.count_delivered(con, "verbis_kunden") == []


def test_hashes_tell_figures_and_who_was_where_apart(saved, tmp_path):
    folder, _, _ = saved
    figures, persons = archive.checksums(folder)

    def saved_as(name: str, case: dict) -> tuple[str, str]:
        (tmp_path / name).mkdir()
        with computed(case) as con:
            archive.save_month(con, MONTH, STICHTAG, tmp_path / name)
        return archive.checksums(tmp_path / name)

    assert saved_as("gleich", CASE) == (figures, persons)
    # An appointment of the same day moves no person.
    moved = CASE["verbis_vermerke"].replace("02.10.2026", "03.10.2026")
    other = saved_as("anders", {**CASE, "verbis_vermerke": moved})
    assert other[0] != figures
    assert other[1] == persons
    swapped = CASE["verbis_kunden"].replace("P3       | BG3   | T1", "P3       | BG3   | T2")
    assert saved_as("umgezogen", {**CASE, "verbis_kunden": swapped})[1] != persons
