"""The warehouse file is the controlling department's alone, one run's at a time, and closed to everything else."""

import errno
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from drawn.files import exposed, open_umask, spilled, two_threads
from pipeline.errors import BusyError, ConfigurationError, UsageError
from pipeline.warehouse import connection
from pipeline.warehouse.connection import commit, default_warehouse, open_warehouse


def test_warehouse_is_readable_by_its_owner_alone(tmp_path):
    with open_warehouse(tmp_path / "w.duckdb", "1GB") as con:
        commit(con)
    assert (tmp_path / "w.duckdb").stat().st_mode & 0o077 == 0


def test_warehouse_lies_beside_the_output_never_in_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert default_warehouse(Path("berichte")) == tmp_path / "berichte.duckdb"
    assert default_warehouse(tmp_path / "a" / "2026.b") == tmp_path / "a" / "2026.b.duckdb"


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("", "Die Datei ist leer, sie ist keine Warehouse-Datei"),
        ("kein Warehouse", "ist keine Warehouse-Datei"),
        ("x" * 20_000, "ist keine Warehouse-Datei"),
    ],
)
def test_a_foreign_file_is_said(tmp_path, content, cause):
    file = tmp_path / "fremd.duckdb"
    file.write_text(content)
    with pytest.raises(ConfigurationError, match=cause) as refused, open_warehouse(file, "1GB"):
        pass
    assert "Rechte" not in str(refused.value)
    assert file.read_text() == content


@pytest.mark.parametrize(
    "foreign",
    [
        "create schema mart; create table mart.kennzahlen (a int); create table mart.stichtage (x int)",
        "create table haushalt (a int)",
        "create view haushalt as select 1 as a",
    ],
)
def test_the_database_of_another_program_is_said_and_left_alone(tmp_path, foreign):
    file = tmp_path / "fremd.duckdb"
    with duckdb.connect(file) as con:
        con.execute(foreign)
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="keine Warehouse-Datei dieses Programms"), open_warehouse(file, "1GB"):
        pass
    assert file.stat().st_mode & 0o777 == 0o644
    with duckdb.connect(file) as con:
        assert not con.execute("from duckdb_schemas() where schema_name = 'raw'").fetchall()


def test_an_empty_database_becomes_a_warehouse(tmp_path):
    duckdb.connect(tmp_path / "leer.duckdb").close()
    with open_warehouse(tmp_path / "leer.duckdb", "1GB") as con:
        commit(con)


def test_a_folder_is_no_warehouse(tmp_path):
    with pytest.raises(ConfigurationError, match="Es ist ein Ordner, keine Datei"), open_warehouse(tmp_path, "1GB"):
        pass


def test_a_second_run_at_the_same_time_is_said(tmp_path):
    halten = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('offen', flush=True); sys.stdin.read()"
    befehl = [sys.executable, "-c", halten, str(tmp_path / "w.duckdb")]
    with subprocess.Popen(befehl, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as anderer:
        assert anderer.stdout.readline() == b"offen\n"
        with pytest.raises(BusyError, match=r"anderen Lauf.*abwarten"), open_warehouse(tmp_path / "w.duckdb", "1GB"):
            pass
        anderer.communicate()


def test_a_new_file_that_nothing_was_committed_to_does_not_stay(tmp_path):
    file = tmp_path / "neu" / "w.duckdb"
    with open_warehouse(file, "1GB") as con:
        con.execute("create table raw.x as select 1 as a")
    assert list(file.parent.iterdir()) == []
    with open_warehouse(file, "1GB") as con:
        con.execute("create table raw.x as select 1 as a")
        commit(con)
    with open_warehouse(file, "1GB") as con:
        assert con.sql("from raw.x").fetchall() == [(1,)]
        con.execute("drop table raw.x")
    with open_warehouse(file, "1GB") as con:
        assert con.sql("from raw.x").fetchall() == [(1,)]


def test_whatever_fails_after_the_commit_the_file_stays(tmp_path):
    def work():
        with open_warehouse(tmp_path / "w.duckdb", "1GB") as con:
            commit(con)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert [d.name for d in tmp_path.iterdir()] == ["w.duckdb"]


def test_a_folder_that_nothing_can_be_written_to_is_said(tmp_path):
    (tmp_path / "datei").write_text("")
    with (
        pytest.raises(ConfigurationError, match=r"datei gibt es schon"),
        open_warehouse(tmp_path / "datei" / "w", "1GB"),
    ):
        pass


def test_a_disk_that_fails_is_said(tmp_path):
    with (
        pytest.raises(ConfigurationError, match="lässt sich nicht lesen oder schreiben"),
        open_warehouse(tmp_path / "w.duckdb", "1GB"),
    ):
        raise duckdb.IOException("geheim")


@pytest.mark.parametrize("error", [duckdb.IOException, duckdb.TransactionException, duckdb.FatalException])
def test_a_full_disk_is_said_as_elsewhere(tmp_path, error):
    file = tmp_path / "w.duckdb"
    with pytest.raises(OSError) as full, open_warehouse(file, "1GB"):  # noqa: PT011
        raise error("Failed to commit: Could not write file: No space left on device")
    assert (full.value.errno, full.value.filename) == (errno.ENOSPC, str(file))
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_matter_of_the_disk_is_not_called_so(tmp_path):
    with pytest.raises(duckdb.TransactionException), open_warehouse(tmp_path / "w.duckdb", "1GB"):
        raise duckdb.TransactionException("Conflict")


@pytest.mark.parametrize(("free", "number"), [(0, errno.ENOSPC), (10**9, errno.EIO)])
def test_what_closing_could_not_merge_is_said(tmp_path, monkeypatch, free, number):
    file = tmp_path / "w.duckdb"

    @contextmanager
    def spill_folder(file):
        yield tmp_path
        file.with_name("w.duckdb.wal").write_bytes(b"x")

    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr(connection, "_spill_folder", spill_folder)

    def work():
        with open_warehouse(file, "1GB") as con:
            commit(con)

    with pytest.raises(OSError) as left:  # noqa: PT011
        work()
    assert (left.value.errno, left.value.filename) == (number, str(file))


def test_beside_the_root_there_is_no_place(tmp_path):
    with pytest.raises(UsageError, match="--output"):
        default_warehouse(Path(tmp_path.anchor))


def test_a_path_that_is_no_text_is_said(tmp_path):
    """As folders are named that a system of another encoding made."""
    place = tmp_path / os.fsdecode(b"b\xf6.duckdb")
    with (
        pytest.raises(UsageError, match=r"kein lesbarer Text sind\. Bitte den Ordner umbenennen"),
        open_warehouse(place, "1GB"),
    ):
        pass


def test_warehouse_reads_no_files_and_keeps_it_that_way(tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n")
    for befehl in (
        f"select * from read_csv('{tmp_path / 'x.csv'}')",
        f"copy (select 1) to '{tmp_path / 'y.csv'}'",
        f"attach '{tmp_path / 'z.duckdb'}'",
        "set enable_external_access = true",
        "install httpfs",
    ):
        with open_warehouse(tmp_path / "w.duckdb", "1GB") as con, pytest.raises(duckdb.Error):
            con.execute(befehl)


@pytest.mark.parametrize("name", ["b.duckdb", None])
def test_spilled_rows_and_warehouse_are_private(tmp_path, monkeypatch, name):
    """About 100 MB in 64 MB of memory: some of it lies on the disk while the folder is looked at."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with two_threads(), open_umask(), open_warehouse(name and tmp_path / name, "64MB") as con:
        con.execute("create temp table gross as select md5(range::varchar) as text from range(2_500_000)")
        assert len(spilled(tmp_path)) == 1
        assert exposed(tmp_path) == set()
        con.execute("create table raw.zeilen as select range as nummer from range(100)")
        commit(con)
        assert exposed(tmp_path) == set()
        assert [d.name for d in tmp_path.glob("*.wal")] == ([f"{name}.wal"] if name else [])
    assert [d.name for d in tmp_path.iterdir()] == ([name] if name else [])
    assert exposed(tmp_path) == set()
