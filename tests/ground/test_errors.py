"""What the system does not allow, in German: the file, the cause, a way out."""

import errno
import os

import pytest

from pipeline.errors import BusyError, PendingError, explain_os_error, find_os_error, is_open_elsewhere


@pytest.mark.parametrize(
    ("number", "worte"),
    [
        (errno.EACCES, "die Rechte fehlen"),
        (errno.EPERM, "die Rechte fehlen"),
        (errno.ENOSPC, "der Datenträger ist voll"),
        (errno.EDQUOT, "der Datenträger ist voll"),
        (errno.EROFS, "schreibgeschützt"),
        (errno.ENOENT, "gibt es nicht"),
        (errno.EISDIR, "ist ein Ordner"),
        (errno.ENOTDIR, "wo ein Ordner sein müsste"),
        (errno.EBUSY, "in einem anderen Programm geöffnet"),
        (errno.ENAMETOOLONG, "zu langen Namen"),
        (errno.ESTALE, "Netzlaufwerk"),
        (errno.EPIPE, "ist nicht lesbar oder beschreibbar"),
    ],
)
def test_cause_and_way_out_are_said_with_the_file_and_without_english(number, worte):
    satz = explain_os_error(OSError(number, os.strerror(number), "/x/ä.csv"))
    assert satz.startswith("/x/ä.csv ")
    assert worte in satz
    assert ". Bitte " in satz
    assert os.strerror(number) not in satz


def test_a_file_is_not_needed_for_a_sentence():
    assert explain_os_error(OSError(errno.ENOSPC, "x")).startswith("Eine Datei oder ein Ordner lässt sich")
    assert explain_os_error(OSError("x")).startswith("Eine Datei oder ein Ordner ist nicht lesbar")
    assert explain_os_error(OSError(errno.EACCES, "x", b"/x/\xff")).startswith("/x/\ufffd ist nicht")


def test_what_windows_says_of_an_open_file_is_told_apart():
    error = PermissionError(errno.EACCES, "x", "a.xlsx")
    assert not is_open_elsewhere(error)
    assert is_open_elsewhere(OSError(errno.EBUSY, "x"))
    error.winerror = 32
    assert is_open_elsewhere(error)
    assert "a.xlsx ist in einem anderen Programm geöffnet. Bitte dort schließen" in explain_os_error(error)


def test_libraries_that_tell_it_in_their_text_alone_are_understood():
    """Of a file name in another error's text nothing is said: it could be anything."""
    polars = PermissionError("Permission denied (os error 13): /x/y.csv")
    assert explain_os_error(polars) == "/x/y.csv ist nicht zugänglich, die Rechte fehlen. Bitte die Rechte prüfen."
    full = find_os_error(ValueError("parquet: No space left on device (os error 28): geheim"))
    assert (full.errno, full.filename) == (errno.ENOSPC, None)
    assert find_os_error(ValueError("etwas")) is None


def test_what_succeeds_later_by_itself_has_the_code_that_schedulers_know():
    """EX_TEMPFAIL of sysexits.h: try again later."""
    assert (BusyError.exit_code, PendingError.exit_code) == (75, 75)
