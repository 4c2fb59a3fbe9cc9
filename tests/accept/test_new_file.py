"""What is there stays, and what could not be written whole is not there."""

import os
import stat

import pytest

from pipeline.accept.new_file import write_new


def test_a_new_file_has_its_text_and_its_rights(tmp_path):
    write_new(tmp_path / "k", "ä\n", 0o600)
    assert (tmp_path / "k").read_bytes() == "ä\n".encode()
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600


def test_what_is_there_stays(tmp_path):
    (tmp_path / "k").write_text("alt")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "k", "neu")
    assert (tmp_path / "k").read_text() == "alt"


@pytest.mark.parametrize("error", [OSError(28, "voll"), KeyboardInterrupt])
def test_nothing_half_written_stays(tmp_path, monkeypatch, error):
    def broken(number, *_, **__):
        os.close(number)
        raise error

    monkeypatch.setattr(os, "fdopen", broken)
    with pytest.raises((OSError, KeyboardInterrupt)):
        write_new(tmp_path / "k", "neu")
    assert not (tmp_path / "k").exists()
