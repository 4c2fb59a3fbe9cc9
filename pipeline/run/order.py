"""What is asked of a month, and what became of it."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.accept.lieferung import Lieferung
from pipeline.publish.archive import Stand
from pipeline.publish.house import House
from pipeline.publish.refusal import refusal_folder
from pipeline.settings import Settings
from pipeline.warehouse.connection import default_warehouse


@dataclass(frozen=True)
class MonthOrder:
    """One month to report on; `teams` and `bereiche` are those whose workbooks are asked for, empty means all.

    `neu` makes a Stand even if nothing has changed, `warten` are the seconds to wait for another run. `is_named` says
    that somebody chose the month, `from_archive` that its delivery is the one accepted last, and `renews` that the
    months after it are renewed, too. `today` is asked for only to tell whether the month is over.
    """

    monat: str
    input_folder: Path
    output: Path
    settings: Settings
    warehouse: Path | None = None
    teams: tuple[str, ...] = ()
    bereiche: tuple[str, ...] = ()
    auch_ungueltig: bool = False
    neu: bool = False
    warten: float = 0.0
    is_named: bool = True
    from_archive: bool = False
    renews: bool = False
    today: date = field(default_factory=date.today)

    @property
    def house(self) -> House:
        """Where reports, warehouse (the one named, else the one beside the output) and archive lie."""
        return House(self.output, self.warehouse or default_warehouse(self.output), self.settings.speichergrenze)

    @property
    def written(self) -> list[Path]:
        """The folders that are the program's in part."""
        return [self.output / self.monat, refusal_folder(self.output, self.monat)]


@dataclass(frozen=True)
class MonthResult:
    """The Stand that holds for the month after a run, and whether the run has made it (`is_new`).

    `workbooks` are those that were asked for, `removed` files of the last report that this one does not have. A
    `lieferung` is there only for a new Stand. `outdated` says which other months have to be run again, `waiting` what
    could not be published yet.
    """

    folder: Path
    stand: Stand
    is_new: bool
    workbooks: list[Path]
    lieferung: Lieferung | None = None
    outdated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
