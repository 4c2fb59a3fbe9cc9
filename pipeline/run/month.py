"""The reports of a month: what happens, in which order, from a delivery to its files."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.accept.lieferung import Lieferung, read_lieferung
from pipeline.accept.quarantine import quarantine_folder, quarantine_manifest, write_quarantine
from pipeline.accept.whole import warn_before_end
from pipeline.compute.month import compute_kennzahlen, load_lieferung
from pipeline.disclose.history import publish_verlauf
from pipeline.errors import LieferungError
from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.month import make_bericht
from pipeline.kalender import Berichtsmonat, find_berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.present.files import workbook_paths, write_bericht
from pipeline.progress import Tell
from pipeline.publish.apart import places_of, require_apart, require_folder, require_outside
from pipeline.publish.claim import claim
from pipeline.publish.place import staging
from pipeline.publish.refusal import befunde_on_refusal, forgotten_on_refusal, forgotten_refusal, refusal_folder
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.run.outdated import find_outdated, read_earlier
from pipeline.settings import Settings
from pipeline.warehouse import connection
from pipeline.warehouse.connection import Warehouse, default_warehouse, open_warehouse


@dataclass(frozen=True)
class MonthOrder:
    """One month to report on; `teams` and `bereiche` empty means all workbooks.

    `today` is asked for only to tell whether the month is over.
    """

    monat: str
    input_folder: Path
    output: Path
    settings: Settings
    warehouse: Path | None = None
    teams: tuple[str, ...] = ()
    bereiche: tuple[str, ...] = ()
    auch_ungueltig: bool = False
    today: date = field(default_factory=date.today)

    @property
    def warehouse_file(self) -> Path:
        """The warehouse named, else the one beside the output."""
        return self.warehouse or default_warehouse(self.output)

    @property
    def quarantine(self) -> Path:
        """The folder of the month's excluded rows."""
        return quarantine_folder(self.warehouse_file, self.monat)

    @property
    def written(self) -> list[tuple[Path, Path | None]]:
        """The folders that are the program's in part, each with its list of own files if that is not in it."""
        refused = refusal_folder(self.output, self.monat)
        own = quarantine_manifest(self.quarantine)
        return [(self.output / self.monat, None), (refused, None), (self.quarantine, own)]


@dataclass(frozen=True)
class MonthResult:
    """What a run has written, how many workbooks of an earlier run are still there, and which files are not.

    `outdated` says which other months have to be run again.
    """

    folder: Path
    workbooks: list[Path]
    lieferung: Lieferung
    outdated: tuple[str, ...] = ()
    others: int = 0
    removed: tuple[str, ...] = ()


def run_month(order: MonthOrder, tell: Tell) -> MonthResult:
    """Make the reports of one month; on any error the last good report and the warehouse stay as they were.

    :raises UsageError: there is no such month, team or Bereich, or the output cannot be written
    :raises LieferungError: the delivery is refused; its Befunde are written beside the reports
    :raises ConfigurationError: a rule set is wrong or not in force, or the warehouse cannot be used
    :raises BusyError: another run writes there, or a file is open in another program
    """
    _require_places(order)
    settings, warehouse = order.settings, order.warehouse_file
    berichtsmonat = find_berichtsmonat(order.monat, settings.stichtage)
    with (
        claim(order.output),
        staging(order.output / order.monat) as place,
        open_warehouse(warehouse, settings.speichergrenze) as con,
        staging(order.quarantine, quarantine_manifest(order.quarantine)) as excluded,
    ):
        with forgotten_on_refusal(order.output, order.monat):
            lieferung = read_lieferung(order.input_folder, order.monat, settings, tell)
        warn_before_end(lieferung, berichtsmonat, order.today)
        lieferung.require_einheiten(order.teams, order.bereiche)
        before = read_earlier(con, berichtsmonat)
        with befunde_on_refusal(lieferung, order.output):
            regelwerke = compute_kennzahlen(con, lieferung, berichtsmonat, settings, order.auch_ungueltig, tell)
        kennzahlen, bericht = build_bericht(con, lieferung, berichtsmonat, regelwerke, settings.mindestfallzahl)
        outdated = find_outdated(con, before, berichtsmonat, settings.stichtage, order.output)
        units = bericht.select(order.teams, order.bereiche)
        workbooks = write_bericht(place.folder, bericht, units, (kennzahlen, lieferung.befunde), tell)
        place.keep(workbook_paths(bericht.einheiten))
        write_quarantine(excluded.folder, lieferung.parts, lieferung.befunde)
        with place.published(), excluded.published(), forgotten_refusal(order.output, order.monat):
            connection.commit(con)
        written = [place.target / "excel" / w.name for w in workbooks]
        return MonthResult(place.target, written, lieferung, outdated, len(place.still_there), tuple(place.removed))


def _require_places(order: MonthOrder) -> None:
    """Refuse places to write to that are the delivery's, or one another's.

    :raises UsageError: names the option to change
    """
    require_folder(order.output)
    warehouse = order.warehouse_file
    quarantine = order.quarantine.parent
    # Links inside the output lead elsewhere: each folder that is written is looked at.
    reports = [order.output, order.output / order.monat, refusal_folder(order.output, order.monat)]
    kept = [warehouse, quarantine, order.quarantine]
    written = [*(("--output", place) for place in reports), *(("--warehouse", place) for place in kept)]
    require_apart(places_of(order.input_folder, order.monat), written)
    require_outside(order.output, warehouse, quarantine)


def build_bericht(
    con: Warehouse,
    lieferung: Lieferung,
    berichtsmonat: Berichtsmonat,
    regelwerke: list[Regelwerk],
    mindestfallzahl: int,
) -> tuple[pl.DataFrame, Bericht]:
    """Publish the figures of all months; returns the current month's and the report that is made of them.

    The figures have the columns of `mart.kennzahlen` and `richtung`.
    """
    katalog = read_katalog()
    published = publish_verlauf(con, berichtsmonat, katalog, mindestfallzahl)
    bericht = make_bericht(published, lieferung, berichtsmonat, regelwerke, katalog, mindestfallzahl)
    return published.of_month(berichtsmonat.stichtag, katalog), bericht


def check_lieferung(
    input_folder: Path,
    month: str,
    settings: Settings,
    auch_ungueltig: bool,
    tell: Tell,
    today: date | None = None,
) -> tuple[Lieferung, LieferungError | None]:
    """Validate a delivery in memory and write nothing; returns it with the reason to refuse it, if there is one.

    `today` is asked for only to tell whether the month is over; it is the clock's unless given.

    :raises UsageError: there is no such month
    :raises LieferungError: it cannot even be read: an export or column is missing, or it holds clear text
    :raises ConfigurationError: a rule set is wrong or not in force
    """
    berichtsmonat = find_berichtsmonat(month, settings.stichtage)
    lieferung = read_lieferung(input_folder, month, settings, tell)
    warn_before_end(lieferung, berichtsmonat, today or date.today())
    with open_warehouse(None, settings.speichergrenze) as con:
        try:
            load_lieferung(con, lieferung, berichtsmonat, settings, auch_ungueltig)
        except LieferungError as error:
            return lieferung, error
    return lieferung, None
