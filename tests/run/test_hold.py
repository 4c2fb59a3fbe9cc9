"""Archive and output are held for as long as something is written, and what a dead run left is mended first."""

import shutil
import subprocess
import sys

import pytest

from drawn.archive import OCTOBER, archive_of, department, house_of, kept_in, run
from drawn.source import ROOT
from pipeline.errors import BusyError, ConfigurationError, UsageError
from pipeline.publish import lock
from pipeline.publish.claim import claim
from pipeline.publish.lock import holding, read_holder
from pipeline.run.hold import hold, mend_warehouse

HOLD = """
import sys; from pathlib import Path; from pipeline.publish.house import House; from pipeline.run.hold import hold
house = House(Path(sys.argv[1]) / 'aus', Path(sys.argv[1]) / 'aus.duckdb')
with hold(house, 'backfill', 0, lambda _: None): print('hält', flush=True); sys.stdin.read()
"""


def quiet(_: str) -> None:
    pass


@pytest.fixture
def folder(tmp_path):
    return department(tmp_path)


def test_a_second_run_is_told_who_is_at_it_and_goes_on_once_that_is_killed(folder):
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout.readline()
        with pytest.raises(BusyError, match=r"ein anderer Lauf \(backfill, aufgerufen von .*, seit "):
            run(folder)
        other.kill()
        other.wait()
    assert not run(folder, warten=30).is_new


def test_both_are_free_again_afterwards_and_while_it_lasts_nobody_else_has_them(folder):
    house = house_of(folder)
    with hold(house, "test", 0, quiet):
        assert read_holder(house.archive.root).startswith(" (test,")
        with pytest.raises(BusyError), claim(house.output):
            pass
    assert read_holder(house.archive.root) is None
    with claim(house.output), holding(house.archive.root, "x"):
        pass


def test_an_output_that_another_one_writes_into_is_refused(folder):
    house = house_of(folder)
    with (
        claim(house.output),
        pytest.raises(BusyError, match="schreibt gerade ein anderer Lauf"),
        hold(house, "test", 0, quiet),
    ):
        pass
    assert read_holder(house.archive.root) is None


def test_what_is_missing_is_mended_before_the_block_runs(folder):
    house, before = house_of(folder), kept_in(folder / "aus.duckdb")
    (folder / "aus.duckdb").unlink()
    shutil.rmtree(folder / "aus" / OCTOBER)
    (folder / "aus.archiv" / ".arbeit").mkdir()
    with hold(house, "test", 0, quiet) as healed:
        assert (healed.reports, healed.warehouse, healed.waiting) == ([OCTOBER], True, [])
        assert kept_in(folder / "aus.duckdb") == before
        assert not archive_of(folder).work.exists()


def test_of_a_department_without_anything_nothing_stays(tmp_path):
    with hold(house_of(tmp_path / "neu"), "test", 0, quiet) as healed:
        assert healed.reports == []
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_cannot_be_written_is_said_with_whose_it_is(folder, monkeypatch):
    """Root may write everything, so that the system's refusal is drawn."""

    def refuse(root, _):
        raise PermissionError(13, "", str(root / lock.NAME))

    monkeypatch.setattr(lock, "_take", refuse)
    with pytest.raises(UsageError) as error, hold(house_of(folder), "test", 0, quiet):
        pass
    root = folder / "aus.archiv"
    assert str(error.value).startswith(f"Im Archiv {root} kann nicht geschrieben werden. {root / lock.NAME} ist nicht")
    assert str(error.value).endswith(
        f" Der Ordner gehört {root.owner()}; wer mit ihm arbeitet, braucht die Rechte seiner Gruppe."
    )


def test_a_file_where_the_archive_should_be_is_said(tmp_path):
    (tmp_path / "aus.archiv").write_text("eine Datei")
    with (
        pytest.raises(UsageError, match=r"Im Archiv .* kann nicht geschrieben werden"),
        hold(house_of(tmp_path), "test", 0, quiet),
    ):
        pass
    assert (tmp_path / "aus.archiv").read_text() == "eine Datei"


def test_a_file_where_the_output_should_be_is_said(folder):
    shutil.rmtree(folder / "aus")
    (folder / "aus").write_text("eine Datei")
    with (
        pytest.raises(UsageError, match=r"In .* kann nicht geschrieben werden"),
        hold(house_of(folder), "test", 0, quiet),
    ):
        pass
    assert (folder / "aus").read_text() == "eine Datei"


def test_a_warehouse_is_mended_for_whoever_reads_it_unless_a_run_is_at_it(folder):
    house, before = house_of(folder), kept_in(folder / "aus.duckdb")
    (folder / "aus.duckdb").unlink()
    with holding(house.archive.root, "run"):
        mend_warehouse(house, quiet)
    assert not (folder / "aus.duckdb").exists()
    mend_warehouse(house, quiet)
    assert kept_in(folder / "aus.duckdb") == before


def test_a_warehouse_without_an_archive_is_left_alone(tmp_path):
    file = tmp_path / "aus.duckdb"
    file.write_bytes(b"nicht unseres")
    mend_warehouse(house_of(tmp_path), quiet)
    assert file.read_bytes() == b"nicht unseres"
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(ConfigurationError, match="keine Warehouse-Datei"), hold(house_of(tmp_path), "x", 0, quiet):
        pass
    assert file.read_bytes() == b"nicht unseres"
