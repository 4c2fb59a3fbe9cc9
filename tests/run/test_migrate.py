"""Months that only a warehouse has, as earlier versions left it, come into the archive with all their history."""

import shutil
from dataclasses import replace

import polars as pl
import pytest

from drawn.archive import (
    AUGUST,
    MONTHS,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    SETTINGS,
    archive_of,
    deliver_and_run,
    department,
    draw_department,
    house_of,
    kept_in,
    newest,
    order_of,
    published,
)
from drawn.files import hashes
from drawn.several_months import previous_and_change
from pipeline.accept.lieferung import read_lieferung
from pipeline.compute.month import compute_kennzahlen
from pipeline.errors import ConfigurationError
from pipeline.kalender import find_berichtsmonat
from pipeline.publish.manifest import NAME, digest, list_files, write_manifest
from pipeline.run.backfill import run_backfill
from pipeline.run.migrate import ANLASS, import_months
from pipeline.run.status import read_status
from pipeline.warehouse.connection import commit, open_warehouse

# Two persons were seen later in November, so that something is new in it.
LATE = {0: "05", 1: "06"}


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The department as an earlier version left it: reports, and a warehouse that keeps all rows of all months."""
    folder = department(tmp_path_factory.mktemp("frueher"))
    shutil.rmtree(folder / "aus.archiv")
    (folder / "aus.duckdb").unlink()
    for month in MONTHS:
        with open_warehouse(folder / "aus.duckdb", "1GB") as con:
            delivery = read_lieferung(folder / "in", month, SETTINGS, lambda _: None)
            compute_kennzahlen(con, delivery, find_berichtsmonat(month, {}), SETTINGS, False, lambda _: None)
            commit(con)
    return folder


def copy_of(before, to):
    shutil.copytree(before, to, dirs_exist_ok=True)
    return to


@pytest.fixture(scope="module")
def imported(before, tmp_path_factory):
    """It, after a status."""
    folder = copy_of(before, tmp_path_factory.mktemp("amt"))
    said = []
    return folder, read_status(house_of(folder), said.append), said


@pytest.fixture(scope="module")
def followed(imported, tmp_path_factory):
    """It, after November; and the same of a department that had its archive from the beginning."""
    folder = tmp_path_factory.mktemp("amt")
    shutil.copytree(imported[0], folder, dirs_exist_ok=True)
    other = department(tmp_path_factory.mktemp("amt"))
    for place in (folder, other):
        deliver_and_run(place, draw_department(NOVEMBER, LATE))
    return folder, other


def test_every_month_becomes_a_stand_and_each_keeps_its_report(imported, before):
    folder, status, said = imported
    assert said[:3] == [f"Übernehmen: {month}" for month in MONTHS]
    assert [(m.monat, m.stand, m.anlass, m.veroeffentlicht) for m in status.monate] == [
        (month, 1, ANLASS, True) for month in MONTHS
    ]
    assert hashes(folder / "aus") == hashes(before / "aus")
    for month in MONTHS:
        assert hashes(newest(folder, month).report) == hashes(before / "aus" / month)


def test_figures_and_rows_are_those_of_the_warehouse_and_of_a_department_with_an_archive(imported, before, tmp_path):
    old, new = kept_in(before / "aus.duckdb"), kept_in(imported[0] / "aus.duckdb")
    for table in ("mart.kennzahlen", "mart.einheiten"):
        assert new[table] == old[table]
    other = department(tmp_path)
    assert new == kept_in(other / "aus.duckdb")
    for month in MONTHS:
        ours, theirs = newest(imported[0], month).folder, newest(other, month).folder
        assert hashes(ours / "lieferung") == hashes(theirs / "lieferung")
        assert (ours / "sperrung.parquet").read_bytes() == (theirs / "sperrung.parquet").read_bytes()


def test_it_is_done_once(imported):
    folder, _, _ = imported
    assert import_months(house_of(folder), lambda _: None) == []
    assert {month: stand.number for month, stand in archive_of(folder).months().items()} == dict.fromkeys(MONTHS, 1)


def test_figures_that_a_report_hid_are_hidden_ever_after(before, tmp_path):
    """September was reported with a higher Mindestfallzahl, that nobody remembers but its report; of August no report
    is left."""
    folder = copy_of(before, tmp_path)
    report = folder / "aus" / SEPTEMBER
    file = report / "daten" / "kennzahlen.parquet"
    frame = pl.read_parquet(file)
    is_first = pl.col("einheit_id") == "T1"
    hidden = [pl.when(~is_first).then(pl.col(c)).alias(c) for c in ("zaehler", "nenner", "wert", "ampel")]
    frame.with_columns(*hidden, gesperrt=pl.col("gesperrt") | is_first).write_parquet(file)
    write_manifest(report / NAME, {name: digest(report / name) for name in list_files(report)})
    shutil.rmtree(folder / "aus" / AUGUST)
    read_status(house_of(folder), lambda _: None)
    figure = pl.col("kennzahl") == "beratungsaktivitaet_tage"
    teams = {
        month: set(
            pl.read_parquet(newest(folder, month).folder / "sperrung.parquet").filter(
                figure, ebene="team", segment="gesamt"
            )["einheit_id"]
        )
        for month in MONTHS
    }
    assert teams == {AUGUST: {"T4"}, SEPTEMBER: {"T1", "T4"}, OCTOBER: {"T4"}}
    assert not newest(folder, AUGUST).files
    assert newest(folder, SEPTEMBER).files
    result = deliver_and_run(folder, draw_department(OCTOBER, {5: "11"}))
    assert (result.stand.number, result.is_new) == (2, True)
    # In October nothing of the team is hidden, but its September is.
    assert previous_and_change(folder, "team-T1", OCTOBER) == ("•", "•")
    assert previous_and_change(folder, "team-T2", OCTOBER) == (29, -1)
    # What is new in it is said of an imported month as well.
    assert any(text.startswith("Der Stand davor kam aus dem Warehouse") for text in result.stand.lauf.aenderungen)
    changed = pl.read_csv(result.stand.report / "daten" / "aenderungen.csv", separator=";", infer_schema=False)
    assert set(changed["einheit_id"]) == {"T2", "B1", "J1"}


def test_an_imported_month_is_not_renewed_without_its_delivery(imported):
    """What was found in it, and how many rows were read, no warehouse has kept."""
    folder = imported[0]
    order = order_of(folder, "", SETTINGS.model_copy(update={"mindestfallzahl": 4}))
    (done,) = run_backfill(replace(order, input_folder=folder / "fehlt"), OCTOBER, OCTOBER, lambda _: None)
    assert str(done.error) == (
        "Der Monat 2024-10 kam aus dem Warehouse; was an seiner Lieferung auffiel, ist nicht bekannt. Bitte den Monat "
        "mit seiner Lieferung neu erstellen: --input nennt den Ordner, in dem sie liegt."
    )
    assert newest(folder, OCTOBER).number == 1


def test_the_next_month_is_the_one_of_a_department_that_always_had_an_archive(followed):
    folder, other = followed
    assert published(folder / "aus" / NOVEMBER) == published(other / "aus" / NOVEMBER)
    for unit in ("team-T1", "team-T4", "bereich-B1", "jobcenter-J1"):
        assert previous_and_change(folder, unit, NOVEMBER) == previous_and_change(other, unit, NOVEMBER)
    assert previous_and_change(folder, "team-T2", NOVEMBER) == (30, -1)
    for place in ("excel", "html"):
        assert hashes(folder / "aus" / NOVEMBER / place) == hashes(other / "aus" / NOVEMBER / place)


def test_a_file_that_is_no_warehouse_is_not_taken_for_one(tmp_path):
    (tmp_path / "aus.duckdb").write_bytes(b"nichts")
    with pytest.raises(ConfigurationError):
        import_months(house_of(tmp_path), lambda _: None)
    assert (tmp_path / "aus.duckdb").read_bytes() == b"nichts"
