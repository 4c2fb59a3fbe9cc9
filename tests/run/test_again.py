"""Workbooks out of the archive: the bytes of the full run, without the delivery and without a row of it."""

import shutil
from pathlib import Path

import pytest

from drawn.archive import (
    MOVED,
    OCTOBER,
    corrected_department,
    deliver_and_run,
    department,
    draw_department,
    newest,
    order_of,
    published,
    run,
    total,
)
from drawn.files import hashes
from pipeline.errors import UsageError
from pipeline.present import files as writers
from pipeline.run.again import find_workbooks
from pipeline.run.month import run_month


@pytest.fixture
def folder(tmp_path):
    return department(tmp_path)


def excel(folder: Path) -> Path:
    return folder / "aus" / OCTOBER / "excel"


def forget_all_rows(folder: Path) -> None:
    """Take away the deliveries and every row of them that the archive and the warehouse have."""
    shutil.rmtree(folder / "in")
    for rows in (folder / "aus.archiv").glob("*/*/lieferung"):
        shutil.rmtree(rows)


def test_a_team_again_has_the_bytes_of_the_full_run_and_takes_none_of_the_rows(folder):
    before = hashes(folder / "aus")
    forget_all_rows(folder)
    for name in ("team-T1.xlsx", "team-T2.xlsx"):
        (excel(folder) / name).unlink()
    result = run(folder, teams=("T1",))
    assert (result.is_new, result.lieferung, result.stand.number) == (False, None, 1)
    assert [w.relative_to(excel(folder)) for w in result.workbooks] == [Path("team-T1.xlsx")]
    assert hashes(folder / "aus") == before


def test_what_somebody_wrote_into_it_stays_beside_it(folder):
    before = hashes(folder / "aus")
    (excel(folder) / "team-T1.xlsx").write_bytes(b"mit Anmerkung")
    (excel(folder) / "team-T2.xlsx").write_bytes(b"auch")
    run(folder, teams=("T1",))
    assert (excel(folder) / "team-T1 (geändert).xlsx").read_bytes() == b"mit Anmerkung"
    assert (excel(folder) / "team-T2.xlsx").read_bytes() == b"auch"
    (excel(folder) / "team-T1 (geändert).xlsx").unlink()
    run(folder, teams=("T2",))
    (excel(folder) / "team-T2 (geändert).xlsx").unlink()
    assert hashes(folder / "aus") == before


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"teams": ("T1", "T3")}, {"team-T1", "team-T3"}),
        ({"bereiche": ("B2",)}, {"bereich-B2", "team-T3", "team-T4"}),
        ({"bereiche": ("B2",), "teams": ("T1",)}, {"bereich-B2", "team-T1", "team-T3", "team-T4"}),
        ({}, {"jobcenter-J1", "bereich-B1", "bereich-B2", "team-T1", "team-T2", "team-T3", "team-T4"}),
    ],
)
def test_a_bereich_means_its_own_workbook_and_those_of_its_teams(folder, asked, names):
    result = run(folder, **asked)
    assert {w.stem for w in result.workbooks} == names
    assert len(result.workbooks) == len(names)
    assert all(w.is_file() for w in result.workbooks)


def test_a_team_that_the_stand_does_not_have_is_refused_with_those_that_it_has(folder):
    shutil.rmtree(folder / "in")
    with pytest.raises(UsageError) as error:
        run(folder, teams=("T1", "T9"))
    assert str(error.value) == ("Das Team T9 gibt es in 2024-10, Stand 01 nicht. Vorhanden sind: T1, T2, T3, T4.")
    with pytest.raises(UsageError, match=r"Den Bereich B9 gibt es in 2024-10, Stand 01 nicht\. Vorhanden sind: B1, B2"):
        find_workbooks(newest(folder, OCTOBER), (), ("B9",))


def test_a_month_without_delivery_and_without_a_stand_is_still_missing(folder):
    shutil.rmtree(folder / "in")
    (folder / "in").mkdir()
    with pytest.raises(UsageError, match="2024-11"):
        run_month(order_of(folder, "2024-11", teams=("T1",)), lambda _: None)


def test_a_corrected_delivery_makes_a_whole_new_stand_though_one_team_was_asked_for(tmp_path):
    folder = corrected_department(tmp_path)
    stand = newest(folder, OCTOBER)
    assert stand.number == 2
    # All of the report is of one Stand: page, data and every workbook.
    there = hashes(folder / "aus" / OCTOBER)
    assert there == hashes(stand.report)
    assert {n for n in there if n.startswith("excel/")} == {
        f"excel/{n}.xlsx"
        for n in ("jobcenter-J1", "bereich-B1", "bereich-B2", "team-T1", "team-T2", "team-T3", "team-T4")
    }
    assert published(stand.report)[total("T1")] == (130.0, 5.0, 26.0, False)
    first = hashes(stand.folder.with_name("01") / "bericht")
    differing = {n for n in first if n.startswith("excel/") and first[n] != there[n]}
    assert differing == {"excel/team-T1.xlsx", "excel/bereich-B1.xlsx", "excel/jobcenter-J1.xlsx"}


def test_the_result_of_such_a_run_names_the_workbooks_that_were_asked_for_and_only_changed_ones_are_made(
    folder, monkeypatch
):
    made = []
    render = writers.render_workbook

    def watch(document):
        made.append(document)
        return render(document)

    monkeypatch.setattr(writers, "render_workbook", watch)
    result = deliver_and_run(folder, draw_department(OCTOBER, MOVED), teams=("T2",))
    assert result.is_new
    assert [w.name for w in result.workbooks] == ["team-T2.xlsx"]
    assert len(made) == 3


def test_a_report_in_which_a_workbook_cannot_be_replaced_stays_as_it_was(folder, monkeypatch):
    """What has the sound of Windows: the workbook is open in another program."""
    before = hashes(folder / "aus")
    (excel(folder) / "team-T1.xlsx").write_bytes(b"mit Anmerkung")
    replace = Path.replace

    def refuse(self, target):
        if Path(target).name == "team-T1.xlsx":
            raise PermissionError(13, "", str(target))
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(Exception, match=r"team-T1\.xlsx") as error:
            run(folder, teams=("T1",))
    assert error.value.exit_code == 75
    assert (excel(folder) / "team-T1.xlsx").read_bytes() == b"mit Anmerkung"
    assert len(hashes(folder / "aus")) == len(before)


def test_a_workbook_that_is_damaged_in_the_archive_is_not_put_again(folder):
    name = "excel/team-T1.xlsx"
    (newest(folder, OCTOBER).report / name).write_bytes(b"x")
    before = hashes(folder / "aus")
    with pytest.raises(UsageError, match=rf"beschädigt \(bericht/{name}\)"):
        run(folder, teams=("T1",))
    assert hashes(folder / "aus") == before
