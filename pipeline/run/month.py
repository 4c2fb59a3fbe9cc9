"""The reports of a month: what happens, in which order, from a delivery to its files."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipeline import __version__
from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung, read_delivery
from pipeline.accept.quarantine import write_quarantine
from pipeline.compute.month import compute, load_delivery
from pipeline.disclose.history import publish_course
from pipeline.errors import LieferungError
from pipeline.evaluate.bericht import Befundgruppe, Bericht, Datenqualitaet
from pipeline.evaluate.month import build_einheiten
from pipeline.kalender import Zeitraum, zeitraum
from pipeline.katalog import read_katalog
from pipeline.present.files import select_units, write_report
from pipeline.publish.place import require_folder, staging
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.run.refusal import findings_on_refusal, refusal_folder
from pipeline.settings import Einstellungen
from pipeline.warehouse import connection
from pipeline.warehouse.connection import Warehouse, default_warehouse, open_warehouse

Melden = Callable[[str], None]


@dataclass(frozen=True)
class Auftrag:
    """One month to report on; `teams` and `bereiche` empty means all workbooks."""

    monat: str
    eingang: Path
    ausgabe: Path
    einstellungen: Einstellungen
    warehouse: Path | None = None
    teams: tuple[str, ...] = ()
    bereiche: tuple[str, ...] = ()
    auch_ungueltig: bool = False

    @property
    def warehouse_file(self) -> Path:
        """The warehouse named, else the one beside the output."""
        return self.warehouse or default_warehouse(self.ausgabe)


@dataclass(frozen=True)
class Ergebnis:
    """What a run has written."""

    ordner: Path
    mappen: list[Path]
    lieferung: Lieferung


def run(auftrag: Auftrag, melden: Melden) -> Ergebnis:
    """Make the reports of one month; on any error the last good report and the warehouse stay as they were."""
    require_folder(auftrag.ausgabe)
    einstellungen, warehouse = auftrag.einstellungen, auftrag.warehouse_file
    zeit = zeitraum(auftrag.monat, einstellungen.stichtage)
    lieferung = read_delivery(auftrag.eingang, auftrag.monat, einstellungen, melden)
    lieferung.require_units(auftrag.teams, auftrag.bereiche)
    ziel = auftrag.ausgabe / auftrag.monat
    with staging(ziel) as ablage, open_warehouse(warehouse, einstellungen.speichergrenze) as con:
        with findings_on_refusal(lieferung, auftrag.ausgabe):
            werke = compute(con, lieferung, zeit, einstellungen, auftrag.auch_ungueltig, melden)
        figuren, bericht = build_report(con, lieferung, zeit, werke, einstellungen.mindestfallzahl)
        auswahl = select_units(bericht, auftrag.teams, auftrag.bereiche)
        if auswahl != bericht.einheiten:
            ablage.keep("excel")
        mappen = write_report(ablage.ordner, bericht, auswahl, figuren, lieferung.befunde, melden)
        with ablage.published():
            quarantaene = warehouse.with_suffix(".quarantaene") / auftrag.monat
            write_quarantine(quarantaene, lieferung.teile, lieferung.befunde)
            connection.commit(con)
    shutil.rmtree(refusal_folder(auftrag.ausgabe, auftrag.monat), ignore_errors=True)
    return Ergebnis(ziel, [ziel / "excel" / m.name for m in mappen], lieferung)


def check(
    eingang: Path, monat: str, einstellungen: Einstellungen, auch_ungueltig: bool, melden: Melden
) -> tuple[Lieferung, LieferungError | None]:
    """Validate a delivery in memory and write nothing; returns it with the reason to refuse it, if there is one."""
    zeit = zeitraum(monat, einstellungen.stichtage)
    lieferung = read_delivery(eingang, monat, einstellungen, melden)
    with open_warehouse(None, einstellungen.speichergrenze) as con:
        try:
            load_delivery(con, lieferung, zeit, einstellungen, auch_ungueltig)
        except LieferungError as fehler:
            return lieferung, fehler
    return lieferung, None


def build_report(
    con: Warehouse, lieferung: Lieferung, zeit: Zeitraum, werke: list[Regelwerk], mindestfallzahl: int
) -> tuple[pl.DataFrame, Bericht]:
    """Publish the figures of all months; returns the current month's and the report that is made of them."""
    katalog = read_katalog()
    publiziert, einheiten = publish_course(con, zeit.stichtag, katalog, mindestfallzahl)
    vorschau = [k.id for k in katalog.kennzahl if k.vorschau]
    figuren = publiziert.filter((pl.col("stichtag") == zeit.stichtag) & ~pl.col("kennzahl").is_in(vorschau))
    gruppen = bf.summary(lieferung.befunde).iter_rows(named=True)
    bericht = Bericht(
        monat=lieferung.monat,
        stichtag=zeit.stichtag,
        vorheriger_stichtag=zeit.vorheriger_stichtag,
        version=__version__,
        mindestfallzahl=mindestfallzahl,
        regelwerke=tuple(werke),
        nicht_gueltig=tuple(w.id for w in werke if not w.gilt_am(zeit.stichtag)),
        katalog=katalog,
        einheiten=build_einheiten(publiziert, einheiten, katalog, werke, zeit),
        datenqualitaet=Datenqualitaet(lieferung.zaehlungen, tuple(Befundgruppe(**gruppe) for gruppe in gruppen)),
    )
    return figuren, bericht
