"""The units of a report: each with its rows of figures, and the one tree in which all reports show them.

Frozen data that holds only what may be published; a unit stands exactly once, below its superior.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.katalog import EBENEN, Kennzahl, read_katalog

# Level and id.
_Place = tuple[str, str | None]


@dataclass(frozen=True)
class Bruch:
    """What happened to a unit before `monat` (JJJJ-MM), as a sentence; `trennt` forbids to compare it across that."""

    monat: str
    grund: str
    trennt: bool


@dataclass(frozen=True)
class Point:
    """One month (JJJJ-MM) of a figure, in its unit; `wert` is None where there is none or where it is suppressed.

    `fehlt` tells that the warehouse does not have the month, `bruch` why the unit is another one than before.
    """

    monat: str
    wert: float | None
    gesperrt: bool
    fehlt: bool = False
    bruch: str = ""


@dataclass(frozen=True)
class Zeile:
    """One figure of one unit and segment, with its target, its previous month and its months so far.

    `zaehler`, `nenner` and `wert` are None where they are suppressed (`gesperrt`). `ziel`, and `mindest` below it, are
    what the rule set asks for; `richtung` is hoechstens, mindestens, richtwert or None without a target. `abweichung`
    is wert − ziel, `veraenderung` is wert − vormonat, both in the figure's unit (a share: 0.01 is one percentage
    point). `ampel` is gruen, gelb, rot or None. `verlauf` ends with the Berichtsmonat.
    """

    kennzahl: Kennzahl
    segment_art: str
    segment: str
    segment_titel: str
    zaehler: float | None
    nenner: float | None
    wert: float | None
    gesperrt: bool
    richtung: str | None
    ziel: float | None
    mindest: float | None
    ampel: str | None
    abweichung: float | None
    vormonat: float | None
    vormonat_gesperrt: bool
    veraenderung: float | None
    verlauf: tuple[Point, ...]

    @property
    def is_main(self) -> bool:
        """Tell whether the row is the figure itself rather than one of its splits."""
        return self.segment_art == "gesamt"


@dataclass(frozen=True)
class Einheit:
    """A team, Bereich, Jobcenter or all together.

    `teams` are the ids of the teams whose figures it sums up. `regelwerk` is the id of its rule set, of several above
    Jobcenter that differ `a+b`. `jobcenter_id` is None for all together, `bereich_id` for all but teams. `brueche` are
    what happened to it in the months that its rows show. `nebenangaben` are rows that stand beside the figures.
    """

    ebene: str
    id: str
    name: str
    regelwerk: str
    jobcenter_id: str | None
    bereich_id: str | None
    teams: tuple[str, ...]
    zeilen: tuple[Zeile, ...]
    brueche: tuple[Bruch, ...] = ()
    nebenangaben: tuple[Zeile, ...] = ()

    @property
    def titel(self) -> str:
        """The name with its level where the name does not say it."""
        return title_of(self.ebene, self.name)

    def find(self, kennzahl: str, segment_art: str = "gesamt", segment: str = "gesamt") -> Zeile | None:
        """Return one row, or None if the unit has no case of it."""
        return next(
            (z for z in self.zeilen if (z.kennzahl.id, z.segment_art, z.segment) == (kennzahl, segment_art, segment)),
            None,
        )


def title_of(ebene: str, name: str) -> str:
    """Return a unit's name with its level where the name does not say it."""
    wort = read_katalog().word("ebene", ebene)
    return name if name.lower().startswith(wort.lower()) else f"{wort} {name}"


def tell_apart(zeilen: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of `mart.einheiten` of one month, with the id behind every `name` that is not the only one.

    The only place that decides what units are called.
    """
    titles = [" ".join(title_of(z["ebene"], z["name"]).casefold().split()) for z in zeilen]
    counts = Counter(titles)
    return [
        {**z, "name": f"{z['name']} ({z['einheit_id']})" if counts[t] > 1 else z["name"]}
        for z, t in zip(zeilen, titles, strict=True)
    ]


def einheit_names(einheiten: pl.DataFrame) -> dict[str, str]:
    """Return what units of one level are called, by id: as in their last month (rows of `mart.einheiten`)."""
    last = einheiten.sort("stichtag").unique("einheit_id", keep="last", maintain_order=True)
    return {z["einheit_id"]: z["name"] for z in tell_apart(last.rows(named=True))}


@dataclass(frozen=True)
class Branch:
    """A unit with what stands directly below it; `tiefe` counts the units above it."""

    einheit: Einheit
    unter: tuple["Branch", ...]
    tiefe: int

    @property
    def teams(self) -> tuple[Einheit, ...]:
        """The teams directly below it."""
        return tuple(z.einheit for z in self.unter if z.einheit.ebene == "team")


def tree(einheiten: Sequence[Einheit]) -> tuple[Branch, ...]:
    """Nest units: every unit stands exactly once, units of one level in the order given.

    A team stands below its Bereich, whose figures are the sum of all its teams, also where they belong to several
    Jobcenter; without one in the report below its Jobcenter. A Bereich stands below the one Jobcenter that
    `mart.einheit` names for it. All together stand above everything; what has nothing above it stands at the top.
    """
    vorhanden = {(e.ebene, e.id) for e in einheiten}
    unter: dict[_Place | None, list[Einheit]] = {}
    for einheit in sorted(einheiten, key=lambda e: EBENEN.index(e.ebene)):
        oben = next((place for place in _superiors(einheit) if place in vorhanden), None)
        unter.setdefault(oben, []).append(einheit)

    def grow(place: _Place | None, depth: int) -> tuple[Branch, ...]:
        return tuple(Branch(e, grow((e.ebene, e.id), depth + 1), depth) for e in unter.get(place, ()))

    return grow(None, 0)


def _superiors(einheit: Einheit) -> list[_Place]:
    """Return level and id of the units of higher levels that a unit belongs to, the closest first."""
    ids = {"bereich": einheit.bereich_id, "jobcenter": einheit.jobcenter_id, "gesamt": "gesamt"}
    return [(ebene, ids[ebene]) for ebene in reversed(EBENEN[: EBENEN.index(einheit.ebene)])]


def in_order(einheiten: Sequence[Einheit]) -> tuple[tuple[Einheit, tuple[Einheit, ...]], ...]:
    """Return every unit once with what it stands below, the highest first; each is followed by what is below it."""

    def walk(branches: Sequence[Branch], above: tuple[Einheit, ...]) -> Iterator[tuple[Einheit, tuple[Einheit, ...]]]:
        for branch in branches:
            yield branch.einheit, above
            yield from walk(branch.unter, (*above, branch.einheit))

    return tuple(walk(tree(einheiten), ()))
