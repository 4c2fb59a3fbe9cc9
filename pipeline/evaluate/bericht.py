"""The model of a month's report: frozen data that holds only what may be published, in the order in which it is shown.

Writers (Excel, HTML) are pure functions of it: no queries, no arithmetic beyond formatting.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pipeline.accept.befund import Zaehlung
from pipeline.evaluate.changes import Changes
from pipeline.evaluate.einheit import Branch, Einheit, in_order, tree
from pipeline.katalog import Katalog
from pipeline.regelwerk.regelwerk import Regelwerk


@dataclass(frozen=True)
class BefundGroup:
    """Findings of one kind in one column; `schwere` is one of `befund.SEVERITIES`, `satz` says it in German."""

    export: str
    spalte: str | None
    code: str
    schwere: str
    satz: str
    anzahl: int


@dataclass(frozen=True)
class DataQuality:
    """What was read, excluded and noticed in the delivery."""

    zaehlungen: tuple[Zaehlung, ...]
    befunde: tuple[BefundGroup, ...]


@dataclass(frozen=True)
class Bericht:
    """Everything that a report of one Berichtsmonat shows.

    `monat` is JJJJ-MM; it covers the days after `vorheriger_stichtag` up to `stichtag`. `nicht_gueltig` are the ids of
    those rule sets that are not in force at the Stichtag. `hinweise` say which months are missing for a comparison.
    `aenderungen` are None in the first Stand of the month.
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
    datenqualitaet: DataQuality
    hinweise: tuple[str, ...] = ()
    aenderungen: Changes | None = None

    def of_ebene(self, ebene: str) -> tuple[Einheit, ...]:
        """Return the units of one level, in the order of the report."""
        return tuple(e for e in self.einheiten if e.ebene == ebene)

    def tree(self) -> tuple[Branch, ...]:
        """Return the units, each below its superior."""
        return tree(self.einheiten)

    def houses(self) -> tuple[tuple[Einheit | None, tuple[Branch, ...]], ...]:
        """Return each Jobcenter with what stands below it, and at last under None what stands below none."""
        oben = [z for branch in self.tree() for z in (branch.unter if branch.einheit.ebene == "gesamt" else (branch,))]
        haeuser = [(z.einheit, z.unter) for z in oben if z.einheit.ebene == "jobcenter"]
        uebrige = tuple(z for z in oben if z.einheit.ebene != "jobcenter")
        return (*haeuser, *([(None, uebrige)] if uebrige else []))

    def teams_of(self, einheit: Einheit) -> tuple[Einheit, ...]:
        """Return the teams whose figures a unit sums up, in the order of the tree."""
        return tuple(e for e, _ in in_order(self.einheiten) if e.ebene == "team" and e.id in einheit.teams)

    def regelwerk_of(self, einheit: Einheit) -> tuple[Regelwerk, ...]:
        """Return the rule sets that hold in a unit (several only above the Jobcenter)."""
        return tuple(r for r in self.regelwerke if r.id in einheit.regelwerk.split("+"))

    def select(self, teams: Collection[str], bereiche: Collection[str]) -> tuple[Einheit, ...]:
        """Return the named teams and Bereiche (these with their teams); all units where none is named."""
        if not teams and not bereiche:
            return self.einheiten
        named = [e for e in self.of_ebene("bereich") if e.id in bereiche]
        chosen = {*teams, *(t for e in named for t in e.teams)}
        return (*named, *(e for e in self.of_ebene("team") if e.id in chosen))
