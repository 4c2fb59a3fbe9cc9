"""The report model: frozen data that holds only what may be published, in the order in which it is shown.

Writers (Excel, HTML) are pure functions of it: no queries, no arithmetic beyond formatting.
"""

from dataclasses import dataclass
from datetime import date

from pipeline.accept.befund import Zaehlung
from pipeline.katalog import Katalog, Kennzahl
from pipeline.regelwerk.regelwerk import Regelwerk

# From the highest level to the lowest, as `mart.einheit` names them.
EBENEN = ("gesamt", "jobcenter", "bereich", "team")
EBENE_TITEL = {"gesamt": "Alle Jobcenter", "jobcenter": "Jobcenter", "bereich": "Bereich", "team": "Team"}


@dataclass(frozen=True)
class Punkt:
    """One month of a figure, in its unit; `wert` is None where there is none or where it is suppressed."""

    stichtag: date
    wert: float | None
    gesperrt: bool


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
    verlauf: tuple[Punkt, ...]

    @property
    def ist_hauptzeile(self) -> bool:
        """Tell whether the row is the figure itself rather than one of its splits."""
        return self.segment_art == "gesamt"


@dataclass(frozen=True)
class Einheit:
    """A team, Bereich, Jobcenter or all together.

    `teams` are the ids of the teams whose figures it sums up. `regelwerk` is the id of its rule set, of several above
    Jobcenter that differ `a+b`. `jobcenter_id` is None for all together, `bereich_id` for all but teams.
    """

    ebene: str
    id: str
    name: str
    regelwerk: str
    jobcenter_id: str | None
    bereich_id: str | None
    teams: tuple[str, ...]
    zeilen: tuple[Zeile, ...]

    @property
    def titel(self) -> str:
        """The name with its level where the name does not say it."""
        wort = EBENE_TITEL[self.ebene]
        return self.name if self.name.lower().startswith(wort.lower()) else f"{wort} {self.name}"

    def find(self, kennzahl: str, segment_art: str = "gesamt", segment: str = "gesamt") -> Zeile | None:
        """Return one row, or None if the unit has no case of it."""
        return next(
            (z for z in self.zeilen if (z.kennzahl.id, z.segment_art, z.segment) == (kennzahl, segment_art, segment)),
            None,
        )


@dataclass(frozen=True)
class Befundgruppe:
    """Findings of one kind in one column; `schwere` is abbruch, ausschluss or hinweis, `satz` says it in German."""

    export: str
    spalte: str | None
    code: str
    schwere: str
    satz: str
    anzahl: int


@dataclass(frozen=True)
class Datenqualitaet:
    """What was read, excluded and noticed in the delivery."""

    zaehlungen: tuple[Zaehlung, ...]
    befunde: tuple[Befundgruppe, ...]


@dataclass(frozen=True)
class Bericht:
    """Everything that a report of one Berichtsmonat shows.

    `monat` is JJJJ-MM; it covers the days after `vorheriger_stichtag` up to `stichtag`. `nicht_gueltig` are the ids of
    those rule sets that are not in force at the Stichtag.
    """

    monat: str
    stichtag: date
    vorheriger_stichtag: date
    version: str
    mindestfallzahl: int
    regelwerke: tuple[Regelwerk, ...]
    nicht_gueltig: tuple[str, ...]
    katalog: Katalog
    einheiten: tuple[Einheit, ...]
    datenqualitaet: Datenqualitaet

    def of_level(self, ebene: str) -> tuple[Einheit, ...]:
        """Return the units of one level, in the order of the report."""
        return tuple(e for e in self.einheiten if e.ebene == ebene)

    def teams_of(self, einheit: Einheit) -> tuple[Einheit, ...]:
        """Return the teams that belong to a unit."""
        return tuple(e for e in self.of_level("team") if e.id in einheit.teams)

    def regelwerk_of(self, einheit: Einheit) -> tuple[Regelwerk, ...]:
        """Return the rule sets that hold in a unit (several only above the Jobcenter)."""
        return tuple(r for r in self.regelwerke if r.id in einheit.regelwerk.split("+"))
