"""From the months of the warehouse to the Soll-Ist table of a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__
from pipeline.disclose.history import PublishedMonths, read_warehouse
from pipeline.evaluate.soll_ist import SollIst, build_soll_ist, months_of
from pipeline.katalog import read_katalog
from pipeline.present.documents.soll_ist import soll_ist_document
from pipeline.present.files import write_document
from pipeline.progress import Tell
from pipeline.publish.place import require_folder, staging
from pipeline.regelwerk.files import find_regelwerk, known_regelwerke
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.settings import Settings


@dataclass(frozen=True)
class SollIstOrder:
    """The years to put together."""

    jahre: tuple[int, ...]
    warehouse: Path
    output: Path
    settings: Settings


def run_soll_ist(order: SollIstOrder, tell: Tell) -> Path:
    """Write the Soll-Ist table and return its folder; on any error an earlier one stays as it was."""
    require_folder(order.output)
    tell("Lesen: Warehouse")
    history = read_warehouse(order.warehouse, order.settings)
    years = tuple(sorted(set(order.jahre)))
    months = months_of(history, years)
    tell("Rechnen: Soll und Ist")
    auswertung = SollIst(
        jahre=years,
        stichtag=max(months.values()),
        version=__version__,
        mindestfallzahl=order.settings.mindestfallzahl,
        bloecke=build_soll_ist(history, years, _regelwerke(history, order.settings), read_katalog()),
    )
    with staging(order.output / f"soll-ist-{'-'.join(str(j) for j in years)}") as place:
        tell("Schreiben: Soll und Ist")
        write_document(soll_ist_document(auswertung), place.folder, "soll-ist")
        place.publish()
    return place.target


def _regelwerke(history: PublishedMonths, settings: Settings) -> dict[str, Regelwerk]:
    """Find the rule sets that the months were judged by: delivered ones, and files that the settings name."""
    gebraucht = set(history.einheiten["regelwerk"])
    eigene: Iterable[str] = {settings.regelwerk, *settings.jobcenter.values()} - known_regelwerke().keys()
    regelwerke = [find_regelwerk(k) for k in sorted({*(gebraucht & known_regelwerke().keys()), *eigene})]
    return {regelwerk.id: regelwerk for regelwerk in regelwerke if regelwerk.id in gebraucht}
