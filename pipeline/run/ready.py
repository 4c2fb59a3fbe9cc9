"""Whether a delivery is there and complete: a scheduled run asks every day until it is."""

from pathlib import Path

from pipeline.accept.lieferung import find_month
from pipeline.accept.sources import find_missing, find_sources
from pipeline.errors import LieferungError, PendingError, UsageError
from pipeline.settings import Settings


def require_complete(input_folder: Path, month: str, settings: Settings, *, is_named: bool) -> Path:
    """Return the folder or archive of a month's delivery.

    Where nobody named the month, a delivery that is not there, or not all of it, is yet to come. With a `fertig_datei`
    it is complete once that file lies in its folder, or beside its archive as `<month>.<fertig_datei>`.

    :raises PendingError: it is not complete yet
    :raises UsageError: there is none of the named month
    :raises LieferungError: there are two
    """
    try:
        location = find_month(input_folder, month)
    except UsageError as error:
        if is_named or not input_folder.is_dir():
            raise
        raise PendingError(f"Die Lieferung {month} ist noch nicht da. {error}") from None
    if (name := settings.fertig_datei) and not (mark := _mark(location, month, name)).is_file():
        raise PendingError(
            f"Die Lieferung {month} ist noch nicht vollständig: Die Datei {mark} fehlt (fertig_datei). Es wurde nichts "
            "gelesen; bitte später noch einmal aufrufen."
        )
    if not is_named:
        _require_all(location, month)
    return location


def _mark(location: Path, month: str, name: str) -> Path:
    return location / name if location.is_dir() else location.with_name(f"{month}.{name}")


def _require_all(location: Path, month: str) -> None:
    """Require that every export is there.

    :raises PendingError: one is not
    """
    try:
        missing = find_missing(find_sources(location), location)
    except LieferungError:
        # What is wrong with it is said when it is read.
        return
    if missing:
        raise PendingError(f"Die Lieferung {month} ist noch nicht vollständig. {' '.join(missing)}")
