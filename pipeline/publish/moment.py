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


class Publication:
    """Whether a new report has been committed: from then on it holds, whatever else happens."""

    is_done = False


@contextmanager
def publication() -> Iterator[Publication]:
    """Note on whatever the block raises that there is a new report, once there is one."""
    state = Publication()
    try:
        yield state
    except BaseException as error:
        if state.is_done:
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
