"""The cast of the sample: calendar, teams and counsellors of a fictional house, and who its persons are.

Days are small integers (days since the first of January 25 years back), so that a date in an export is one
list look-up.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from random import Random

import holidays

from pipeline.sample.draw import stream

# A row is in the delivery of Stichtag S if ab <= S < bis: (ab, bis, line without its line end).
DatedRow = tuple[int, int, str]
DatedRows = dict[str, list[DatedRow]]
NIE = 1 << 30
VORLAUF_TAGE = 700  # counsellors are planned this far beyond the last Stichtag
MONATE_DER_BESSERUNG = 4


@dataclass(frozen=True, slots=True)
class TeamArt:
    """What is typical of a kind of team: its size, the length of its talks, how often it sees people."""

    art: str
    name: str
    gewicht: float
    erst_min: int
    folge_min: int
    abstand: float
    schluessel: float


ARTEN = (
    TeamArt("ue25", "Markt & Integration Ü25", 1.4, 60, 45, 1.05, 158),
    TeamArt("u25", "Junge Menschen U25", 1.1, 60, 45, 0.75, 118),
    TeamArt("fallmanagement", "Beschäftigungsorientiertes Fallmanagement", 0.6, 90, 75, 0.75, 94),
    TeamArt("reha_sbm", "Reha & Schwerbehinderte Menschen", 0.7, 60, 45, 1.0, 138),
    TeamArt("selbststaendige", "Selbstständige", 0.5, 60, 60, 1.05, 138),
    TeamArt("projekt", "Projekt Rückenwind", 0.4, 60, 60, 0.85, 115),
    TeamArt("netzwerk_abc", "Netzwerk ABC", 0.5, 60, 45, 0.9, 134),
    TeamArt("sonstige", "Eingang & Orientierung", 0.4, 60, 45, 1.0, 145),
)
# Teams beyond the first eight repeat these kinds; the ninth team is the one in trouble.
WIEDERHOLT = (0, 1, 0, 2, 0, 1, 3, 0, 1, 0, 6, 0, 2, 0, 1, 4, 0, 5, 0, 7)
SCHWIERIG, BESSER, ZU_ZWEIT = 8, 3, 5

# Four neighbouring places form these households (sizes in the order of the places).
HAUSHALTE = ((1, 1, 1, 1), (2, 1, 1), (1, 1, 1, 1), (2, 2), (3, 1), (1, 1, 2), (1, 2, 1), (4,))


class SampleKalender:
    """The days of the sample: texts, months, working days, Stichtage."""

    def __init__(self, last_month: str, months: int, years: float) -> None:
        jahr, month = map(int, last_month.split("-"))
        letzter = jahr * 12 + month - 1
        erstes_jahr = jahr - 25
        self.basis = date(erstes_jahr, 1, 1).toordinal()
        self.anfaenge = {
            m: date(m // 12, m % 12 + 1, 1).toordinal() - self.basis for m in range(erstes_jahr * 12, (jahr + 4) * 12)
        }
        days = [date.fromordinal(self.basis + n) for n in range(self.anfaenge[(jahr + 4) * 12 - 1])]
        self.texte = [f"{day:%d.%m.%Y}" for day in days]
        self.monate = [day.year * 12 + day.month - 1 for day in days]
        self.wochentage = [day.weekday() for day in days]
        self.beginn = self.anfaenge[letzter + 1 - max(months, round(years * 12))]
        self.ende = self.anfaenge[letzter + 1] - 1
        self.wende = self.anfaenge[letzter + 1 - MONATE_DER_BESSERUNG]
        self.stichtage = [
            (f"{m // 12}-{m % 12 + 1:02d}", self.anfaenge[m + 1] - 1) for m in range(letzter + 1 - months, letzter + 1)
        ]
        feiertage = holidays.country_holidays("DE", subdiv="RP", years=range(jahr - 24, jahr + 5))
        self.ist_arbeitstag = bytes(day.weekday() < 5 and day not in feiertage for day in days)

    def arbeitstag(self, day: int) -> int:
        """Return the first working day on or after the day."""
        while not self.ist_arbeitstag[day]:
            day += 1
        return day

    def month_end(self, day: int, months: int = 0) -> int:
        """Return the last day of the day's month, or of the one so many months later."""
        return self.anfaenge[self.monate[day] + months + 1] - 1


class KeyMaker:
    """Pseudonyms: a bijection per length, so that different numbers never share a key."""

    def __init__(self, seed: int) -> None:
        self._versatz = stream(seed, "schluessel").getrandbits(32)

    def __call__(self, prefix: str, number: int, digits: int = 9) -> str:
        """Return the pseudonym of a number: a prefix and so many hexadecimal digits."""
        halb = digits * 2
        maske = (1 << halb * 2) - 1
        gemischt = (number * 0x9E3779B97 + self._versatz) & maske
        gemischt ^= gemischt >> halb
        gemischt = (gemischt * 0x5851F42D5) & maske
        return f"{prefix}{gemischt ^ (gemischt >> halb):0{digits}x}"


class Fachkraft:
    """A counsellor: days of presence and the grid of slots that the own cases share without overlap."""

    def __init__(self, rng: Random, kalender: SampleKalender, ifk_id: str, weekly_hours: float) -> None:
        self.ifk_id = ifk_id
        tage_je_woche = 5 if weekly_hours > 20 else max(1, min(4, round(weekly_hours / 3.5)))
        self.stunden = round(min(7.8, weekly_hours / tage_je_woche), 1) or 0.1
        self.wochentage = frozenset(rng.sample(range(5), tage_je_woche))
        self._beginn = kalender.beginn
        self.anwesend, self._ab = self._plan_presence(rng, kalender)
        self.sofo_takt = min(60, max(8, round(80 / self.stunden)))
        self.sofo_rest = rng.randrange(self.sofo_takt)
        self.seats = 1
        self.slots = 1
        self.raster_min = 60

    def _plan_presence(self, rng: Random, kalender: SampleKalender) -> tuple[array[int], array[int]]:
        anwesend, ab = array("i"), array("i")
        weg_von = weg_bis = kalender.beginn
        for day in range(kalender.beginn, kalender.ende + VORLAUF_TAGE):
            if day >= weg_bis:
                weg_von = day + 3 + int(rng.expovariate(1 / 45))
                weg_bis = weg_von + (1, 2, 3, 5, 7, 14, 16)[int(rng.random() * 7)]
            ab.append(len(anwesend))
            arbeitet = kalender.wochentage[day] in self.wochentage and kalender.ist_arbeitstag[day]
            if arbeitet and not weg_von <= day < weg_bis:
                anwesend.append(day)
        return anwesend, ab

    def open_slots(self, seats: int, grid_min: int) -> None:
        """Fix how many places share the slots and how long a slot is."""
        self.seats = max(1, seats)
        self.raster_min = grid_min
        self.slots = max(3, min(480 // grid_min, round(self.stunden * 60 / grid_min)))

    def find_slot(self, from_day: int, seat: int) -> tuple[int, int]:
        """Return day and slot of the next appointment that belongs to this place."""
        number = self._ab[from_day - self._beginn] * self.slots
        number += (seat - number) % self.seats
        return self.anwesend[number // self.slots], number % self.slots

    def find_day(self, from_day: int) -> int:
        """Return the first day of presence on or after the day."""
        return self.anwesend[self._ab[from_day - self._beginn]]

    def find_sofo(self, from_day: int) -> int:
        """Return the next day on SoFo duty."""
        position = self._ab[from_day - self._beginn]
        return self.anwesend[position + (self.sofo_rest - position) % self.sofo_takt]

    def slot_start(self, slot: int) -> str:
        """Return the time at which a slot begins."""
        minuten = 480 + slot * self.raster_min
        return f"{minuten // 60:02d}:{minuten % 60:02d}"


@dataclass(frozen=True, slots=True)
class Team:
    """A team and the numbers of the persons who belong to it: von <= number < bis."""

    team_id: str
    name: str
    art: TeamArt
    bereich: int
    von: int
    bis: int
    ist_schwierig: bool
    wird_besser: bool
    tempo: float
    freischaltung: float
    fachkraefte: tuple[Fachkraft, ...]


class SampleHouse:
    """The Jobcenter: its teams, its calendar and its keys."""

    def __init__(self, seed: int, persons: int, teams: int, kalender: SampleKalender) -> None:
        self.seed = seed
        self.kalender = kalender
        self.schluessel = KeyMaker(seed)
        self.bereiche = max(2, round(teams / 12))
        self.teams = self._build_teams(persons, teams)
        self._grenzen = [team.von for team in self.teams]
        self.ue25 = [team for team in self.teams if team.art.art == "ue25"]

    def team_of(self, index: int) -> Team:
        """Return the team of the person with this number."""
        return self.teams[bisect_right(self._grenzen, index) - 1]

    def _build_teams(self, persons: int, teams: int) -> list[Team]:
        arten = [ARTEN[n] if n < 8 else ARTEN[WIEDERHOLT[(n - 8) % 20]] for n in range(teams)]
        weights = [art.gewicht for art in arten]
        # Two counsellors cannot carry a big city's team: it stays at about 140 persons.
        weights[ZU_ZWEIT] = min(weights[ZU_ZWEIT], 140 * sum(weights) / persons)
        gebaut: list[Team] = []
        summe, von = 0.0, 0
        for number, (art, weight) in enumerate(zip(arten, weights, strict=True)):
            summe += weight
            bis = round(persons * summe / sum(weights))
            gebaut.append(self._build_team(number, art, von, bis))
            von = bis
        return gebaut

    def _build_team(self, number: int, art: TeamArt, von: int, bis: int) -> Team:
        rng = stream(self.seed, "team", number)
        bereich, position = number % self.bereiche, number // self.bereiche
        identifier = f"{bereich + 4}{position + 11}"
        last = 1.25 if number == SCHWIERIG else 0.92 + 0.16 * rng.random()
        vzae = (bis - von) / (art.schluessel * last)
        count = 2 if number == ZU_ZWEIT else max(3, round(vzae / 0.82))
        fachkraefte = tuple(
            Fachkraft(rng, self.kalender, self.schluessel("ifk", number * 4096 + n, 6), vzae * 39 / count)
            for n in range(count)
        )
        for fachkraft in fachkraefte:
            fachkraft.open_slots(-(-(bis - von) * 2 // (count * 3)), max(art.folge_min, 60))
        return Team(
            team_id=f"T{identifier}",
            name=f"Team {identifier} {art.name}",
            art=art,
            bereich=bereich,
            von=von,
            bis=bis,
            ist_schwierig=number == SCHWIERIG,
            wird_besser=number == BESSER,
            tempo=2.3 if number == SCHWIERIG else 0.92 + 0.16 * rng.random(),
            freischaltung=0.55 + 0.1 * rng.random(),
            fachkraefte=fachkraefte,
        )


def bg_of(house: SampleHouse, team: Team, index: int) -> tuple[int, int]:
    """Return the first place and the size of the household to which a place belongs."""
    block = index - (index - team.von) % 4
    header = block
    for size in HAUSHALTE[stream(house.seed, "haushalt", block).randrange(len(HAUSHALTE))]:
        if index < header + size:
            return header, size
        header += size
    return header, 1
