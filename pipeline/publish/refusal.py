"""What a refused delivery leaves behind until one of its month is accepted: its Befunde, in a folder of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.accept.lieferung import Lieferung
from pipeline.errors import KontaktdichteError, LieferungError, UsageError, explain_os_error
from pipeline.present.data import write_befunde
from pipeline.publish.join import adding
from pipeline.publish.place import staging


def refusal_folder(output: Path, month: str) -> Path:
    """Return where the findings of a refused delivery lie."""
    return output / "abgelehnt" / month


@contextmanager
def befunde_on_refusal(lieferung: Lieferung, output: Path | None) -> Iterator[None]:
    """Write the findings if the block refuses the delivery, and say where; without a place for them, say that.

    :raises LieferungError: the delivery is refused
    """
    try:
        yield
    except LieferungError as error:
        if output is None:
            raise LieferungError(f"{error} Ohne Befundliste: Der Ort der Berichte ist nicht da.") from None
        try:
            with staging(refusal_folder(output, lieferung.monat), is_report=False) as place:
                file = write_befunde(lieferung.befunde, place.folder, lieferung.zaehlungen)
                place.publish()
        except (OSError, UsageError) as unwritten:
            why = explain_os_error(unwritten) if isinstance(unwritten, OSError) else unwritten
            raise LieferungError(f"{error} Ohne Befundliste: {why}") from None
        raise LieferungError(f"{error} Befundliste: {place.target / file.name}") from None


@contextmanager
def forgotten_refusal(output: Path, month: str) -> Iterator[None]:
    """Remove what an earlier delivery of the month left behind, if the block succeeds."""
    folder = refusal_folder(output, month)
    if not folder.is_dir():
        yield
        return
    with staging(folder) as place, place.published():
        yield


def forget_refusal(output: Path, month: str) -> None:
    """Remove what an earlier delivery of the month left behind."""
    with forgotten_refusal(output, month):
        pass


@contextmanager
def forgotten_on_refusal(output: Path, month: str) -> Iterator[None]:
    """Remove what an earlier refusal left behind if the block refuses the delivery before it has findings.

    A list of findings that are not this delivery's would mislead whoever corrects it.

    :raises LieferungError: the delivery is refused
    """
    folder = refusal_folder(output, month)
    try:
        yield
    except LieferungError as error:
        if not folder.is_dir():
            raise
        try:
            with staging(folder, is_report=False) as place:
                place.publish()
        except (OSError, KontaktdichteError):
            pass
        left = f" Was in {folder} liegt, ist von einem früheren Versuch." if folder.is_dir() else ""
        raise LieferungError(f"{error}{left}") from None


def add_befunde(lieferung: Lieferung, folder: Path) -> Path:
    """Write the findings into a folder of somebody else's; returns the list."""
    with adding(folder) as new:
        file = write_befunde(lieferung.befunde, new, lieferung.zaehlungen)
    return folder / file.name
