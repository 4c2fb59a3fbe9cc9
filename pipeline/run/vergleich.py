"""One delivery, several rule sets: read once, compute each in memory, publish, lay out. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.accept.lieferung import Lieferung, read_lieferung
from pipeline.accept.whole import warn_before_end
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
from pipeline.publish.place import staging
from pipeline.publish.refusal import befunde_on_refusal, forgotten_on_refusal, forgotten_refusal, refusal_folder
from pipeline.regelwerk.files import find_compared_regelwerke, read_gesetz
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.settings import Settings


@dataclass(frozen=True)
class VergleichOrder:
    """One month to compare; `regelwerke` are ids or files, the first is what the others are measured by.

    `today` is asked for only to tell whether the month is over.
    """

    monat: str
    input_folder: Path
    output: Path
    settings: Settings
    regelwerke: tuple[str, ...]
    today: date = field(default_factory=date.today)

    @property
    def target(self) -> Path:
        """The folder of the comparison."""
        return self.output / f"vergleich-{self.monat}"


def run_vergleich(order: VergleichOrder, tell: Tell) -> tuple[Path, pl.DataFrame]:
    """Write the comparison; returns its folder and the Befunde (columns of `accept.befund.SCHEMA`).

    On any error an earlier one stays as it was.

    :raises UsageError: there is no such month, the rule sets are fewer than two, or the output cannot be written
    :raises LieferungError: the delivery is refused
    :raises ConfigurationError: a rule set is wrong
    :raises BusyError: another run writes there, or a file is open in another program
    """
    require_folder(order.output)
    written = [("--output", place) for place in (order.target, refusal_folder(order.output, order.monat))]
    require_apart(places_of(order.input_folder, order.monat), written)
    regelwerke = find_compared_regelwerke(order.regelwerke)
    with claim(order.output), staging(order.target) as place:
        vergleich, kennzahlen, befunde = _compare(order, regelwerke, tell)
        tell("Schreiben: Vergleich")
        _write(place.folder, vergleich, kennzahlen)
        with place.published(), forgotten_refusal(order.output, order.monat):
            pass
    return place.target, befunde


def _compare(
    order: VergleichOrder, regelwerke: Mapping[str, Regelwerk], tell: Tell
) -> tuple[Vergleich, pl.DataFrame, pl.DataFrame]:
    """Read once and compute under each rule set; returns the comparison, its figures and the Befunde.

    The figures have the columns of `mart.kennzahlen`, the Befunde those of `accept.befund.SCHEMA`.
    """
    berichtsmonat = find_berichtsmonat(order.monat, order.settings.stichtage)
    with forgotten_on_refusal(order.output, order.monat):
        lieferung = read_lieferung(order.input_folder, order.monat, order.settings, tell)
    warn_before_end(lieferung, berichtsmonat, order.today)
    calculations, gesetz = [], read_gesetz()
    for identifier, regelwerk in regelwerke.items():
        tell(f"Rechnen: {regelwerk.id}")
        under_this = replace(order, settings=order.settings.with_regelwerk(identifier))
        # Loading adds findings to a delivery; each rule set gets the delivery as it was read.
        loaded = lieferung.apart()
        with_law = gesetz.add_to(regelwerk, berichtsmonat.stichtag)
        calculations.append(_compute(with_law, loaded, berichtsmonat, under_this))
    katalog, mindestfallzahl = read_katalog(), order.settings.mindestfallzahl
    versions = [(c.kennzahlen, c.einheiten) for c in calculations]
    published = publish_vergleich(versions, with_aufwand(katalog), mindestfallzahl)
    vergleich = make_vergleich(calculations, published, loaded.zaehlungen, berichtsmonat, katalog, mindestfallzahl)
    return vergleich, pl.concat([shown_kennzahlen(p, katalog) for p in published]), loaded.befunde


def _compute(
    regelwerk: Regelwerk, lieferung: Lieferung, berichtsmonat: Berichtsmonat, order: VergleichOrder
) -> Calculation:
    """Compute all figures under one rule set, and count persons by the minutes that it asks for them."""
    with befunde_on_refusal(lieferung, order.output):
        month = compute_in_memory(lieferung, berichtsmonat, order.settings)
    published = publish_kennzahlen(month.kennzahlen, month.einheiten, read_katalog(), order.settings.mindestfallzahl)
    durations = find_durations(regelwerk, month.teams["team_art"], measured_minutes(published))
    teams = month.teams.rows(named=True)
    kennzahlen = add_persons(month.kennzahlen, teams, regelwerk, durations, berichtsmonat.stichtag)
    return Calculation(regelwerk, kennzahlen, month.einheiten, tuple(durations.values()))


def _write(folder: Path, vergleich: Vergleich, kennzahlen: pl.DataFrame) -> None:
    data.write_kennzahlen(kennzahlen, folder / "daten")
    write_document(vergleich_document(vergleich), folder, "vergleich")
