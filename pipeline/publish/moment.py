"""Before or after the publication: an error that comes after it bears a note of that, and the message stays true."""

from collections.abc import Iterator
from contextlib import contextmanager

PUBLISHED = "veröffentlicht"
NO_REPORT = "ohne Bericht"


@contextmanager
def after_publication() -> Iterator[None]:
    """Note on whatever the block raises that the new report is in its place."""
    try:
        yield
    except BaseException as error:
        error.add_note(PUBLISHED)
        raise


@contextmanager
def without_report() -> Iterator[None]:
    """Note on whatever the block raises that it has to do with no report."""
    try:
        yield
    except BaseException as error:
        error.add_note(NO_REPORT)
        raise
