"""Progress: one moving line on a terminal, plain lines elsewhere; always on stderr, never with data."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# What is told each step: „stage: detail“.
Tell = Callable[[str], None]


@contextmanager
def progress() -> Iterator[Tell]:
    """Yield a function that is told each step."""
    if sys.stderr is None or not sys.stderr.isatty():
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
            # Without a terminal or on a full disk the report is made all the same.
            with suppress(OSError, ValueError, AttributeError):
                sys.stderr.write(f"{stage} …\n")

    return tell
