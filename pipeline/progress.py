"""Progress: one moving line on a terminal, plain lines elsewhere; always on stderr, never with data."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# What is told each step: „stage: detail“.
Tell = Callable[[str], None]


@contextmanager
def progress() -> Iterator[Tell]:
    """Yield a function that is told each step."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    from rich.console import Console

    with Console(stderr=True).status("") as anzeige:
        yield anzeige.update


def _plain_lines() -> Tell:
    """Print each stage once: a scheduled run's log should stay short."""
    gesehen: set[str] = set()

    def tell(step: str) -> None:
        stage = step.partition(":")[0]
        if stage not in gesehen:
            gesehen.add(stage)
            sys.stderr.write(f"{stage} …\n")

    return tell
