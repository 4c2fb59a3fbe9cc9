"""Whatever is wrong with archive, reports or warehouse is found, with what mends it; looking changes nothing."""

import os
import shutil
from collections import namedtuple
from datetime import date

import pytest

from drawn.archive import AUGUST, OCTOBER, SEPTEMBER, TODAY, department, house_of, newest, outdated_department
from drawn.files import hashes
from pipeline.publish.house import House
from pipeline.publish.lock import holding
from pipeline.run.doctor import examine
from pipeline.run.status import read_status

NEEDED = "--output aus"


@pytest.fixture
def folder(tmp_path):
    return department(tmp_path)


def findings(folder, today=TODAY, keep=24, house=None):
    """What is found, as texts without the place of the tests."""
    return [
        (f.was.replace(f"{folder}/", ""), f.tun.replace(f"{folder}/", ""))
        for f in examine(house or house_of(folder), "--output aus", today, keep)
    ]


def test_nothing_is_wrong_where_nothing_is(folder):
    before = hashes(folder)
    assert findings(folder) == []
    assert hashes(folder) == before


def test_a_table_that_cannot_be_read_is_found(folder):
    (newest(folder, SEPTEMBER).folder / "kennzahlen.parquet").write_bytes(b"PAR1 kaputt")
    assert findings(folder) == [
        (
            "2024-09, Stand 01 ist beschädigt (kennzahlen.parquet).",
            "Den Ordner aus.archiv/2024-09/01 aus der Datensicherung zurückholen.",
        )
    ]


def test_a_delivered_table_that_was_cut_off_is_found(folder):
    file = newest(folder, AUGUST).folder / "lieferung" / "verbis_vermerke.parquet"
    file.write_bytes(file.read_bytes()[:-20])
    assert [was for was, _ in findings(folder)] == [
        "2024-08, Stand 01 ist beschädigt (lieferung/verbis_vermerke.parquet)."
    ]


def test_a_published_file_of_the_archive_that_was_changed_or_removed_is_found(folder):
    report = newest(folder, OCTOBER).report
    with (report / "excel" / "team-T1.xlsx").open("ab") as file:
        file.write(b"x")
    assert [was for was, _ in findings(folder)] == ["2024-10, Stand 01 ist beschädigt (bericht/excel/team-T1.xlsx)."]
    (report / "excel" / "team-T1.xlsx").unlink()
    assert [was for was, _ in findings(folder)] == ["2024-10, Stand 01 ist beschädigt (bericht/excel/team-T1.xlsx)."]


@pytest.mark.parametrize(
    "name", ["kennzahlen.parquet", "einheiten.parquet", "lieferung/atv_termine.parquet", "bericht/.dateien.json"]
)
def test_a_file_that_every_stand_has_is_found_missing(folder, name):
    (newest(folder, SEPTEMBER).folder / name).unlink()
    assert [was for was, _ in findings(folder)] == [f"2024-09, Stand 01 ist beschädigt ({name} fehlt)."]


def test_rows_that_retention_took_are_not_missing(folder):
    house_of(folder).archive.forget_rows(newest(folder, AUGUST))
    assert findings(folder) == []


def test_a_record_that_cannot_be_read_is_found(folder):
    (newest(folder, OCTOBER).folder / "lauf.json").write_text("{")
    assert [was for was, _ in findings(folder)] == ["2024-10, Stand 01 ist beschädigt (lauf.json)."]


def test_a_month_that_is_missing_is_found_with_the_call_that_makes_it(folder):
    shutil.rmtree(folder / "aus.archiv" / SEPTEMBER)
    shutil.rmtree(folder / "aus" / SEPTEMBER)
    found = findings(folder)
    assert ("2024-09 fehlt im Archiv.", f"kontaktdichte run --month 2024-09 --input LIEFERUNGEN {NEEDED}") in found
    assert ("Das Warehouse aus.duckdb fehlt oder ist veraltet.", f"kontaktdichte status {NEEDED}") in found


@pytest.mark.parametrize(
    ("keep", "today", "count"), [(24, TODAY, 0), (3, TODAY, 0), (2, TODAY, 1), (1, TODAY, 2), (1, date(2024, 12, 1), 3)]
)
def test_rows_that_are_older_than_a_house_keeps_them_are_found(folder, keep, today, count):
    places = "einem Stand" if count == 1 else f"{count} Ständen"
    what = f"In {places} liegen Zeilen, die älter sind als {keep} Monate."
    assert findings(folder, today, keep) == ([(what, f"kontaktdichte aufraeumen {NEEDED}")] if count else [])


def test_an_archive_that_others_can_read_is_found(folder):
    (folder / "aus.archiv").chmod(0o755)
    assert findings(folder) == [("Das Archiv aus.archiv steht allen offen.", "chmod o-rwx aus.archiv")]


def test_what_a_killed_run_left_is_found(folder):
    (folder / "aus.archiv" / ".arbeit").mkdir()
    assert findings(folder) == [
        ("In aus.archiv/.arbeit liegt, was ein abgebrochener Lauf ließ.", f"kontaktdichte status {NEEDED}")
    ]


def test_a_warehouse_that_is_missing_or_was_replaced_is_found(folder):
    shutil.copy2(folder / "frueher.duckdb", folder / "aus.duckdb")
    said = [("Das Warehouse aus.duckdb fehlt oder ist veraltet.", f"kontaktdichte status {NEEDED}")]
    assert findings(folder) == said
    (folder / "aus.duckdb").unlink()
    assert findings(folder) == said


def test_a_warehouse_that_is_damaged_inside_is_found_though_it_looks_the_same_from_outside(folder):
    file = folder / "aus.duckdb"
    before, content = file.stat(), bytearray(file.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    ((was, tun),) = findings(folder)
    assert was.startswith("Das Warehouse aus.duckdb ist beschädigt (")
    assert tun == f"kontaktdichte neuaufbau {NEEDED}"


def test_a_report_that_is_not_published_is_found(folder):
    (folder / "aus" / OCTOBER / "html" / "index.html").unlink()
    assert findings(folder) == [("Der Bericht 2024-10 ist nicht veröffentlicht.", f"kontaktdichte status {NEEDED}")]


def test_what_status_is_said_to_mend_is_mended_by_it(folder):
    shutil.rmtree(folder / "aus" / OCTOBER)
    (folder / "aus.duckdb").unlink()
    (folder / "aus.archiv" / ".arbeit").mkdir()
    assert {tun for _, tun in findings(folder)} == {f"kontaktdichte status {NEEDED}"}
    read_status(house_of(folder), lambda _: None)
    assert findings(folder) == []


def test_months_that_show_another_as_it_was_are_found(tmp_path):
    folder = outdated_department(tmp_path)
    assert findings(folder) == [
        (
            "Der Bericht 2024-09 zeigt 2024-08 als Vormonat und im Verlauf noch nach dem alten Stand.",
            f"kontaktdichte backfill {NEEDED}",
        ),
        ("Der Bericht 2024-10 zeigt 2024-08 im Verlauf noch nach dem alten Stand.", f"kontaktdichte backfill {NEEDED}"),
    ]


def test_a_delivery_that_was_refused_is_found(folder):
    (folder / "aus" / "abgelehnt" / "2024-11").mkdir(parents=True)
    ((was, tun),) = findings(folder)
    assert was == "Eine Lieferung 2024-11 wurde abgelehnt; ihre Befunde liegen in aus/abgelehnt/2024-11."
    assert tun == "Berichtigt liefern lassen, dann: kontaktdichte run --month 2024-11 --input LIEFERUNGEN --output aus"


def test_a_drive_that_is_not_there_is_found(folder):
    house = House(folder / "laufwerk" / "aus", folder / "aus.duckdb")
    memo = folder / "aus.archiv" / ".veroeffentlicht.json"
    memo.write_text(memo.read_text().replace(f'{folder}/aus"', f'{folder}/laufwerk/aus"'))
    assert findings(folder, house=house) == [
        ("laufwerk ist nicht erreichbar.", f"Das Laufwerk verbinden, dann: kontaktdichte status {NEEDED}")
    ]


def test_a_disk_that_is_nearly_full_is_found(folder, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1000))
    ((was, tun),) = findings(folder)
    assert was.startswith("Auf dem Datenträger von aus.archiv sind 0 MB frei; ein Lauf braucht etwa ")
    assert tun == "Platz schaffen."


def test_while_a_run_is_at_it_nothing_is_judged(folder):
    shutil.rmtree(folder / "aus")
    with holding(folder / "aus.archiv", "run --month 2024-10"):
        ((was, tun),) = findings(folder)
    assert was.startswith("Gerade arbeitet ein anderer Lauf (run --month 2024-10, aufgerufen von ")
    assert tun == "Sein Ende abwarten und noch einmal aufrufen."


def test_where_there_is_no_archive_the_first_command_is_named(tmp_path):
    assert findings(tmp_path) == [
        ("Es gibt noch kein Archiv (aus.archiv).", f"kontaktdichte run --input LIEFERUNGEN {NEEDED}")
    ]
    (tmp_path / "aus.duckdb").write_bytes(b"x")
    assert findings(tmp_path) == [
        (
            "Neben aus.duckdb gibt es noch kein Archiv; der nächste Lauf übernimmt seine Monate.",
            f"kontaktdichte status {NEEDED}",
        )
    ]
