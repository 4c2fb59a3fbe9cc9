"""The terminal's two streams: made where there are none, and never a reason for a report not to be made."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO


class SafeStream:
    """A stream that remembers what went wrong with it instead of raising it: full, closed, gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.failure: Exception | None = None

    def write(self, text: str) -> int:
        """Write as much as the stream can show."""
        try:
            return self._stream.write(text)
        except UnicodeEncodeError:
            return self._stream.write(text.encode("ascii", "replace").decode())
        except (OSError, ValueError) as error:
            self.failure = self.failure or error
            return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        try:
            self._stream.flush()
        except (OSError, ValueError) as error:
            self.failure = self.failure or error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property
    def is_full(self) -> bool:
        """Tell whether something was lost that somebody wanted to read: `| head` did not."""
        return self.failure is not None and getattr(self.failure, "errno", None) not in (errno.EPIPE, errno.ESHUTDOWN)

    def give_up(self) -> None:
        """Let the rest go nowhere, so that the interpreter does not stumble over it when it ends."""
        if self.failure is not None:
            with suppress(OSError, ValueError), Path(os.devnull).open("w") as nowhere:
                os.dup2(nowhere.fileno(), self._stream.fileno())


@contextmanager
def safe_streams() -> Iterator[tuple[SafeStream, SafeStream]]:
    """Replace stdout and stderr by streams that cannot fail, while the block runs."""
    _occupy_descriptors()
    before = sys.stdout, sys.stderr
    out, err = (SafeStream(_usable(stream)) for stream in before)
    sys.stdout, sys.stderr = out, err
    try:
        yield out, err
    finally:
        for stream in (out, err):
            stream.flush()
            stream.give_up()
        if None not in before:
            sys.stdout, sys.stderr = before


def _occupy_descriptors() -> None:
    """Without a terminal the next file opened would be taken for it, and complaints would be written into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is the one that is looked at.
            os.open(os.devnull, os.O_RDWR)


def _usable(stream: TextIO | None) -> TextIO:
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if hasattr(stream, "reconfigure"):
        with suppress(OSError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return stream
