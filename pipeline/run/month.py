"""The whole pipeline: what happens, in which order, from a delivery to its reports."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipeline import __version__
from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung, accept, read_delivery
from pipeline.accept.quarantine import write_quarantine
from pipeline.compute.reference import reference_tables
from pipeline.disclose import door as disclosure
from pipeline.errors import LieferungError
from pipeline.evaluate.bericht import Befundgruppe, Bericht, Datenqualitaet
from pipeline.evaluate.month import build_einheiten
from pipeline.kalender import Zeitraum, zeitraum
from pipeline.katalog import read_katalog
from pipeline.present import data as ergebnis
from pipeline.present.files import select_units, write_report
from pipeline.publish.place import require_folder, staging
from pipeline.regelwerk.files import assign_regelwerke, read_gesetz, require_valid
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.settings import Einstellungen
from pipeline.warehouse import models
from pipeline.warehouse import tables as load

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


@dataclass(frozen=True)
class Ergebnis:
    """What a run has written."""

    ordner: Path
    mappen: list[Path]
    lieferung: Lieferung


def run(auftrag: Auftrag, melden: Melden) -> Ergebnis:
    """Make the reports of one month; on any error the last good report and the warehouse stay as they were."""
    require_folder(auftrag.ausgabe)
    zeit = zeitraum(auftrag.monat, auftrag.einstellungen.stichtage)
    lieferung = read_delivery(auftrag.eingang, auftrag.monat, auftrag.einstellungen, melden)
    lieferung.require_units(auftrag.teams, auftrag.bereiche)
    with staging(auftrag.ausgabe / auftrag.monat) as ablage, _open_warehouse(auftrag) as con:
        try:
            werke = compute(con, lieferung, zeit, auftrag.einstellungen, auftrag.auch_ungueltig, melden)
        except LieferungError as fehler:
            ablehnung = auftrag.ausgabe / "abgelehnt" / auftrag.monat
            datei = ergebnis.write_findings(lieferung.befunde, ablehnung, lieferung.zaehlungen)
            raise LieferungError(f"{fehler} Befundliste: {datei}") from None
        load.store_figures(con)
        figuren, bericht = build_report(con, lieferung, zeit, werke, auftrag.einstellungen.mindestfallzahl)
        auswahl = select_units(bericht, auftrag.teams, auftrag.bereiche)
        if auswahl != bericht.einheiten:
            ablage.keep("excel")
        mappen = write_report(ablage.ordner, bericht, auswahl, figuren, lieferung.befunde, melden)
        with ablage.published():
            quarantaene = _warehouse_file(auftrag).with_suffix(".quarantaene") / auftrag.monat
            write_quarantine(quarantaene, lieferung.teile, lieferung.befunde)
            load.commit(con)
    shutil.rmtree(auftrag.ausgabe / "abgelehnt" / auftrag.monat, ignore_errors=True)
    return Ergebnis(ablage.ziel, [ablage.ziel / "excel" / m.name for m in mappen], lieferung)


def check(
    eingang: Path, monat: str, einstellungen: Einstellungen, auch_ungueltig: bool, melden: Melden
) -> tuple[Lieferung, LieferungError | None]:
    """Validate a delivery in memory and write nothing; returns it with the reason to refuse it, if there is one."""
    zeit = zeitraum(monat, einstellungen.stichtage)
    lieferung = read_delivery(eingang, monat, einstellungen, melden)
    with load.open_warehouse(None, einstellungen.speichergrenze) as con:
        try:
            load_delivery(con, lieferung, zeit, einstellungen, auch_ungueltig)
        except LieferungError as fehler:
            return lieferung, fehler
    return lieferung, None


def compute(
    con: duckdb.DuckDBPyConnection,
    lieferung: Lieferung,
    zeit: Zeitraum,
    einstellungen: Einstellungen,
    auch_ungueltig: bool,
    melden: Melden,
) -> list[Regelwerk]:
    """Load the delivery and build all models up to `mart.kennzahl_monat`; returns the rule sets in use."""
    melden("Prüfen: Beziehungen zwischen den Exporten")
    werke = load_delivery(con, lieferung, zeit, einstellungen, auch_ungueltig)
    models.build(con, "fct", "kpi", melden=lambda name: melden(f"Rechnen: {name}"))
    models.collect_kpis(con)
    models.build(con, "mart", melden=lambda name: melden(f"Rechnen: {name}"))
    return werke


def load_delivery(
    con: duckdb.DuckDBPyConnection,
    lieferung: Lieferung,
    zeit: Zeitraum,
    einstellungen: Einstellungen,
    auch_ungueltig: bool,
) -> list[Regelwerk]:
    """Load a delivery with the rules it is judged by, and accept or refuse it."""
    katalog = read_katalog()
    zuordnung = assign_regelwerke({j: einstellungen.regelwerk_for(j) for j in lieferung.ids("jobcenter_id")})
    werke = list({w.id: w for w in zuordnung.values()}.values())
    require_valid(werke, zeit.stichtag, auch_ungueltig=auch_ungueltig)
    jobcenter = {j: w.id for j, w in zuordnung.items()}
    referenz = reference_tables(zeit, jobcenter, werke, read_gesetz(), katalog)
    load.load_month(con, lieferung.monat, lieferung.teile, referenz)
    accept(con, lieferung, einstellungen)
    return werke


def build_report(
    con: duckdb.DuckDBPyConnection,
    lieferung: Lieferung,
    zeit: Zeitraum,
    werke: list[Regelwerk],
    mindestfallzahl: int,
) -> tuple[pl.DataFrame, Bericht]:
    """Pass all months' figures through disclosure control; returns the month's published figures and the report."""
    katalog = read_katalog()
    einheiten, intern = load.fetch_units(con, zeit.stichtag), load.fetch_figures(con, zeit.stichtag)
    publiziert = disclosure.publish(intern, einheiten, katalog, mindestfallzahl)
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


def _warehouse_file(auftrag: Auftrag) -> Path:
    return auftrag.warehouse or load.default_warehouse(auftrag.ausgabe)


def _open_warehouse(auftrag: Auftrag) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    return load.open_warehouse(_warehouse_file(auftrag), auftrag.einstellungen.speichergrenze)
