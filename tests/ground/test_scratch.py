"""Rows that have no room in memory lie in private folders, which no killed process leaves for long."""

import subprocess
import sys

import pytest

from drawn.files import exposed, open_umask
from drawn.source import ROOT
from pipeline.scratch import scratch_folder

SPILL = """
import sys; from pathlib import Path; from pipeline.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / 'zeilen').write_text('x'); print(folder, flush=True); sys.stdin.read()
"""


def test_the_folder_is_private_and_gone_afterwards(tmp_path):
    with open_umask(), scratch_folder(tmp_path) as folder:
        (folder / "zeilen").write_text("x")
        assert folder.parent == tmp_path
        assert exposed(tmp_path) == set()
    assert list(tmp_path.iterdir()) == []


def test_an_error_leaves_nothing_behind(tmp_path):
    def spill() -> None:
        with scratch_folder(tmp_path) as folder:
            (folder / "zeilen").write_text("x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        spill()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_uses_is_not(tmp_path):
    command = [sys.executable, "-c", SPILL, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as other:
        theirs = other.stdout.readline().strip()
        with scratch_folder(tmp_path) as mine:
            assert {str(folder) for folder in tmp_path.iterdir()} == {theirs, str(mine)}
        assert [str(folder) for folder in tmp_path.iterdir()] == [theirs]
        other.kill()
        other.wait()
        assert [str(folder) for folder in tmp_path.iterdir()] == [theirs]
        with scratch_folder(tmp_path) as mine:
            assert list(tmp_path.iterdir()) == [mine]
    assert list(tmp_path.iterdir()) == []


def test_two_folders_of_one_process_leave_each_other_alone(tmp_path):
    with scratch_folder(tmp_path) as one, scratch_folder(tmp_path) as other:
        assert one != other
        assert one.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_what_else_lies_there_stays(tmp_path):
    (tmp_path / ".auslagerung-notiz").write_text("x")
    (tmp_path / "auslagerung").mkdir()
    with scratch_folder(tmp_path):
        pass
    assert {entry.name for entry in tmp_path.iterdir()} == {".auslagerung-notiz", "auslagerung"}
