"""One delivery, several rule sets: read once, compute each in memory, publish, lay out. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipeline import __version__
from pipeline.accept.lieferung import Lieferung, read_lieferung
from pipeline.compute.cost import DAUER_KENNZAHL, FOLGEGESPRAECH, MINUTEN_ANNAHME, count_persons, find_durations
from pipeline.compute.month import compute_kennzahlen
from pipeline.disclose import alike
from pipeline.disclose import door as disclosure
from pipeline.errors import UsageError
from pipeline.evaluate.vergleich import Calculation, Vergleich, VergleichColumn, build_vergleich, shown_kennzahlen
from pipeline.kalender import Berichtsmonat, find_berichtsmonat
from pipeline.katalog import read_katalog, with_costs
from pipeline.present import data
from pipeline.present.documents.vergleich import vergleich_document
from pipeline.present.files import write_document
from pipeline.progress import Tell
from pipeline.publish.place import require_folder, staging
from pipeline.regelwerk.files import assign_regelwerke
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.run.refusal import befunde_on_refusal
from pipeline.settings import Settings
from pipeline.warehouse import history, tables
from pipeline.warehouse.connection import open_warehouse

MINDESTENS_WERKE = 2


@dataclass(frozen=True)
class VergleichOrder:
    """One month to compare; `regelwerke` are ids or files, the first is what the others are measured by."""

    monat: str
    input_folder: Path
    output: Path
    settings: Settings
    regelwerke: tuple[str, ...]


def run_vergleich(order: VergleichOrder, tell: Tell) -> Path:
    """Write the comparison and return its folder; on any error an earlier one stays as it was."""
    require_folder(order.output)
    regelwerke = find_regelwerke(order.regelwerke)
    berichtsmonat = find_berichtsmonat(order.monat, order.settings.stichtage)
    lieferung = read_lieferung(order.input_folder, order.monat, order.settings, tell)
    calculations = []
    for identifier, regelwerk in regelwerke.items():
        tell(f"Rechnen: {regelwerk.id}")
        calculations.append(_compute_under(identifier, regelwerk, lieferung, berichtsmonat, order))
    katalog = read_katalog()
    versions = [(r.kennzahlen, r.einheiten) for r in calculations]
    published = alike.publish_vergleich(versions, with_costs(katalog), order.settings.mindestfallzahl)
    vergleich = Vergleich(
        monat=order.monat,
        stichtag=berichtsmonat.stichtag,
        version=__version__,
        mindestfallzahl=order.settings.mindestfallzahl,
        katalog=katalog,
        spalten=tuple(
            VergleichColumn(r.werk, r.werk.is_in_force(berichtsmonat.stichtag), r.dauern) for r in calculations
        ),
        einheiten=build_vergleich(calculations, published, katalog, berichtsmonat),
        zaehlungen=lieferung.zaehlungen,
    )
    kennzahlen = pl.concat([shown_kennzahlen(p, katalog) for p in published])
    with staging(order.output / f"vergleich-{order.monat}") as place:
        tell("Schreiben: Vergleich")
        _write(place.folder, vergleich, kennzahlen)
        place.publish()
    return place.target


def find_regelwerke(identifiers: Sequence[str]) -> dict[str, Regelwerk]:
    """Read the rule sets that are to be compared, each once."""
    regelwerke = {
        regelwerk.id: (identifier, regelwerk)
        for identifier, regelwerk in assign_regelwerke({k: k for k in identifiers}).items()
    }
    if len(regelwerke) < MINDESTENS_WERKE:
        raise UsageError(
            "Ein Vergleich braucht mindestens zwei verschiedene Regelwerke. Bitte --regelwerk mehrfach angeben; "
            "„kontaktdichte regelwerke“ listet die mitgelieferten."
        )
    return dict(regelwerke.values())


def _compute_under(
    identifier: str, regelwerk: Regelwerk, lieferung: Lieferung, berichtsmonat: Berichtsmonat, order: VergleichOrder
) -> Calculation:
    """Compute all figures as if this rule set held for every Jobcenter, also outside its validity."""
    settings = order.settings.model_copy(update={"regelwerk": identifier, "jobcenter": {}})
    # Loading adds findings to a delivery; each rule set gets the delivery as it was read.
    eigene = replace(lieferung)
    with open_warehouse(None, settings.speichergrenze) as con:
        with befunde_on_refusal(eigene, order.output):
            compute_kennzahlen(con, eigene, berichtsmonat, settings, auch_ungueltig=True, tell=lambda _: None)
        kennzahlen, einheiten = (
            history.read_kennzahlen(con, berichtsmonat.stichtag),
            history.read_einheiten(con, berichtsmonat.stichtag),
        )
        assigned = tables.read_table(con, "mart.zuordnung")
    lieferung.zaehlungen = eigene.zaehlungen
    teams = assigned.sort("ebene", "einheit_id", "team_id").rows(named=True)
    durations = find_durations(
        regelwerk, (t["team_art"] for t in teams), _measured_minutes(kennzahlen, einheiten, order)
    )
    personen = count_persons(kennzahlen, teams, regelwerk, durations).with_columns(
        stichtag=pl.lit(berichtsmonat.stichtag), regelwerk=pl.lit(regelwerk.id), einheit=pl.lit("Anzahl")
    )
    zusammen = pl.concat([kennzahlen, personen], how="diagonal_relaxed")
    return Calculation(regelwerk, zusammen, einheiten, tuple(durations.values()))


def _measured_minutes(kennzahlen: pl.DataFrame, einheiten: pl.DataFrame, order: VergleichOrder) -> int:
    """Return the mean length of a follow-up talk in this month's delivery, in whole minutes, if it may be shown."""
    published = disclosure.publish_kennzahlen(kennzahlen, einheiten, read_katalog(), order.settings.mindestfallzahl)
    oberste = next(e for e in ("gesamt", "jobcenter") if e in published["ebene"])
    rows = published.filter(
        pl.col("ebene") == oberste, pl.col("kennzahl") == DAUER_KENNZAHL, pl.col("segment") == FOLGEGESPRAECH
    )
    minuten = rows["wert"].to_list()
    return round(minuten[0]) if minuten and minuten[0] else MINUTEN_ANNAHME


def _write(folder: Path, vergleich: Vergleich, kennzahlen: pl.DataFrame) -> None:
    data.write_figures(kennzahlen, folder / "daten")
    write_document(vergleich_document(vergleich), folder, "vergleich")
