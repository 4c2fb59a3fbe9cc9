"""A terminal that is gone, full or odd is no reason for a report not to be made."""

import errno
import io
import sys

from pipeline.cli.stream import SafeStream, safe_streams


class Broken(io.StringIO):
    """A stream that fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(self, text):
        raise self.error

    def flush(self):
        raise self.error


def test_a_full_stream_is_remembered_and_a_reader_who_left_is_not():
    for error, is_full in ((OSError(errno.ENOSPC, "x"), True), (BrokenPipeError(errno.EPIPE, "x"), False)):
        stream = SafeStream(Broken(error))
        assert stream.write("abc") == 3
        stream.flush()
        stream.give_up()
        assert stream.failure is error
        assert stream.is_full is is_full
    closed = io.StringIO()
    closed.close()
    stream = SafeStream(closed)
    stream.write("abc")
    stream.flush()
    assert stream.is_full


def test_signs_that_a_stream_cannot_show_are_replaced():
    raw = io.BytesIO()
    stream = SafeStream(io.TextIOWrapper(raw, encoding="ascii"))
    stream.write("Größe – ✓\n")
    stream.flush()
    assert raw.getvalue() == b"Gr??e ? ?\n"
    assert stream.failure is None


def test_missing_streams_are_made(monkeypatch):
    """As under pythonw."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with safe_streams() as (out, err):
        print("x")  # noqa: T201
        sys.stderr.write("x")
        assert not sys.stderr.isatty()
    assert (out.failure, err.failure) == (None, None)
