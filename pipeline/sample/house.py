"""The cast of the sample: calendar, teams and counsellors of a fictional house, and who its persons are.

Days are small integers (days since the first of January 25 years back), so that a date in an export is one
list look-up. Every stream of random numbers is derived from the seed and a name; nothing is shared.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TypeVar

import holidays

T = TypeVar("T")
# A row is in the delivery of Stichtag S if ab <= S < bis: (ab, bis, line without its line end).
Zeile = tuple[int, int, str]
Zeilen = dict[str, list[Zeile]]
NIE = 1 << 30
VORLAUF_TAGE = 700  # counsellors are planned this far beyond the last Stichtag
MONATE_DER_BESSERUNG = 4


@dataclass(frozen=True, slots=True)
class Art:
    """What is typical of a kind of team: its size, the length of its talks, how often it sees people."""

    art: str
    name: str
    gewicht: float
    erst_min: int
    folge_min: int
    abstand: float
    schluessel: float


ARTEN = (
    Art("ue25", "Markt & Integration Ü25", 1.4, 60, 45, 1.05, 158),
    Art("u25", "Junge Menschen U25", 1.1, 60, 45, 0.75, 118),
    Art("fallmanagement", "Beschäftigungsorientiertes Fallmanagement", 0.6, 90, 75, 0.75, 94),
    Art("reha_sbm", "Reha & Schwerbehinderte Menschen", 0.7, 60, 45, 1.0, 138),
    Art("selbststaendige", "Selbstständige", 0.5, 60, 60, 1.05, 138),
    Art("projekt", "Projekt Rückenwind", 0.4, 60, 60, 0.85, 115),
    Art("netzwerk_abc", "Netzwerk ABC", 0.5, 60, 45, 0.9, 134),
    Art("sonstige", "Eingang & Orientierung", 0.4, 60, 45, 1.0, 145),
)
# Teams beyond the first eight repeat these kinds; the ninth team is the one in trouble.
WIEDERHOLT = (0, 1, 0, 2, 0, 1, 3, 0, 1, 0, 6, 0, 2, 0, 1, 4, 0, 5, 0, 7)
SCHWIERIG, BESSER, ZU_ZWEIT = 8, 3, 5

# Four neighbouring places form these households (sizes in the order of the places).
HAUSHALTE = ((1, 1, 1, 1), (2, 1, 1), (1, 1, 1, 1), (2, 2), (3, 1), (1, 1, 2), (1, 2, 1), (4,))


def stream(seed: int, *name: object) -> Random:
    """An independent stream of random numbers for one thing of the sample."""
    return Random(":".join(map(str, (seed, *name))))


class Kalender:
    """The days of the sample: texts, months, working days, Stichtage."""

    def __init__(self, last_month: str, months: int, years: float) -> None:
        jahr, monat = map(int, last_month.split("-"))
        letzter = jahr * 12 + monat - 1
        erstes_jahr = jahr - 25
        self.basis = date(erstes_jahr, 1, 1).toordinal()
        self.anfaenge = {
            m: date(m // 12, m % 12 + 1, 1).toordinal() - self.basis for m in range(erstes_jahr * 12, (jahr + 4) * 12)
        }
        tage = [date.fromordinal(self.basis + n) for n in range(self.anfaenge[(jahr + 4) * 12 - 1])]
        self.texte = [f"{tag:%d.%m.%Y}" for tag in tage]
        self.monate = [tag.year * 12 + tag.month - 1 for tag in tage]
        self.wochentage = [tag.weekday() for tag in tage]
        self.beginn = self.anfaenge[letzter + 1 - max(months, round(years * 12))]
        self.ende = self.anfaenge[letzter + 1] - 1
        self.wende = self.anfaenge[letzter + 1 - MONATE_DER_BESSERUNG]
        self.stichtage = [
            (f"{m // 12}-{m % 12 + 1:02d}", self.anfaenge[m + 1] - 1) for m in range(letzter + 1 - months, letzter + 1)
        ]
        feiertage = holidays.country_holidays("DE", subdiv="RP", years=range(jahr - 24, jahr + 5))
        self.ist_arbeitstag = bytes(tag.weekday() < 5 and tag not in feiertage for tag in tage)

    def arbeitstag(self, tag: int) -> int:
        """Return the first working day on or after the day."""
        while not self.ist_arbeitstag[tag]:
            tag += 1
        return tag

    def monatsende(self, tag: int, monate: int = 0) -> int:
        """Return the last day of the day's month, or of the one so many months later."""
        return self.anfaenge[self.monate[tag] + monate + 1] - 1


class Schluessel:
    """Pseudonyms: a bijection per length, so that different numbers never share a key."""

    def __init__(self, seed: int) -> None:
        self._versatz = stream(seed, "schluessel").getrandbits(32)

    def __call__(self, praefix: str, nummer: int, stellen: int = 9) -> str:
        """Return the pseudonym of a number: a prefix and so many hexadecimal digits."""
        halb = stellen * 2
        maske = (1 << halb * 2) - 1
        gemischt = (nummer * 0x9E3779B97 + self._versatz) & maske
        gemischt ^= gemischt >> halb
        gemischt = (gemischt * 0x5851F42D5) & maske
        return f"{praefix}{gemischt ^ (gemischt >> halb):0{stellen}x}"


class Fachkraft:
    """A counsellor: days of presence and the grid of slots that the own cases share without overlap."""

    def __init__(self, rng: Random, kalender: Kalender, ifk_id: str, wochenstunden: float) -> None:
        self.ifk_id = ifk_id
        tage_je_woche = 5 if wochenstunden > 20 else max(1, min(4, round(wochenstunden / 3.5)))
        self.stunden = round(min(7.8, wochenstunden / tage_je_woche), 1) or 0.1
        self.wochentage = frozenset(rng.sample(range(5), tage_je_woche))
        self._beginn = kalender.beginn
        self.anwesend, self._ab = self._plan_anwesenheit(rng, kalender)
        self.sofo_takt = min(60, max(8, round(80 / self.stunden)))
        self.sofo_rest = rng.randrange(self.sofo_takt)
        self.plaetze = 1
        self.slots = 1
        self.raster_min = 60

    def _plan_anwesenheit(self, rng: Random, kalender: Kalender) -> tuple[array[int], array[int]]:
        anwesend, ab = array("i"), array("i")
        weg_von = weg_bis = kalender.beginn
        for tag in range(kalender.beginn, kalender.ende + VORLAUF_TAGE):
            if tag >= weg_bis:
                weg_von = tag + 3 + int(rng.expovariate(1 / 45))
                weg_bis = weg_von + (1, 2, 3, 5, 7, 14, 16)[int(rng.random() * 7)]
            ab.append(len(anwesend))
            arbeitet = kalender.wochentage[tag] in self.wochentage and kalender.ist_arbeitstag[tag]
            if arbeitet and not weg_von <= tag < weg_bis:
                anwesend.append(tag)
        return anwesend, ab

    def open_slots(self, plaetze: int, raster_min: int) -> None:
        """Fix how many places share the slots and how long a slot is."""
        self.plaetze = max(1, plaetze)
        self.raster_min = raster_min
        self.slots = max(3, min(480 // raster_min, round(self.stunden * 60 / raster_min)))

    def find_slot(self, ab_tag: int, platz: int) -> tuple[int, int]:
        """Return day and slot of the next appointment that belongs to this place."""
        nummer = self._ab[ab_tag - self._beginn] * self.slots
        nummer += (platz - nummer) % self.plaetze
        return self.anwesend[nummer // self.slots], nummer % self.slots

    def find_tag(self, ab_tag: int) -> int:
        """Return the first day of presence on or after the day."""
        return self.anwesend[self._ab[ab_tag - self._beginn]]

    def find_sofo(self, ab_tag: int) -> int:
        """Return the next day on SoFo duty."""
        stelle = self._ab[ab_tag - self._beginn]
        return self.anwesend[stelle + (self.sofo_rest - stelle) % self.sofo_takt]

    def beginn(self, slot: int) -> str:
        """Return the time at which a slot begins."""
        minuten = 480 + slot * self.raster_min
        return f"{minuten // 60:02d}:{minuten % 60:02d}"


@dataclass(frozen=True, slots=True)
class Team:
    """A team and the numbers of the persons who belong to it: von <= number < bis."""

    team_id: str
    name: str
    art: Art
    bereich: int
    von: int
    bis: int
    ist_schwierig: bool
    wird_besser: bool
    tempo: float
    freischaltung: float
    fachkraefte: tuple[Fachkraft, ...]


class Haus:
    """The Jobcenter: its teams, its calendar and its keys."""

    def __init__(self, seed: int, persons: int, teams: int, kalender: Kalender) -> None:
        self.seed = seed
        self.kalender = kalender
        self.schluessel = Schluessel(seed)
        self.bereiche = max(2, round(teams / 12))
        self.teams = self._build_teams(persons, teams)
        self._grenzen = [team.von for team in self.teams]
        self.ue25 = [team for team in self.teams if team.art.art == "ue25"]

    def team_of(self, index: int) -> Team:
        """Return the team of the person with this number."""
        return self.teams[bisect_right(self._grenzen, index) - 1]

    def _build_teams(self, persons: int, teams: int) -> list[Team]:
        arten = [ARTEN[n] if n < 8 else ARTEN[WIEDERHOLT[(n - 8) % 20]] for n in range(teams)]
        gewichte = [art.gewicht for art in arten]
        # Two counsellors cannot carry a big city's team: it stays at about 140 persons.
        gewichte[ZU_ZWEIT] = min(gewichte[ZU_ZWEIT], 140 * sum(gewichte) / persons)
        gebaut: list[Team] = []
        summe, von = 0.0, 0
        for nummer, (art, gewicht) in enumerate(zip(arten, gewichte, strict=True)):
            summe += gewicht
            bis = round(persons * summe / sum(gewichte))
            gebaut.append(self._build_team(nummer, art, von, bis))
            von = bis
        return gebaut

    def _build_team(self, nummer: int, art: Art, von: int, bis: int) -> Team:
        rng = stream(self.seed, "team", nummer)
        bereich, stelle = nummer % self.bereiche, nummer // self.bereiche
        kennung = f"{bereich + 4}{stelle + 11}"
        last = 1.25 if nummer == SCHWIERIG else 0.92 + 0.16 * rng.random()
        vzae = (bis - von) / (art.schluessel * last)
        anzahl = 2 if nummer == ZU_ZWEIT else max(3, round(vzae / 0.82))
        kraefte = tuple(
            Fachkraft(rng, self.kalender, self.schluessel("ifk", nummer * 4096 + n, 6), vzae * 39 / anzahl)
            for n in range(anzahl)
        )
        for kraft in kraefte:
            kraft.open_slots(-(-(bis - von) * 2 // (anzahl * 3)), max(art.folge_min, 60))
        return Team(
            team_id=f"T{kennung}",
            name=f"Team {kennung} {art.name}",
            art=art,
            bereich=bereich,
            von=von,
            bis=bis,
            ist_schwierig=nummer == SCHWIERIG,
            wird_besser=nummer == BESSER,
            tempo=2.3 if nummer == SCHWIERIG else 0.92 + 0.16 * rng.random(),
            freischaltung=0.55 + 0.1 * rng.random(),
            fachkraefte=kraefte,
        )


def pick(rng: Random, gewichte: Sequence[tuple[T, int]]) -> T:
    """Draw one value; the weights are whole numbers."""
    rest = rng.random() * sum(gewicht for _, gewicht in gewichte)
    for wert, gewicht in gewichte:
        rest -= gewicht
        if rest < 0:
            return wert
    return gewichte[-1][0]


def flag(rng: Random, anteil: float) -> str:
    """Draw a J or N."""
    return "J" if rng.random() < anteil else "N"


def haushalt_of(haus: Haus, team: Team, index: int) -> tuple[int, int]:
    """Return the first place and the size of the household to which a place belongs."""
    block = index - (index - team.von) % 4
    kopf = block
    for groesse in HAUSHALTE[stream(haus.seed, "haushalt", block).randrange(len(HAUSHALTE))]:
        if index < kopf + groesse:
            return kopf, groesse
        kopf += groesse
    return kopf, 1
