"""The same delivery under several rule sets, side by side: the model that the writers lay out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline import __version__
from pipeline.accept.befund import Zaehlung
from pipeline.compute.persons import Duration
from pipeline.disclose.history import PublishedMonths
from pipeline.evaluate.aufwand import Amount, Aufwand, sum_up
from pipeline.evaluate.einheit import Einheit, Zeile, in_order
from pipeline.evaluate.month import build_einheiten
from pipeline.kalender import Berichtsmonat
from pipeline.katalog import BEDARF, NACHHOLEN, Katalog
from pipeline.regelwerk.regelwerk import Regelwerk

# Hours held in the month: the numerator of this figure.
_GEHALTEN = "kapazitaet_nutzung"


@dataclass(frozen=True)
class Calculation:
    """What one rule set makes of the delivery, unsuppressed.

    `kennzahlen` are rows of `mart.kennzahlen` with counts of persons by minutes among them, `einheiten` those of
    `mart.einheiten`, `dauern` how long a follow-up talk takes by kind of team.
    """

    werk: Regelwerk
    kennzahlen: pl.DataFrame
    einheiten: pl.DataFrame
    dauern: tuple[Duration, ...]


@dataclass(frozen=True)
class VergleichColumn:
    """A rule set of the comparison; `gilt` tells whether it is in force at the Stichtag."""

    werk: Regelwerk
    gilt: bool
    dauern: tuple[Duration, ...]


@dataclass(frozen=True)
class VergleichZeile:
    """One row of the comparison: a figure under each rule set, None where a rule set has no case of it."""

    zeilen: tuple[Zeile | None, ...]

    @property
    def example(self) -> Zeile:
        """Any of the rows, for what they share: figure and segment."""
        return next(z for z in self.zeilen if z is not None)

    @property
    def is_alike(self) -> bool:
        """Tell whether the rule sets neither change the figure nor set it a target."""
        values = {(z.wert, z.gesperrt) if z else None for z in self.zeilen}
        return len(values) == 1 and all(z is None or z.ziel is None for z in self.zeilen)


@dataclass(frozen=True)
class VergleichEinheit:
    """A unit under each rule set; `tiefe` counts the units that it stands below.

    `aufwand` has an entry per rule set, and `nebenangaben` what stands beside the figures under it; `gehalten_std` are
    the hours of counselling held in the month.
    """

    ebene: str
    id: str
    titel: str
    tiefe: int
    aufwand: tuple[Aufwand, ...]
    gehalten_std: Amount
    kennzahlen: tuple[VergleichZeile, ...]
    nebenangaben: tuple[tuple[Zeile, ...], ...]


@dataclass(frozen=True)
class Vergleich:
    """Everything that the comparison shows; the first rule set is the one the others are measured by."""

    monat: str
    stichtag: date
    version: str
    mindestfallzahl: int
    katalog: Katalog
    spalten: tuple[VergleichColumn, ...]
    einheiten: tuple[VergleichEinheit, ...]
    zaehlungen: tuple[Zaehlung, ...]


def make_vergleich(
    calculations: Sequence[Calculation],
    published: Sequence[pl.DataFrame],
    zaehlungen: tuple[Zaehlung, ...],
    berichtsmonat: Berichtsmonat,
    katalog: Katalog,
    mindestfallzahl: int,
) -> Vergleich:
    """Return everything that the comparison shows.

    `published` are the figures (rows of `mart.kennzahlen`) of `calculations` after disclosure control, in their order.
    """
    return Vergleich(
        monat=berichtsmonat.monat,
        stichtag=berichtsmonat.stichtag,
        version=__version__,
        mindestfallzahl=mindestfallzahl,
        katalog=katalog,
        spalten=tuple(
            VergleichColumn(c.werk, c.werk.is_in_force(berichtsmonat.stichtag), c.dauern) for c in calculations
        ),
        einheiten=build_vergleich(calculations, published, katalog, berichtsmonat),
        zaehlungen=zaehlungen,
    )


def shown_kennzahlen(published: pl.DataFrame, katalog: Katalog) -> pl.DataFrame:
    """Return the figures without what stands beside them and without the counts that only serve the hours.

    `published` are rows of `mart.kennzahlen` after disclosure control; the columns stay.
    """
    beside = [k.id for k in katalog.kennzahl if k.is_beside]
    return _without_hours(published).filter(~pl.col("kennzahl").is_in(beside))


def _without_hours(published: pl.DataFrame) -> pl.DataFrame:
    return published.filter(pl.col("kennzahl") != BEDARF, pl.col("segment_art") != NACHHOLEN)


def build_vergleich(
    calculations: Sequence[Calculation],
    published: Sequence[pl.DataFrame],
    katalog: Katalog,
    berichtsmonat: Berichtsmonat,
) -> tuple[VergleichEinheit, ...]:
    """Lay the figures of all rule sets beside each other, unit by unit, in the order of the tree.

    `published` are the figures (rows of `mart.kennzahlen`) of `calculations` after disclosure control, in the same
    order.
    """
    je_werk = [
        build_einheiten(
            PublishedMonths(_without_hours(p), r.einheiten, {berichtsmonat.monat: berichtsmonat.stichtag}),
            katalog,
            [r.werk],
            berichtsmonat,
        )
        for r, p in zip(calculations, published, strict=True)
    ]
    aufwand = [sum_up(p) for p in published]
    named = {(z.kennzahl, z.segment_art, z.segment) for r in calculations for z in r.werk.ziel}
    result = []
    for einheit, above in in_order(je_werk[0]):
        gleiche = [
            next(e for e in regelwerk if (e.ebene, e.id) == (einheit.ebene, einheit.id)) for regelwerk in je_werk
        ]
        result.append(
            VergleichEinheit(
                ebene=einheit.ebene,
                id=einheit.id,
                titel=einheit.titel,
                tiefe=len(above),
                aufwand=tuple(a[einheit.ebene, einheit.id] for a in aufwand),
                gehalten_std=_held_hours(einheit),
                kennzahlen=_side_by_side(gleiche, katalog, named),
                nebenangaben=tuple(e.nebenangaben for e in gleiche),
            )
        )
    return tuple(result)


def _held_hours(einheit: Einheit) -> Amount:
    zeile = einheit.find(_GEHALTEN)
    return Amount(zeile.zaehler, zeile.gesperrt) if zeile else Amount(None)


def _side_by_side(
    einheiten: Sequence[Einheit], katalog: Katalog, named: set[tuple[str, str | None, str | None]]
) -> tuple[VergleichZeile, ...]:
    """Return each figure itself, the classes of figures without a total, and splits that a target names."""
    zeilen: list[dict[tuple[str, str, str], Zeile]] = [
        {(z.kennzahl.id, z.segment_art, z.segment): z for z in e.zeilen if _is_compared(z, named)} for e in einheiten
    ]
    keys = sorted({key for regelwerk in zeilen for key in regelwerk}, key=lambda key: _position(key, katalog))
    return tuple(VergleichZeile(tuple(regelwerk.get(key) for regelwerk in zeilen)) for key in keys)


def _is_compared(zeile: Zeile, named: set[tuple[str, str | None, str | None]]) -> bool:
    key = (zeile.kennzahl.id, zeile.segment_art, zeile.segment)
    return zeile.is_main or "gesamt" not in zeile.kennzahl.segmente or key in named


def _position(key: tuple[str, str, str], katalog: Katalog) -> tuple[int, int, int, str]:
    """Return where a row stands: by the catalogue's figures, splits and words."""
    kennzahl, art, segment = key
    number = [k.id for k in katalog.kennzahl].index(kennzahl)
    woerter = list(katalog.segment.get(art, {}))
    rank = woerter.index(segment) if segment in woerter else len(woerter)
    return number, katalog.kennzahl[number].segmente.index(art), rank, segment
