"""From clear exports to a pseudonymised delivery."""

from dataclasses import replace
from pathlib import Path

from pipeline.accept.pseudonymise import PseudonymisedExport, write_pseudonymised
from pipeline.publish.place import staging
from pipeline.settings import Settings


def pseudonymise_month(location: Path, ziel: Path, key: bytes, settings: Settings) -> list[PseudonymisedExport]:
    """Write the nine exports of a month as a pseudonymised delivery, all of them or none.

    :raises LieferungError: an export is missing or unreadable, or clear text would remain in a column that is kept
    """
    with staging(ziel) as place:
        parts = write_pseudonymised(location, place.folder, key, settings)
        place.publish()
    return [replace(part, file=ziel / part.file.name) for part in parts]
