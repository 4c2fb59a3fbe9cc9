"""From the months of the warehouse to the Soll-Ist table of a year."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__
from pipeline.disclose.history import Zeitreihe, read_warehouse
from pipeline.evaluate.soll_ist import SollIst, build, months_of
from pipeline.katalog import read_katalog
from pipeline.present.documents.soll_ist import soll_ist_document
from pipeline.present.files import write_document
from pipeline.publish.place import require_folder, staging
from pipeline.regelwerk.files import find_regelwerk, known_regelwerke
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.settings import Einstellungen

Melden = Callable[[str], None]


@dataclass(frozen=True)
class Auftrag:
    """The years to put together."""

    jahre: tuple[int, ...]
    warehouse: Path
    ausgabe: Path
    einstellungen: Einstellungen


def tabulate(auftrag: Auftrag, melden: Melden) -> Path:
    """Write the Soll-Ist table and return its folder; on any error an earlier one stays as it was."""
    require_folder(auftrag.ausgabe)
    melden("Lesen: Warehouse")
    zeitreihe = read_warehouse(auftrag.warehouse, auftrag.einstellungen)
    jahre = tuple(sorted(set(auftrag.jahre)))
    monate = months_of(zeitreihe, jahre)
    melden("Rechnen: Soll und Ist")
    auswertung = SollIst(
        jahre=jahre,
        stichtag=max(monate.values()),
        version=__version__,
        mindestfallzahl=auftrag.einstellungen.mindestfallzahl,
        bloecke=build(zeitreihe, jahre, _rule_sets(zeitreihe, auftrag.einstellungen), read_katalog()),
    )
    with staging(auftrag.ausgabe / f"soll-ist-{'-'.join(str(j) for j in jahre)}") as ablage:
        melden("Schreiben: Soll und Ist")
        write_document(soll_ist_document(auswertung), ablage.ordner, "soll-ist")
        ablage.publish()
    return ablage.ziel


def _rule_sets(zeitreihe: Zeitreihe, einstellungen: Einstellungen) -> dict[str, Regelwerk]:
    """Find the rule sets that the months were judged by: delivered ones, and files that the settings name."""
    gebraucht = set(zeitreihe.einheiten["regelwerk"])
    eigene: Iterable[str] = {einstellungen.regelwerk, *einstellungen.jobcenter.values()} - known_regelwerke().keys()
    werke = [find_regelwerk(k) for k in sorted({*(gebraucht & known_regelwerke().keys()), *eigene})]
    return {werk.id: werk for werk in werke if werk.id in gebraucht}
