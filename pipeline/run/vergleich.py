"""One delivery, several rule sets: read once, compute each in memory, publish, lay out. Nothing is stored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipeline import __version__
from pipeline.accept.lieferung import Lieferung, read_delivery
from pipeline.compute.cost import DAUER_KENNZAHL, FOLGEGESPRAECH, MINUTEN_ANNAHME, count_persons, durations
from pipeline.compute.month import compute
from pipeline.disclose import alike
from pipeline.disclose import door as disclosure
from pipeline.errors import UsageError
from pipeline.evaluate.vergleich import Rechnung, Spalte, Vergleich, build, shown_figures
from pipeline.kalender import Zeitraum, zeitraum
from pipeline.katalog import read_katalog, with_costs
from pipeline.present import data as ergebnis
from pipeline.present.documents.vergleich import vergleich_document
from pipeline.present.files import write_document
from pipeline.publish.place import require_folder, staging
from pipeline.regelwerk.files import assign_regelwerke
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.run.refusal import findings_on_refusal
from pipeline.settings import Einstellungen
from pipeline.warehouse import history, tables
from pipeline.warehouse.connection import open_warehouse

Melden = Callable[[str], None]
MINDESTENS_WERKE = 2


@dataclass(frozen=True)
class Auftrag:
    """One month to compare; `regelwerke` are ids or files, the first is what the others are measured by."""

    monat: str
    eingang: Path
    ausgabe: Path
    einstellungen: Einstellungen
    regelwerke: tuple[str, ...]


def compare(auftrag: Auftrag, melden: Melden) -> Path:
    """Write the comparison and return its folder; on any error an earlier one stays as it was."""
    require_folder(auftrag.ausgabe)
    werke = find_rule_sets(auftrag.regelwerke)
    zeit = zeitraum(auftrag.monat, auftrag.einstellungen.stichtage)
    lieferung = read_delivery(auftrag.eingang, auftrag.monat, auftrag.einstellungen, melden)
    rechnungen = []
    for kennung, werk in werke.items():
        melden(f"Rechnen: {werk.id}")
        rechnungen.append(_compute_under(kennung, werk, lieferung, zeit, auftrag))
    katalog = read_katalog()
    fassungen = [(r.figuren, r.einheiten) for r in rechnungen]
    publiziert = alike.publish(fassungen, with_costs(katalog), auftrag.einstellungen.mindestfallzahl)
    vergleich = Vergleich(
        monat=auftrag.monat,
        stichtag=zeit.stichtag,
        version=__version__,
        mindestfallzahl=auftrag.einstellungen.mindestfallzahl,
        katalog=katalog,
        spalten=tuple(Spalte(r.werk, r.werk.gilt_am(zeit.stichtag), r.dauern) for r in rechnungen),
        einheiten=build(rechnungen, publiziert, katalog, zeit),
        zaehlungen=lieferung.zaehlungen,
    )
    figuren = pl.concat([shown_figures(p, katalog) for p in publiziert])
    with staging(auftrag.ausgabe / f"vergleich-{auftrag.monat}") as ablage:
        melden("Schreiben: Vergleich")
        _write(ablage.ordner, vergleich, figuren)
        ablage.publish()
    return ablage.ziel


def find_rule_sets(kennungen: Sequence[str]) -> dict[str, Regelwerk]:
    """Read the rule sets that are to be compared, each once."""
    werke = {werk.id: (kennung, werk) for kennung, werk in assign_regelwerke({k: k for k in kennungen}).items()}
    if len(werke) < MINDESTENS_WERKE:
        raise UsageError(
            "Ein Vergleich braucht mindestens zwei verschiedene Regelwerke. Bitte --regelwerk mehrfach angeben; "
            "„kontaktdichte regelwerke“ listet die mitgelieferten."
        )
    return dict(werke.values())


def _compute_under(kennung: str, werk: Regelwerk, lieferung: Lieferung, zeit: Zeitraum, auftrag: Auftrag) -> Rechnung:
    """Compute all figures as if this rule set held for every Jobcenter, also outside its validity."""
    einstellungen = auftrag.einstellungen.model_copy(update={"regelwerk": kennung, "jobcenter": {}})
    # Loading adds findings to a delivery; each rule set gets the delivery as it was read.
    eigene = replace(lieferung)
    with open_warehouse(None, einstellungen.speichergrenze) as con:
        with findings_on_refusal(eigene, auftrag.ausgabe):
            compute(con, eigene, zeit, einstellungen, auch_ungueltig=True, melden=lambda _: None)
        figuren, einheiten = history.read_figures(con, zeit.stichtag), history.read_units(con, zeit.stichtag)
        zuordnung = tables.read_table(con, "mart.zuordnung")
    lieferung.zaehlungen = eigene.zaehlungen
    teams = zuordnung.sort("ebene", "einheit_id", "team_id").rows(named=True)
    dauern = durations(werk, (t["team_art"] for t in teams), _measured_minutes(figuren, einheiten, auftrag))
    personen = count_persons(figuren, teams, werk, dauern).with_columns(
        stichtag=pl.lit(zeit.stichtag), regelwerk=pl.lit(werk.id), einheit=pl.lit("Anzahl")
    )
    zusammen = pl.concat([figuren, personen], how="diagonal_relaxed")
    return Rechnung(werk, zusammen, einheiten, tuple(dauern.values()))


def _measured_minutes(figuren: pl.DataFrame, einheiten: pl.DataFrame, auftrag: Auftrag) -> int:
    """Return the mean length of a follow-up talk in this month's delivery, in whole minutes, if it may be shown."""
    publiziert = disclosure.publish(figuren, einheiten, read_katalog(), auftrag.einstellungen.mindestfallzahl)
    oberste = next(e for e in ("gesamt", "jobcenter") if e in publiziert["ebene"])
    zeilen = publiziert.filter(
        pl.col("ebene") == oberste, pl.col("kennzahl") == DAUER_KENNZAHL, pl.col("segment") == FOLGEGESPRAECH
    )
    minuten = zeilen["wert"].to_list()
    return round(minuten[0]) if minuten and minuten[0] else MINUTEN_ANNAHME


def _write(ordner: Path, vergleich: Vergleich, figuren: pl.DataFrame) -> None:
    ergebnis.write_figures(figuren, ordner / "daten")
    write_document(vergleich_document(vergleich), ordner, "vergleich")
