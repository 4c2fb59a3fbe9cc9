"""An earlier Stand holds again, with its bytes, and what was taken back does not come back by itself."""

import shutil

import pytest

from drawn.archive import (
    MOVED,
    OCTOBER,
    SEPTEMBER,
    archive_of,
    corrected_department,
    deliver,
    deliver_and_run,
    draw_department,
    house_of,
    kept_in,
    newest,
    outdated_department,
    published,
    run,
    total,
)
from drawn.files import hashes
from pipeline.errors import UsageError
from pipeline.run.backfill import find_due
from pipeline.run.rollback import take_back


def back(folder, month, number):
    return take_back(house_of(folder), month, number, 0, lambda _: None)


@pytest.fixture(scope="module")
def taken_back(tmp_path_factory):
    """The department after a corrected October was taken back."""
    folder = corrected_department(tmp_path_factory.mktemp("amt"))
    return folder, *back(folder, OCTOBER, 1)


@pytest.fixture
def folder(taken_back, tmp_path):
    shutil.copytree(taken_back[0], tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_the_earlier_stand_is_the_newest_again_under_a_new_number(taken_back):
    folder, stand, healed = taken_back
    assert (stand.number, newest(folder, OCTOBER)) == (3, stand)
    assert [s.number for s in archive_of(folder).staende(OCTOBER)] == [1, 2, 3]
    assert stand.lauf.anlass == "Rückkehr zu Stand 01"
    assert (healed.reports, healed.warehouse, healed.waiting) == ([OCTOBER], True, [])


def test_all_of_it_is_as_it_was(taken_back):
    folder, stand, _ = taken_back
    first = hashes(stand.folder.with_name("01"))
    now = hashes(stand.folder)
    assert {name for name in now if now[name] != first.get(name)} == {"lauf.json"}
    assert now.keys() == first.keys()
    assert hashes(folder / "aus" / OCTOBER) == hashes(stand.report)
    assert published(folder / "aus" / OCTOBER)[total("T1")] == (150.0, 5.0, 30.0, False)
    assert not (folder / "aus" / OCTOBER / "daten" / "aenderungen.csv").exists()


def test_the_warehouse_has_the_figures_and_rows_of_that_stand(taken_back, tmp_path):
    corrected = corrected_department(tmp_path)
    assert kept_in(taken_back[0] / "aus.duckdb") != kept_in(corrected / "aus.duckdb")
    shutil.rmtree(corrected / "aus.archiv" / OCTOBER / "02")
    (corrected / "aus.duckdb").unlink()
    back_to_first = kept_in(taken_back[0] / "aus.duckdb")
    run(corrected, SEPTEMBER)
    assert kept_in(corrected / "aus.duckdb") == back_to_first


def test_neither_delivery_makes_a_new_stand_by_itself(folder):
    assert not run(folder).is_new
    deliver(folder, draw_department(OCTOBER))
    assert not run(folder).is_new
    assert newest(folder, OCTOBER).number == 3
    assert newest(folder, OCTOBER).lauf.kennung == archive_of(folder).staende(OCTOBER)[0].lauf.kennung


def test_nor_under_another_version_of_the_program(folder, monkeypatch):
    monkeypatch.setattr("pipeline.run.inputs.hash_program", lambda: "another")
    assert not run(folder).is_new
    assert newest(folder, OCTOBER).number == 3
    deliver(folder, draw_department(OCTOBER))
    assert run(folder).stand.lauf.aenderungen == ("Das Programm ist ein anderes.",)


def test_a_delivery_that_nobody_took_back_makes_one(folder):
    result = deliver_and_run(folder, draw_department(OCTOBER, {0: "21"}))
    assert (result.is_new, result.stand.number) == (True, 4)
    assert result.stand.lauf.verworfen == ()


def test_the_taken_back_delivery_makes_one_where_somebody_asks_for_it(folder):
    result = run(folder, neu=True)
    assert (result.is_new, result.stand.number) == (True, 4)
    assert published(folder / "aus" / OCTOBER)[total("T1")] == (130.0, 5.0, 26.0, False)


def test_one_can_go_back_to_what_was_taken_back(folder):
    stand, _ = back(folder, OCTOBER, 2)
    assert (stand.number, stand.lauf.anlass) == (4, "Rückkehr zu Stand 02")
    assert hashes(stand.report) == hashes(stand.folder.with_name("02") / "bericht")
    deliver(folder, draw_department(OCTOBER, MOVED))
    assert not run(folder).is_new
    assert newest(folder, OCTOBER).number == 4


def test_what_somebody_wrote_into_the_report_stays(tmp_path):
    folder = corrected_department(tmp_path)
    (folder / "aus" / OCTOBER / "excel" / "team-T2.xlsx").write_bytes(b"mit Anmerkung")
    back(folder, OCTOBER, 1)
    assert (folder / "aus" / OCTOBER / "excel" / "team-T2 (geändert).xlsx").read_bytes() == b"mit Anmerkung"


def test_a_month_that_is_taken_back_makes_later_ones_outdated_or_right_again(tmp_path):
    folder = outdated_department(tmp_path)
    archive = archive_of(folder)
    assert find_due(archive) == [SEPTEMBER, OCTOBER]
    back(folder, "2024-08", 1)
    assert find_due(archive) == []
    back(folder, "2024-08", 2)
    assert find_due(archive) == [SEPTEMBER, OCTOBER]


@pytest.mark.parametrize(
    ("month", "number", "said"),
    [
        (OCTOBER, 9, "Den Stand 09 von 2024-10 gibt es nicht. Vorhanden: 01, 02, 03."),
        (OCTOBER, 3, "2024-10, Stand 03 ist schon der geltende."),
        ("2024-12", 1, "Den Stand 01 von 2024-12 gibt es nicht. Vorhanden: keiner."),
    ],
)
def test_a_stand_that_is_not_there_or_holds_already_is_a_mistake(taken_back, month, number, said):
    folder, stand, _ = taken_back
    with pytest.raises(UsageError) as error:
        back(folder, month, number)
    assert str(error.value) == said
    assert newest(folder, OCTOBER) == stand
