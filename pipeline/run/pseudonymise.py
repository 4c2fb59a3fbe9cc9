"""From clear exports to a pseudonymised delivery."""

from dataclasses import replace
from pathlib import Path

from pipeline.accept.pseudonymise import Pseudonymisiert, write_pseudonymised
from pipeline.publish.place import staging
from pipeline.settings import Einstellungen


def pseudonymise_month(ort: Path, ziel: Path, schluessel: bytes, einstellungen: Einstellungen) -> list[Pseudonymisiert]:
    """Write the nine exports of a month as a pseudonymised delivery, all of them or none.

    :raises LieferungError: an export is missing or unreadable, or clear text would remain in a column that is kept
    """
    with staging(ziel) as ablage:
        teile = write_pseudonymised(ort, ablage.ordner, schluessel, einstellungen)
        ablage.publish()
    return [replace(teil, datei=ziel / teil.datei.name) for teil in teile]
