"""The reports of a month: what happens, in which order, from a delivery to its files."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipeline import __version__
from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung, read_lieferung
from pipeline.accept.quarantine import write_quarantine
from pipeline.compute.month import compute_kennzahlen, load_lieferung
from pipeline.disclose.history import publish_verlauf
from pipeline.errors import LieferungError
from pipeline.evaluate.bericht import BefundGroup, Bericht, DataQuality
from pipeline.evaluate.month import build_einheiten
from pipeline.kalender import Berichtsmonat, find_berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.present.files import select_units, write_report
from pipeline.progress import Tell
from pipeline.publish.place import require_folder, staging
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.run.refusal import befunde_on_refusal, refusal_folder
from pipeline.settings import Settings
from pipeline.warehouse import connection
from pipeline.warehouse.connection import Warehouse, default_warehouse, open_warehouse


@dataclass(frozen=True)
class MonthOrder:
    """One month to report on; `teams` and `bereiche` empty means all workbooks."""

    monat: str
    input_folder: Path
    output: Path
    settings: Settings
    warehouse: Path | None = None
    teams: tuple[str, ...] = ()
    bereiche: tuple[str, ...] = ()
    auch_ungueltig: bool = False

    @property
    def warehouse_file(self) -> Path:
        """The warehouse named, else the one beside the output."""
        return self.warehouse or default_warehouse(self.output)


@dataclass(frozen=True)
class MonthResult:
    """What a run has written."""

    folder: Path
    workbooks: list[Path]
    lieferung: Lieferung


def run_month(order: MonthOrder, tell: Tell) -> MonthResult:
    """Make the reports of one month; on any error the last good report and the warehouse stay as they were."""
    require_folder(order.output)
    settings, warehouse = order.settings, order.warehouse_file
    berichtsmonat = find_berichtsmonat(order.monat, settings.stichtage)
    lieferung = read_lieferung(order.input_folder, order.monat, settings, tell)
    lieferung.require_einheiten(order.teams, order.bereiche)
    ziel = order.output / order.monat
    with staging(ziel) as place, open_warehouse(warehouse, settings.speichergrenze) as con:
        with befunde_on_refusal(lieferung, order.output):
            regelwerke = compute_kennzahlen(con, lieferung, berichtsmonat, settings, order.auch_ungueltig, tell)
        kennzahlen, bericht = build_bericht(con, lieferung, berichtsmonat, regelwerke, settings.mindestfallzahl)
        auswahl = select_units(bericht, order.teams, order.bereiche)
        if auswahl != bericht.einheiten:
            place.keep("excel")
        workbooks = write_report(place.folder, bericht, auswahl, kennzahlen, lieferung.befunde, tell)
        with place.published():
            quarantaene = warehouse.with_suffix(".quarantaene") / order.monat
            write_quarantine(quarantaene, lieferung.parts, lieferung.befunde)
            connection.commit(con)
    shutil.rmtree(refusal_folder(order.output, order.monat), ignore_errors=True)
    return MonthResult(ziel, [ziel / "excel" / m.name for m in workbooks], lieferung)


def check_lieferung(
    input_folder: Path, month: str, settings: Settings, auch_ungueltig: bool, tell: Tell
) -> tuple[Lieferung, LieferungError | None]:
    """Validate a delivery in memory and write nothing; returns it with the reason to refuse it, if there is one."""
    berichtsmonat = find_berichtsmonat(month, settings.stichtage)
    lieferung = read_lieferung(input_folder, month, settings, tell)
    with open_warehouse(None, settings.speichergrenze) as con:
        try:
            load_lieferung(con, lieferung, berichtsmonat, settings, auch_ungueltig)
        except LieferungError as error:
            return lieferung, error
    return lieferung, None


def build_bericht(
    con: Warehouse,
    lieferung: Lieferung,
    berichtsmonat: Berichtsmonat,
    regelwerke: list[Regelwerk],
    mindestfallzahl: int,
) -> tuple[pl.DataFrame, Bericht]:
    """Publish the figures of all months; returns the current month's and the report that is made of them."""
    katalog = read_katalog()
    published, einheiten = publish_verlauf(con, berichtsmonat.stichtag, katalog, mindestfallzahl)
    vorschau = [k.id for k in katalog.kennzahl if k.vorschau]
    kennzahlen = published.filter((pl.col("stichtag") == berichtsmonat.stichtag) & ~pl.col("kennzahl").is_in(vorschau))
    groups = bf.count_befunde(lieferung.befunde).iter_rows(named=True)
    bericht = Bericht(
        monat=lieferung.monat,
        stichtag=berichtsmonat.stichtag,
        vorheriger_stichtag=berichtsmonat.vorheriger_stichtag,
        version=__version__,
        mindestfallzahl=mindestfallzahl,
        regelwerke=tuple(regelwerke),
        nicht_gueltig=tuple(w.id for w in regelwerke if not w.is_in_force(berichtsmonat.stichtag)),
        katalog=katalog,
        einheiten=build_einheiten(published, einheiten, katalog, regelwerke, berichtsmonat),
        datenqualitaet=DataQuality(lieferung.zaehlungen, tuple(BefundGroup(**group) for group in groups)),
    )
    return kennzahlen, bericht
