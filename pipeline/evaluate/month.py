"""The report model: frozen data that holds only what may be published, in the order in which it is shown.

Writers (Excel, HTML) are pure functions of it: no queries, no arithmetic beyond formatting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipeline.accept.befund import Zaehlung
from pipeline.kalender import Zeitraum
from pipeline.katalog import Katalog, Kennzahl
from pipeline.regelwerk.regelwerk import Regelwerk

EBENEN = ("gesamt", "jobcenter", "bereich", "team")
EBENE_TITEL = {"gesamt": "Alle Jobcenter", "jobcenter": "Jobcenter", "bereich": "Bereich", "team": "Team"}
# A chart shows at most a year and the month a year ago.
VERLAUF_MONATE = 13


@dataclass(frozen=True)
class Punkt:
    """One month of a figure; `wert` is None where there is none or where it is suppressed."""

    stichtag: date
    wert: float | None
    gesperrt: bool


@dataclass(frozen=True)
class Zeile:
    """One figure of one unit and segment, with its target, its previous month and its months so far.

    `abweichung` is wert − ziel, `veraenderung` is wert − vormonat, both in the figure's unit (a share: 0.01 is
    one percentage point). `ampel` is gruen, gelb, rot or None. `verlauf` ends with the Berichtsmonat.
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
    """A team, Bereich, Jobcenter or all together; `teams` are the ids of its teams."""

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
    """Findings of one kind in one column."""

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
    """Everything that a report of one Berichtsmonat shows."""

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


def build_einheiten(
    kennzahlen: pl.DataFrame,
    einheiten: pl.DataFrame,
    katalog: Katalog,
    regelwerke: Sequence[Regelwerk],
    zeitraum: Zeitraum,
) -> tuple[Einheit, ...]:
    """Order the published figures of all months into units and rows.

    `kennzahlen` has the columns of the result and `richtung`, `einheiten` those of `mart.einheiten`; both hold all
    months up to the Stichtag, and every figure in them has passed disclosure control.
    """
    reihenfolge = _row_order(katalog, regelwerke)
    monate = sorted(kennzahlen["stichtag"].unique())[-VERLAUF_MONATE:]
    gruppen = _rows_by_unit(kennzahlen.filter(pl.col("stichtag").is_in(monate)))
    aktuell = einheiten.filter(pl.col("stichtag") == zeitraum.stichtag).rows(named=True)
    teams = [e for e in aktuell if e["ebene"] == "team"]
    ergebnis = []
    for e in sorted(aktuell, key=lambda e: (EBENEN.index(e["ebene"]), e["name"], e["einheit_id"])):
        alle = gruppen.get((e["ebene"], e["einheit_id"]), {})
        # Figures that an earlier version kept and this one no longer knows have no row this month.
        zeilen = {key: _same_rules(werte, e["regelwerk"]) for key, werte in alle.items() if zeitraum.stichtag in werte}
        ergebnis.append(
            Einheit(
                ebene=e["ebene"],
                id=e["einheit_id"],
                name=e["name"],
                regelwerk=e["regelwerk"],
                jobcenter_id=e["jobcenter_id"],
                bereich_id=e["bereich_id"],
                teams=tuple(sorted(t["einheit_id"] for t in teams if _belongs(t, e))),
                zeilen=tuple(
                    _make_row(katalog[key[0]], reihenfolge[key][1], key, werte, zeitraum, monate)
                    for key, werte in sorted(zeilen.items(), key=lambda kv: reihenfolge[kv[0]][0])
                ),
            )
        )
    return tuple(ergebnis)


def _belongs(team: dict[str, Any], einheit: dict[str, Any]) -> bool:
    spalte = {"team": "einheit_id", "bereich": "bereich_id", "jobcenter": "jobcenter_id"}.get(einheit["ebene"])
    return spalte is None or team[spalte] == einheit["einheit_id"]


class _Ordnung(dict[tuple[str, str, str], tuple[tuple[int, int, int, str], str]]):
    """Position and title of each (kennzahl, segment_art, segment), also of segments no catalogue names."""

    def __init__(self, katalog: Katalog, regeln: dict[str, tuple[int, str]]) -> None:
        self._katalog, self._regeln = katalog, regeln
        self._rang = {k.id: (i, k) for i, k in enumerate(katalog.kennzahl)}

    def __missing__(self, key: tuple[str, str, str]) -> tuple[tuple[int, int, int, str], str]:
        kennzahl, segment_art, segment = key
        rang, eintrag = self._rang[kennzahl]
        if segment_art == "kontaktregel":
            position, titel = self._regeln.get(segment, (len(self._regeln), segment))
        else:
            woerter = self._katalog.segment.get(segment_art, {})
            position = list(woerter).index(segment) if segment in woerter else len(woerter)
            titel = woerter.get(segment, segment)
        self[key] = ((rang, eintrag.segmente.index(segment_art), position, segment), titel)
        return self[key]


def _row_order(katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> _Ordnung:
    regeln: dict[str, tuple[int, str]] = {}
    for werk in regelwerke:
        for regel in werk.kontaktregel:
            regeln.setdefault(regel.id, (len(regeln), regel.titel))
    return _Ordnung(katalog, regeln)


_Werte = dict[date, dict[str, Any]]


def _rows_by_unit(
    kennzahlen: pl.DataFrame,
) -> dict[tuple[str, str], dict[tuple[str, str, str], _Werte]]:
    ergebnis: dict[tuple[str, str], dict[tuple[str, str, str], _Werte]] = {}
    for z in kennzahlen.iter_rows(named=True):
        einheit = ergebnis.setdefault((z["ebene"], z["einheit_id"]), {})
        einheit.setdefault((z["kennzahl"], z["segment_art"], z["segment"]), {})[z["stichtag"]] = z
    return ergebnis


def _same_rules(werte: _Werte, regelwerk: str) -> _Werte:
    """Leave out months that were judged by another rule set: they are gaps, not a course."""
    return {stichtag: zeile for stichtag, zeile in werte.items() if zeile["regelwerk"] == regelwerk}


def _make_row(
    kennzahl: Kennzahl,
    segment_titel: str,
    key: tuple[str, str, str],
    werte: _Werte,
    zeitraum: Zeitraum,
    monate: list[date],
) -> Zeile:
    jetzt, davor = werte[zeitraum.stichtag], werte.get(zeitraum.vorheriger_stichtag, {})
    wert, ziel, vormonat = jetzt["wert"], jetzt["ziel"], davor.get("wert")
    return Zeile(
        kennzahl=kennzahl,
        segment_art=key[1],
        segment=key[2],
        segment_titel=segment_titel,
        zaehler=jetzt["zaehler"],
        nenner=jetzt["nenner"],
        wert=wert,
        gesperrt=jetzt["gesperrt"],
        richtung=jetzt["richtung"],
        ziel=ziel,
        mindest=jetzt["mindest"],
        ampel=jetzt["ampel"],
        abweichung=_difference(wert, ziel),
        vormonat=vormonat,
        vormonat_gesperrt=bool(davor.get("gesperrt")),
        veraenderung=_difference(wert, vormonat),
        verlauf=tuple(_point(m, werte.get(m, {})) for m in monate),
    )


def _point(stichtag: date, zeile: dict[str, Any]) -> Punkt:
    return Punkt(stichtag, zeile.get("wert"), bool(zeile.get("gesperrt")))


def _difference(wert: float | None, bezug: float | None) -> float | None:
    if wert is None or bezug is None:
        return None
    # Differences of ratios carry noise in the last digits that would show as "-0,0".
    return round(wert - bezug, 12) + 0.0
