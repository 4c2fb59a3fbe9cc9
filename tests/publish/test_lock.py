"""One run at a time: whoever comes second is told who holds the archive, and no crash holds it for ever."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from drawn.source import ROOT
from pipeline.errors import BusyError
from pipeline.publish.lock import NAME, holding, read_holder

HOLD = """
import sys; from pathlib import Path; from pipeline.publish.lock import holding
with holding(Path(sys.argv[1]), 'run --month 2026-10'): print('hält', flush=True); sys.stdin.read()
"""


@contextmanager
def held_by_another(root):
    """Another process that holds an archive until its input ends."""
    command = [sys.executable, "-c", HOLD, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout.readline()
        yield other
        other.kill()


def test_the_second_one_is_told_who_holds_it_since_when_and_what_for(tmp_path):
    root = tmp_path / "b.archiv"
    with held_by_another(root):
        with pytest.raises(BusyError) as error, holding(root, "status"):
            pass
        assert error.value.exit_code == 75
        said = r"\(run --month 2026-10, aufgerufen von \S+, seit \d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d\)"
        assert error.match(f"In .*b.archiv arbeitet gerade ein anderer Lauf {said}. Bitte sein Ende abwarten")
        assert error.match("--warten SEKUNDEN")
        assert f" ({read_holder(root).split('(')[1]}" in str(error.value)


def test_a_killed_holder_frees_it(tmp_path):
    root = tmp_path / "b.archiv"
    with held_by_another(root) as other:
        other.kill()
        other.wait()
        assert (root / NAME).exists()
        assert read_holder(root) is None
        with holding(root, "status"):
            assert "status" in (root / NAME).read_text()


def test_whoever_waits_gets_it_as_soon_as_it_is_free(tmp_path):
    root = tmp_path / "b.archiv"
    with held_by_another(root) as other:
        begun = time.monotonic()
        threading.Timer(0.5, other.kill).start()
        with holding(root, "status", wait=60):
            assert 0.3 < time.monotonic() - begun < 30


def test_waiting_ends_as_well(tmp_path):
    root = tmp_path / "b.archiv"
    with held_by_another(root):
        begun = time.monotonic()
        with pytest.raises(BusyError), holding(root, "status", wait=0.5):
            pass
        assert time.monotonic() - begun >= 0.5


def test_a_lock_without_an_archive_leaves_no_folder(tmp_path):
    root = tmp_path / "neu" / "b.archiv"
    with holding(root, "run"):
        assert root.stat().st_mode & 0o777 == 0o700
        assert read_holder(root) is not None
    assert list(tmp_path.iterdir()) == []
    assert read_holder(root) is None


def test_an_archive_with_something_in_it_stays(tmp_path):
    root = tmp_path / "b.archiv"
    with holding(root, "run"):
        (root / "2026-10").mkdir()
    assert (root / "2026-10").is_dir()
    with holding(root, "run"):
        pass
    assert (root / "2026-10").is_dir()


def test_an_empty_folder_that_somebody_made_stays(tmp_path):
    root = tmp_path / "b.archiv"
    root.mkdir(mode=0o750)
    with holding(root, "run"):
        pass
    assert [entry.name for entry in root.iterdir()] == []
    assert root.stat().st_mode & 0o777 == 0o750


def test_an_error_of_the_block_frees_it(tmp_path):
    with pytest.raises(RuntimeError), holding(tmp_path / "b.archiv", "run"):
        raise RuntimeError
    with holding(tmp_path / "b.archiv", "run"):
        pass


def test_a_holder_whose_words_cannot_be_read_is_a_holder_all_the_same(tmp_path):
    root = tmp_path / "b.archiv"
    with holding(root, "run"):
        (root / NAME).write_bytes(b"\xff kaputt")
        assert read_holder(root) == ""
        with pytest.raises(BusyError, match=r"arbeitet gerade ein anderer Lauf\. "), holding(root, "status"):
            pass


def test_a_file_that_was_removed_meanwhile_is_made_again(tmp_path):
    """Whoever waited for a lock file that its holder removed would hold nothing that anybody else looks at."""
    root = tmp_path / "b.archiv"
    root.mkdir()
    with holding(root, "run"):
        (root / NAME).unlink()
        with holding(root, "status"):
            assert read_holder(root).startswith(" (status,")


def test_a_file_system_without_locks_is_no_hindrance(tmp_path, monkeypatch):
    def flock(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr("fcntl.flock", flock)
    with holding(tmp_path / "b.archiv", "run"):
        assert (tmp_path / "b.archiv").is_dir()
