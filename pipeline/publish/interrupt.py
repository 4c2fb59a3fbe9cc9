"""Ctrl-C and the signals that end a program: they unwind tidily, and never while a report is put in its place."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_SIGNALS = [s for n in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if (s := getattr(signal, n, None)) is not None]
_Handler = Callable[[int, FrameType | None], None]


class Interrupted(KeyboardInterrupt):
    """A signal asked to stop.

    Python itself dies of a mere KeyboardInterrupt that once left code made of text, as dataclasses are: whatever
    became of it, the exit code would be another one.
    """


class Stopped(BaseException):
    """A command that was stopped; typer would make a mere number of the interrupt itself."""


class Stop:
    """Which signal asked to stop, if one did; libraries may have made another error of it.

    Once `is_over` is set, none can: what is left is to say how it ended.
    """

    number: int | None = None
    is_over = False

    @property
    def exit_code(self) -> int:
        """What shells expect of a program that a signal ended."""
        return 128 + (self.number or signal.SIGINT)


def stop_at_once() -> None:
    """Let a signal end the program on the spot, as long as nothing was done that would have to be tidied up."""

    def end(number: int, _: FrameType | None) -> None:
        with suppress(OSError):
            os.write(2, b"Abgebrochen, bevor etwas geschah.\n")
        os._exit(128 + number)

    _handle(end)


@contextmanager
def stoppable(is_last: bool = False) -> Iterator[Stop]:
    """Let the first signal end the block as Ctrl-C does; later ones do not disturb the tidying up.

    If the block is the last thing that the program does, none disturbs its end: what it did is done, and said.
    """
    stop = Stop()

    def end(number: int, _: FrameType | None) -> None:
        if stop.is_over:
            return
        for other in _SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        stop.number = number
        # What was cut off in the middle of writing complains when it is cleared away, until the program has ended.
        sys.unraisablehook = lambda _: None
        raise Interrupted

    with _handling(end, is_last=is_last):
        yield stop


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no signal end the block, for what is to be whole or not at all takes milliseconds; it does so after it."""
    came: list[int] = []
    with _handling(lambda number, _: came.append(number)):
        yield
    if came:
        signal.raise_signal(came[0])


@contextmanager
def _handling(handler: _Handler, is_last: bool = False) -> Iterator[None]:
    """Handle signals while the block runs, and after it as before, or not at all."""
    before = _handle(handler)
    try:
        yield
    finally:
        for number, known in before.items():
            signal.signal(number, signal.SIG_IGN if is_last else known)


def _handle(handler: _Handler) -> dict[int, _Handler | int | None]:
    """Handle signals from now on; returns how they were handled. One that the caller ignores (nohup) stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    known = {s: signal.getsignal(s) for s in _SIGNALS}
    before = {s: known[s] for s in _SIGNALS if known[s] not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, handler)
    return before
