"""What is remembered of the warehouse tells whether it is the one of the archive, and whether a drive is missing."""

import os
import shutil

import pytest

from drawn.archive import MONTHS, archive_of, department, house_of
from pipeline.publish.house import House, is_absent, is_current, read_memo, remembers

FILE = ".veroeffentlicht.json"


@pytest.fixture
def folder(tmp_path):
    return department(tmp_path)


def current(folder):
    return is_current(house_of(folder), archive_of(folder).months())


def test_the_archive_lies_beside_the_warehouse_wherever_the_output_is(tmp_path):
    house = House(tmp_path / "laufwerk" / "berichte", tmp_path / "tresor" / "w.duckdb")
    assert house.archive.root == tmp_path / "tresor" / "w.archiv"


def test_the_warehouse_that_was_made_last_is_the_current_one(folder):
    assert current(folder)
    assert remembers(house_of(folder))
    memo = read_memo(house_of(folder))
    assert memo["staende"] == dict.fromkeys(MONTHS, 1)


@pytest.mark.parametrize("change", ["mtime", "size", "gone", "stands", "memo"])
def test_whatever_changes_in_it_makes_it_outdated(folder, change):
    warehouse = folder / "aus.duckdb"
    stat = warehouse.stat()
    match change:
        case "mtime":
            os.utime(warehouse, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))
        case "size":
            with warehouse.open("ab") as file:
                file.write(b"x")
            os.utime(warehouse, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        case "gone":
            warehouse.unlink()
        case "stands":
            shutil.copytree(folder / "aus.archiv" / "2024-10" / "01", folder / "aus.archiv" / "2024-10" / "02")
        case "memo":
            (folder / "aus.archiv" / FILE).write_text("[]")
    assert not current(folder)


def test_where_the_reports_lie_is_no_matter_of_the_warehouse(folder):
    other = House(folder / "anderswo", folder / "aus.duckdb")
    assert is_current(other, archive_of(folder).months())


def test_a_file_elsewhere_is_not_remembered(folder):
    shutil.copytree(folder / "aus.archiv", folder / "neu.archiv")
    shutil.copy2(folder / "aus.duckdb", folder / "neu.duckdb")
    assert not remembers(House(folder / "aus", folder / "neu.duckdb"))


def test_a_drive_is_missing_only_where_reports_were_published_on_it(folder):
    house = house_of(folder)
    assert not is_absent(house)
    assert not is_absent(House(folder / "nie" / "aus", folder / "aus.duckdb"))
    memo = folder / "aus.archiv" / FILE
    memo.write_text(memo.read_text().replace(f'{folder}/aus"', f'{folder}/laufwerk/aus"'))
    assert is_absent(House(folder / "laufwerk" / "aus", folder / "aus.duckdb"))
    (folder / "laufwerk").mkdir()
    assert not is_absent(House(folder / "laufwerk" / "aus", folder / "aus.duckdb"))


def test_of_a_department_without_an_archive_nothing_is_remembered(tmp_path):
    house = house_of(tmp_path)
    assert read_memo(house) is None
    assert (remembers(house), is_absent(house), is_current(house, {})) == (False, False, False)
