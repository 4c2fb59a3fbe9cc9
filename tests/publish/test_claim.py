"""Two runs never write into one output at once, and a crash blocks nobody."""

import subprocess
import sys

import pytest

from drawn.source import ROOT
from pipeline.errors import BusyError
from pipeline.publish.claim import claim

HALTEN = """
import sys; from pathlib import Path; from pipeline.publish.claim import claim
with claim(Path(sys.argv[1])): print('hält', flush=True); sys.stdin.read()
"""


def test_the_second_one_says_so_until_the_first_is_gone(tmp_path):
    befehl = [sys.executable, "-c", HALTEN, str(tmp_path / "aus")]
    with subprocess.Popen(befehl, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as anderer:
        assert anderer.stdout.readline()
        with pytest.raises(BusyError, match="schreibt gerade ein anderer Lauf"), claim(tmp_path / "aus"):
            pass
        assert (tmp_path / "aus").is_dir()
        anderer.kill()
    with claim(tmp_path / "aus"):
        assert (tmp_path / "aus").is_dir()


def test_a_folder_made_for_nothing_does_not_stay(tmp_path):
    with claim(tmp_path / "a" / "b" / "c"):
        pass
    assert list(tmp_path.iterdir()) == []
    with claim(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "etwas").write_text("x")
    assert (tmp_path / "a" / "b" / "etwas").is_file()


def test_a_file_system_without_locks_is_no_hindrance(tmp_path, monkeypatch):
    def flock(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr("fcntl.flock", flock)
    with claim(tmp_path / "a"):
        assert (tmp_path / "a").is_dir()
