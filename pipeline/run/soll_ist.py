"""From the months of the warehouse to the Soll-Ist table of a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.disclose.history import read_warehouse
from pipeline.evaluate.soll_ist import make_soll_ist, months_of
from pipeline.evaluate.window import find_other_stichtage, say_missing
from pipeline.kalender import months_between
from pipeline.katalog import read_katalog
from pipeline.present.documents.soll_ist import soll_ist_document
from pipeline.present.files import write_document
from pipeline.progress import Tell
from pipeline.publish.apart import require_folder, require_no_exports
from pipeline.publish.claim import claim
from pipeline.publish.house import House
from pipeline.publish.place import staging
from pipeline.regelwerk.files import find_used_regelwerke
from pipeline.regelwerk.wording import say_changes_of_law
from pipeline.run.hold import mend_warehouse
from pipeline.settings import Settings


@dataclass(frozen=True)
class SollIstOrder:
    """The years to put together."""

    jahre: tuple[int, ...]
    warehouse: Path
    output: Path
    settings: Settings

    @property
    def years(self) -> tuple[int, ...]:
        """Each year once, in order."""
        return tuple(sorted(set(self.jahre)))

    @property
    def target(self) -> Path:
        """The folder of the evaluation."""
        return self.output / f"soll-ist-{'-'.join(str(year) for year in self.years)}"


def run_soll_ist(order: SollIstOrder, tell: Tell) -> Path:
    """Write the Soll-Ist table and return its folder; on any error an earlier one stays as it was.

    :raises UsageError: the warehouse or a year is not there, or the output cannot be written
    :raises ConfigurationError: a rule set is wrong
    :raises BusyError: another run writes there or holds the warehouse, or a file is open in another program
    """
    require_folder(order.output)
    require_no_exports(order.output)
    require_no_exports(order.target)
    tell("Lesen: Warehouse")
    mend_warehouse(House(order.output, order.warehouse, order.settings.speichergrenze), tell)
    history = read_warehouse(order.warehouse, order.settings)
    tell("Rechnen: Soll und Ist")
    regelwerke = find_used_regelwerke(history.einheiten["regelwerk"], order.settings.named_regelwerke)
    soll_ist = make_soll_ist(history, order.years, regelwerke, read_katalog(), order.settings.mindestfallzahl)
    kept = months_of(history, order.years)
    hinweise = (*_notices(kept, order), *say_changes_of_law(regelwerke.values(), max(kept.values())))
    with claim(order.output), staging(order.target) as place:
        tell("Schreiben: Soll und Ist")
        write_document(soll_ist_document(soll_ist, hinweise), place.folder, "soll-ist")
        place.publish()
    return place.target


def _notices(kept: Mapping[str, date], order: SollIstOrder) -> Iterator[str]:
    """Say which months of the years are not there between the first and the last, or lie under another Stichtag."""
    shown = months_between(min(kept), max(kept))
    if missing := [m for m in shown if m not in kept and int(m[:4]) in order.years]:
        yield say_missing(missing, "Das Jahr")
    yield from (sentence for _, sentence in find_other_stichtage(kept, order.settings.stichtage))
