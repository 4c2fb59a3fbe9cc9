"""Progress: one moving line on a terminal, plain lines elsewhere; always on stderr, never with data."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that is told each step."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    from rich.console import Console

    with Console(stderr=True).status("") as anzeige:
        yield anzeige.update


def _plain_lines() -> Callable[[str], None]:
    """Print each stage once: a scheduled run's log should stay short."""
    gesehen: set[str] = set()

    def melden(schritt: str) -> None:
        stufe = schritt.partition(":")[0]
        if stufe not in gesehen:
            gesehen.add(stufe)
            sys.stderr.write(f"{stufe} …\n")

    return melden
