"""One delivery, several rule sets: read once, compute each in memory, publish, lay out. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipeline.accept.lieferung import Lieferung, read_lieferung
from pipeline.compute.month import compute_in_memory
from pipeline.compute.persons import add_persons, find_durations
from pipeline.disclose.alike import publish_vergleich
from pipeline.disclose.door import publish_kennzahlen
from pipeline.evaluate.aufwand import measured_minutes
from pipeline.evaluate.vergleich import Calculation, Vergleich, make_vergleich, shown_kennzahlen
from pipeline.kalender import Berichtsmonat, find_berichtsmonat
from pipeline.katalog import read_katalog, with_aufwand
from pipeline.present import data
from pipeline.present.documents.vergleich import vergleich_document
from pipeline.present.files import write_document
from pipeline.progress import Tell
from pipeline.publish.apart import places_of, require_apart, require_folder
from pipeline.publish.claim import claim
from pipeline.publish.interrupt import undisturbed
from pipeline.publish.place import staging
from pipeline.publish.refusal import befunde_on_refusal
from pipeline.regelwerk.files import find_compared_regelwerke
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.settings import Settings


@dataclass(frozen=True)
class VergleichOrder:
    """One month to compare; `regelwerke` are ids or files, the first is what the others are measured by."""

    monat: str
    input_folder: Path
    output: Path
    settings: Settings
    regelwerke: tuple[str, ...]

    @property
    def target(self) -> Path:
        """The folder of the comparison."""
        return self.output / f"vergleich-{self.monat}"


def run_vergleich(order: VergleichOrder, tell: Tell) -> Path:
    """Write the comparison and return its folder; on any error an earlier one stays as it was.

    :raises UsageError: there is no such month, the rule sets are fewer than two, or the output cannot be written
    :raises LieferungError: the delivery is refused
    :raises ConfigurationError: a rule set is wrong
    :raises BusyError: another run writes there, or a file is open in another program
    """
    require_folder(order.output)
    require_apart(places_of(order.input_folder, order.monat), [("--output", order.target)])
    regelwerke = find_compared_regelwerke(order.regelwerke)
    with claim(order.output), staging(order.target) as place:
        vergleich, kennzahlen = _compare(order, regelwerke, tell)
        tell("Schreiben: Vergleich")
        _write(place.folder, vergleich, kennzahlen)
        with undisturbed():
            place.publish()
    return place.target


def _compare(order: VergleichOrder, regelwerke: Mapping[str, Regelwerk], tell: Tell) -> tuple[Vergleich, pl.DataFrame]:
    """Read once and compute under each rule set; returns the comparison and its figures.

    The figures have the columns of `mart.kennzahlen`.
    """
    berichtsmonat = find_berichtsmonat(order.monat, order.settings.stichtage)
    lieferung = read_lieferung(order.input_folder, order.monat, order.settings, tell)
    calculations = []
    for identifier, regelwerk in regelwerke.items():
        tell(f"Rechnen: {regelwerk.id}")
        under_this = replace(order, settings=order.settings.with_regelwerk(identifier))
        calculations.append(_compute(regelwerk, lieferung, berichtsmonat, under_this))
    katalog, mindestfallzahl = read_katalog(), order.settings.mindestfallzahl
    versions = [(c.kennzahlen, c.einheiten) for c in calculations]
    published = publish_vergleich(versions, with_aufwand(katalog), mindestfallzahl)
    vergleich = make_vergleich(calculations, published, lieferung.zaehlungen, berichtsmonat, katalog, mindestfallzahl)
    return vergleich, pl.concat([shown_kennzahlen(p, katalog) for p in published])


def _compute(
    regelwerk: Regelwerk, lieferung: Lieferung, berichtsmonat: Berichtsmonat, order: VergleichOrder
) -> Calculation:
    """Compute all figures under one rule set, and count persons by the minutes that it asks for them."""
    # Loading adds findings to a delivery; each rule set gets the delivery as it was read.
    own = replace(lieferung)
    with befunde_on_refusal(own, order.output):
        month = compute_in_memory(own, berichtsmonat, order.settings)
    lieferung.zaehlungen = own.zaehlungen
    published = publish_kennzahlen(month.kennzahlen, month.einheiten, read_katalog(), order.settings.mindestfallzahl)
    durations = find_durations(regelwerk, month.teams["team_art"], measured_minutes(published))
    teams = month.teams.rows(named=True)
    kennzahlen = add_persons(month.kennzahlen, teams, regelwerk, durations, berichtsmonat.stichtag)
    return Calculation(regelwerk, kennzahlen, month.einheiten, tuple(durations.values()))


def _write(folder: Path, vergleich: Vergleich, kennzahlen: pl.DataFrame) -> None:
    data.write_kennzahlen(kennzahlen, folder / "daten")
    write_document(vergleich_document(vergleich), folder, "vergleich")
