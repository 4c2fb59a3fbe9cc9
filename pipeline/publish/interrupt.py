"""Ctrl-C and the signals that end a program: they unwind tidily, and never while a report is put in its place."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = [s for n in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if (s := getattr(signal, n, None)) is not None]


class Stopped(BaseException):
    """A command that was stopped; typer would make a mere number of the interrupt itself."""


class Stop:
    """Which signal asked to stop, if one did; libraries may have made another error of it."""

    number: int | None = None

    @property
    def exit_code(self) -> int:
        """What shells expect of a program that a signal ended."""
        return 128 + (self.number or signal.SIGINT)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let the first signal end the block as Ctrl-C does; later ones do not disturb the tidying up."""
    stop = Stop()

    def end(number: int, _: FrameType | None) -> None:
        for other in _SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        stop.number = number
        # What was cut off in the middle of writing complains when it is cleared away, until the program has ended.
        sys.unraisablehook = lambda _: None
        raise KeyboardInterrupt

    with _handling(end):
        yield stop


def ignore_signals() -> None:
    """Let nothing disturb the end of the program: what it did is done, and said."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no signal end the block: what is to be whole or not at all takes milliseconds."""
    with _handling(lambda *_: None):
        yield


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle signals while the block runs; one that the caller ignores (nohup) stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {s: signal.getsignal(s) for s in _SIGNALS}
    before = {s: known for s, known in before.items() if known not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, known in before.items():
            signal.signal(number, known)
