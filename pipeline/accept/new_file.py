"""Writes a file that is not there yet: what somebody has is never overwritten, and nothing half written stays."""

import os
from pathlib import Path


def write_new(file: Path, text: str, mode: int = 0o666) -> None:
    """Write a new file with these rights, as far as the user's mask lets them.

    :raises OSError: it is there, or cannot be written; then it is not there
    """
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
