"""The one boundary around foreign bytes: whatever a library makes of them ends as a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.errors import KontaktdichteError, LieferungError


@contextmanager
def refuse_unreadable(sentence: str) -> Iterator[None]:
    """Turn what a library raises over a foreign file into the refusal of this file.

    Not only `Exception`: what a reader written in Rust did not expect arrives as a panic, which is none. Memory that
    does not suffice, recursion without end and keys that a damaged package lacks are the file's fault here, too.

    :raises LieferungError: something was raised that is neither a sentence already, nor a matter of rights, nor the
        user's wish to stop
    """
    try:
        yield
    except (KontaktdichteError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except PermissionError:
        # Not the supplier's fault: rights are missing, or the file is open elsewhere.
        raise
    except BaseException:
        raise LieferungError(sentence) from None
