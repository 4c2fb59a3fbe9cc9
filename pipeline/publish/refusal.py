"""What a refused delivery leaves behind until one of its month is accepted: its Befunde, in a folder of their own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.accept.lieferung import Lieferung
from pipeline.errors import LieferungError
from pipeline.present.data import write_befunde


def refusal_folder(output: Path, month: str) -> Path:
    """Return where the findings of a refused delivery lie."""
    return output / "abgelehnt" / month


@contextmanager
def befunde_on_refusal(lieferung: Lieferung, output: Path) -> Iterator[None]:
    """Write the findings if the block refuses the delivery, and say where.

    :raises LieferungError: the delivery is refused
    """
    try:
        yield
    except LieferungError as error:
        file = write_befunde(lieferung.befunde, refusal_folder(output, lieferung.monat), lieferung.zaehlungen)
        raise LieferungError(f"{error} Befundliste: {file}") from None


def forget_refusal(output: Path, month: str) -> None:
    """Remove what an earlier delivery of the month left behind."""
    shutil.rmtree(refusal_folder(output, month), ignore_errors=True)
