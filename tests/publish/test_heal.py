"""Whatever is derived of the archive, reports and warehouse, comes back as it was: by the next run and by status."""

import shutil

import duckdb
import pytest

from drawn.archive import (
    MONTHS,
    OCTOBER,
    archive_of,
    department,
    draw_department,
    house_of,
    kept_in,
    newest,
    order_of,
    run,
)
from drawn.deliveries import write_case
from drawn.files import hashes
from pipeline.errors import ConfigurationError
from pipeline.publish.claim import claim
from pipeline.publish.heal import heal, heal_warehouse
from pipeline.publish.house import House
from pipeline.publish.lock import holding
from pipeline.run.hold import hold
from pipeline.run.month import run_month
from pipeline.run.status import look, read_status


@pytest.fixture
def folder(tmp_path):
    return department(tmp_path)


def quiet(_: str) -> None:
    pass


def status(folder):
    return read_status(house_of(folder), quiet)


def run_again(folder):
    """The same delivery once more: it makes nothing new."""
    result = run(folder)
    assert not result.is_new
    return result


def remove(file):
    file.unlink()


def damage(file):
    content = bytearray(file.read_bytes())
    content[0:8192] = bytes(8192)
    file.write_bytes(content)


def cut(file):
    file.write_bytes(file.read_bytes()[:5000])


def empty(file):
    file.write_bytes(b"")


def bring_back_an_older_one(file):
    shutil.copy2(file.with_name("frueher.duckdb"), file)


@pytest.mark.parametrize("heal_it", [status, run_again])
@pytest.mark.parametrize("break_it", [remove, damage, cut, empty, bring_back_an_older_one])
def test_a_warehouse_that_is_not_the_one_of_the_archive_is_made_anew_figure_by_figure(folder, break_it, heal_it):
    warehouse = folder / "aus.duckdb"
    before = kept_in(warehouse)
    assert len(before) > 9
    assert all(before[table] for table in ("mart.kennzahlen", "mart.einheiten", "raw.verbis_kunden"))
    break_it(warehouse)
    heal_it(folder)
    assert kept_in(warehouse) == before
    assert warehouse.stat().st_mode & 0o777 == 0o600
    assert status(folder).geheilt == ()


def test_status_says_what_it_has_mended(folder):
    (folder / "aus.duckdb").unlink()
    shutil.rmtree(folder / "aus" / "2024-09")
    found = status(folder)
    assert found.geheilt == ("Bericht 2024-09", "Warehouse")
    assert found.warehouse_aktuell
    assert [m.veroeffentlicht for m in found.monate] == [True, True, True]


@pytest.mark.parametrize("heal_it", [status, run_again])
def test_reports_that_were_deleted_come_back_as_they_were(folder, heal_it):
    before = hashes(folder / "aus")
    assert {name.split("/")[0] for name in before} == set(MONTHS)
    shutil.rmtree(folder / "aus")
    heal_it(folder)
    assert hashes(folder / "aus") == before


def test_a_single_file_that_was_deleted_comes_back(folder):
    before = hashes(folder / "aus")
    (folder / "aus" / OCTOBER / "html" / "index.html").unlink()
    assert status(folder).geheilt == (f"Bericht {OCTOBER}",)
    assert hashes(folder / "aus") == before


def test_what_somebody_changed_or_put_there_stays(folder):
    before = hashes(folder / "aus" / OCTOBER)
    report = folder / "aus" / OCTOBER
    own = {"excel/team-T1.xlsx": b"mit Anmerkung", "Kommentar.docx": b"x", "daten/notizen/a.txt": b"y"}
    (report / "daten" / "notizen").mkdir()
    for name, content in own.items():
        (report / name).write_bytes(content)
    assert status(folder).geheilt == ()
    assert (report / "excel" / "team-T1.xlsx").read_bytes() == b"mit Anmerkung"
    (report / "html" / "index.html").unlink()
    status(folder)
    there = hashes(report)
    assert {name: there[name] for name in before} == before
    assert (report / "excel" / "team-T1 (geändert).xlsx").read_bytes() == b"mit Anmerkung"
    assert (report / "Kommentar.docx").read_bytes() == b"x"
    assert (report / "daten" / "notizen" / "a.txt").read_bytes() == b"y"
    assert there.keys() - before.keys() == {"excel/team-T1 (geändert).xlsx", "Kommentar.docx", "daten/notizen/a.txt"}


def test_nothing_is_done_twice(folder):
    before = {place: place.stat().st_mtime_ns for place in folder.rglob("*") if place.name != ".sperre"}
    assert status(folder).geheilt == ()
    after = {place: place.stat().st_mtime_ns for place in folder.rglob("*") if place.name != ".sperre"}
    before.pop(folder / "aus.archiv", None), after.pop(folder / "aus.archiv", None)
    assert after == before


def test_anew_everything_is_the_same_again(folder):
    files, rows = hashes(folder / "aus"), kept_in(folder / "aus.duckdb")
    house = house_of(folder)
    with holding(house.archive.root, "test"):
        healed = heal(house, anew=True)
    assert (healed.reports, healed.warehouse, healed.waiting) == ([*MONTHS], True, [])
    assert hashes(folder / "aus") == files
    assert kept_in(folder / "aus.duckdb") == rows


def test_the_warehouse_has_rows_of_the_last_month_and_of_the_one_before_who_was_where(folder):
    (folder / "aus.duckdb").unlink()
    status(folder)
    with duckdb.connect(str(folder / "aus.duckdb"), read_only=True) as con:
        months = {
            export: [m for (m,) in con.sql(f"select distinct monat from raw.{export} order by 1").fetchall()]
            for export in ("verbis_kunden", "organisation", "verbis_vermerke", "atv_termine")
        }
        kept = con.sql("select distinct stichtag::varchar from mart.kennzahlen order by 1").fetchall()
        staende = con.sql("select monat, stand from mart.staende order by 1").fetchall()
    assert months == {
        "verbis_kunden": ["2024-09", "2024-10"],
        "organisation": ["2024-09", "2024-10"],
        "verbis_vermerke": ["2024-10"],
        "atv_termine": ["2024-10"],
    }
    assert kept == [("2024-08-31",), ("2024-09-30",), ("2024-10-31",)]
    assert staende == [(month, 1) for month in MONTHS]


def write_foreign(file):
    with duckdb.connect(str(file)) as con:
        con.execute("create table kassenbuch as select 42 as betrag")
    return file


def test_a_database_of_another_program_is_refused_and_not_touched(tmp_path):
    foreign = write_foreign(tmp_path / "kasse.duckdb")
    before = foreign.read_bytes()
    write_case(draw_department(OCTOBER), tmp_path / "in")
    with pytest.raises(ConfigurationError, match="keine Warehouse-Datei dieses Programms"):
        run_month(order_of(tmp_path, warehouse=foreign), quiet)
    assert foreign.read_bytes() == before
    assert {entry.name for entry in tmp_path.iterdir()} == {"in", "kasse.duckdb"}


def test_an_archive_does_not_replace_a_database_of_another_program(folder, tmp_path):
    """The archive of a department was moved beside a file that is not its warehouse."""
    foreign = write_foreign(tmp_path / "kasse.duckdb")
    before = foreign.read_bytes()
    archive_of(folder).root.rename(tmp_path / "kasse.archiv")
    with pytest.raises(ConfigurationError, match="keine Warehouse-Datei dieses Programms"):
        read_status(House(folder / "aus", foreign), quiet)
    assert foreign.read_bytes() == before


def test_a_database_of_another_program_in_the_place_of_ours_is_refused_and_not_touched(folder):
    (folder / "aus.duckdb").unlink()
    before = write_foreign(folder / "aus.duckdb").read_bytes()
    with pytest.raises(ConfigurationError, match="keine Warehouse-Datei dieses Programms"):
        status(folder)
    with pytest.raises(ConfigurationError, match="keine Warehouse-Datei dieses Programms"):
        heal(house_of(folder), anew=True)
    assert (folder / "aus.duckdb").read_bytes() == before


def test_a_drive_that_is_not_there_is_waited_for(tmp_path):
    department(tmp_path)
    drive, away = tmp_path / "laufwerk", tmp_path / "getrennt"
    drive.mkdir()
    house = House(drive / "aus", tmp_path / "aus.duckdb")
    with hold(house, "neuaufbau", 0, quiet):
        heal(house, anew=True, is_claimed=True)
    published = hashes(drive)
    assert {name.split("/")[1] for name in published} == set(MONTHS)
    drive.rename(away)
    found = read_status(house, quiet)
    assert [m.veroeffentlicht for m in found.monate] == [False, False, False]
    assert found.wartet == (f"Der Ort {drive} ist nicht da; ist ein Netzlaufwerk getrennt?",)
    assert not drive.exists()
    (away / "aus" / OCTOBER / "html" / "index.html").unlink()
    away.rename(drive)
    assert read_status(house, quiet).geheilt == (f"Bericht {OCTOBER}",)
    assert hashes(drive) == published


def test_an_output_that_somebody_else_writes_into_is_waited_for(folder):
    shutil.rmtree(folder / "aus" / OCTOBER)
    house = house_of(folder)
    with claim(folder / "aus"), holding(house.archive.root, "test"):
        healed = heal(house)
    assert healed.reports == []
    assert "schreibt gerade ein anderer Lauf" in healed.waiting[0]
    assert status(folder).geheilt == (f"Bericht {OCTOBER}",)


def test_a_report_that_cannot_be_put_in_its_place_does_not_hold_up_the_others(folder):
    shutil.rmtree(folder / "aus")
    (folder / "aus").mkdir()
    (folder / "aus" / "2024-09").write_text("eine Datei")
    found = status(folder)
    assert found.geheilt == ("Bericht 2024-08", "Bericht 2024-10")
    assert "ist eine Datei; dort soll ein Ordner entstehen" in found.wartet[0]
    assert (folder / "aus" / "2024-09").read_text() == "eine Datei"


def test_what_a_killed_run_left_beside_the_reports_and_in_the_archive_goes(folder):
    before = hashes(folder / "aus")
    (folder / "aus" / ".2024-10.4711.neu").mkdir()
    (folder / "aus" / ".2024-10.4711.neu" / "halb").write_text("x")
    (folder / "aus" / "2024-09").rename(folder / "aus" / ".2024-09.4711.alt")
    (folder / "aus" / OCTOBER / ".neu-abc").mkdir()
    (folder / "aus.archiv" / ".arbeit" / "stand").mkdir(parents=True)
    (folder / "aus" / OCTOBER / "html" / "index.html").unlink()
    status(folder)
    assert hashes(folder / "aus") == before
    assert not list((folder / "aus").rglob(".*neu*"))
    assert not (folder / "aus.archiv" / ".arbeit").exists()


def test_an_archive_without_months_heals_nothing(tmp_path):
    house = house_of(tmp_path)
    healed = heal(house)
    assert (healed.reports, healed.warehouse, healed.waiting) == ([], False, [])
    assert list(tmp_path.iterdir()) == []


def test_an_evaluation_mends_the_warehouse_and_no_report(folder):
    before = kept_in(folder / "aus.duckdb")
    (folder / "aus.duckdb").unlink()
    shutil.rmtree(folder / "aus" / OCTOBER)
    said = []
    heal_warehouse(house_of(folder), said.append)
    heal_warehouse(house_of(folder), said.append)
    assert said == ["Warehouse: aus dem Archiv"]
    assert kept_in(folder / "aus.duckdb") == before
    assert not (folder / "aus" / OCTOBER).exists()


def test_looking_changes_nothing(folder):
    (folder / "aus.duckdb").unlink()
    shutil.rmtree(folder / "aus" / OCTOBER)
    before = hashes(folder)
    found = look(house_of(folder))
    assert not found.warehouse_aktuell
    assert [m.veroeffentlicht for m in found.monate] == [True, True, False]
    assert hashes(folder) == before
    assert newest(folder, OCTOBER).files


def test_a_damaged_table_of_the_archive_is_said_with_the_call_that_names_it(folder):
    before = (folder / "aus.duckdb").read_bytes()
    damage(newest(folder, OCTOBER).folder / "kennzahlen.parquet")
    with pytest.raises(
        ConfigurationError,
        match=r"kennzahlen.parquet im Archiv ist beschädigt.*„kontaktdichte doctor“",
    ):
        heal(house_of(folder), anew=True)
    assert (folder / "aus.duckdb").read_bytes() == before


def test_a_report_that_is_damaged_in_the_archive_is_not_published(folder):
    name = "excel/team-T1.xlsx"
    (newest(folder, OCTOBER).report / name).write_bytes(b"x")
    shutil.rmtree(folder / "aus" / OCTOBER)
    healed = heal(house_of(folder))
    assert healed.reports == []
    assert [s for s in healed.waiting if f"bericht/{name}" in s and "kontaktdichte doctor" in s] == healed.waiting
    assert len(healed.waiting) == 1
    assert not (folder / "aus" / OCTOBER).exists()


def test_so_it_is_by_a_run_that_shows_the_month(folder):
    before = hashes(folder / "aus")
    damage(newest(folder, MONTHS[1]).folder / "kennzahlen.parquet")
    with pytest.raises(ConfigurationError, match=r"2024-09/01/kennzahlen.parquet im Archiv ist beschädigt"):
        run(folder, neu=True)
    assert hashes(folder / "aus") == before
