"""Files that join a folder of somebody else's: nothing of it is lost."""

import errno
from pathlib import Path

import pytest

from drawn.files import read_texts, write_texts
from pipeline.errors import BusyError
from pipeline.publish.join import adding


def fail() -> None:
    raise ZeroDivisionError


def test_joining_a_folder_of_somebody_elses(tmp_path):
    write_texts(tmp_path, {"fremd.txt": "x", "befunde.csv": "meine"})
    for text in ("eins", "zwei"):
        with adding(tmp_path) as neu:
            write_texts(neu, {"befunde.csv": text, "befunde.xlsx": text})
    assert read_texts(tmp_path) == {
        "fremd.txt": "x",
        "befunde (bisher).csv": "meine",
        "befunde.csv": "zwei",
        "befunde.xlsx": "zwei",
    }
    write_texts(tmp_path, {"befunde.xlsx": "mit Anmerkung"})
    with adding(tmp_path) as neu:
        write_texts(neu, {"befunde.csv": "drei", "befunde.xlsx": "drei"})
    assert read_texts(tmp_path)["befunde (geändert).xlsx"] == "mit Anmerkung"
    assert read_texts(tmp_path)["befunde.xlsx"] == "drei"


def test_a_failing_writer_changes_nothing_in_a_folder_of_somebody_elses(tmp_path):
    write_texts(tmp_path, {"befunde.csv": "meine"})

    def work():
        with adding(tmp_path) as neu:
            write_texts(neu, {"befunde.csv": "halb"})
            fail()

    with pytest.raises(ZeroDivisionError):
        work()
    assert [d.name for d in tmp_path.iterdir()] == ["befunde.csv"]


@pytest.mark.parametrize("was", ["rename", "replace"])
def test_a_list_open_elsewhere_stays_as_it_was(tmp_path, monkeypatch, was):
    write_texts(tmp_path, {"befunde.csv": "meine"})

    def refuse(self, *_, **__):
        raise PermissionError(errno.EACCES, "sharing violation", str(self), 32)

    def work():
        with adding(tmp_path) as neu:
            write_texts(neu, {"befunde.csv": "neu"})
            monkeypatch.setattr(Path, was, refuse)
            if was == "rename":
                monkeypatch.setattr("os.link", refuse)

    with pytest.raises(BusyError, match=r"befunde\.csv lässt sich nicht ersetzen.*geöffnet"):
        work()
    assert read_texts(tmp_path) == {"befunde.csv": "meine"}
