"""Who the sample's persons are: age, household, counsellor, and when they belong to the house."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random

from pipeline.sample.draw import pick, stream
from pipeline.sample.house import NIE, DatedRows, Fachkraft, SampleHouse, Team, bg_of

# Of six cases of a counsellor three are seen often, one now and then, two rarely: days between two talks, and
# which of four places in the grid of slots is theirs. The rare ones have none and take any.
RHYTHMUS = ((8.0, 0), (530.0, -1), (8.0, 1), (45.0, 2), (530.0, -1), (8.0, 3))

PROFILE = {
    "u25": (("A", 22), ("M", 10), ("F", 20), ("E", 16), ("S", 10), ("U", 4), ("Z", 12), ("", 6)),
    "selbststaendige": (("I", 60), ("M", 10), ("F", 10), ("E", 8), ("S", 6), ("", 6)),
    "reha_sbm": (("M", 4), ("A", 8), ("F", 14), ("E", 22), ("S", 22), ("U", 14), ("Z", 8), ("", 8)),
    "fallmanagement": (("F", 8), ("E", 26), ("S", 30), ("U", 24), ("Z", 6), ("", 6)),
    "": (("M", 10), ("A", 14), ("F", 18), ("E", 18), ("S", 16), ("U", 8), ("I", 4), ("Z", 6), ("", 6)),
}

SCHLUESSEL_JE_PERSON = 4096


@dataclass
class Person:
    """What stays the same about a person; days are the house's small integers."""

    index: int
    rng: Random
    haus: SampleHouse
    team: Team
    fachkraft: Fachkraft
    seat: int = 0  # whose turn it is in the counsellor's grid of slots
    kunde_id: str = ""
    monate_alt: int = 0
    ab_15: int = 0
    schule_bis: int = 0  # 0: no compulsory schooling any more
    haushalt: tuple[int, int] = (0, 1)
    bg_wechsel: int = NIE
    betreuung: str = "ifk"
    profil: str = ""
    ist_aufstocker: bool = False
    abstand: float = 90.0
    ausfall: float = 0.12
    perioden: list[tuple[int, int]] = field(default_factory=list)
    occasions: list[int] = field(default_factory=list)  # days from which a first talk is due
    zeilen: DatedRows = field(default_factory=dict)
    _nummer: int = 0

    def key(self, prefix: str) -> str:
        """Return the next unused key of this person's rows."""
        self._nummer += 1
        return self.haus.schluessel(prefix, self.index * SCHLUESSEL_JE_PERSON + self._nummer)

    def bg_id(self, day: int) -> str:
        """Return the BG on a day: after a move, one of the person's own."""
        number = self.haushalt[0] if day < self.bg_wechsel else self.index + (1 << 30)
        return self.haus.schluessel("bg", number, 8)

    def is_known(self, stichtag: int) -> bool:
        """Tell whether verbis_kunden holds the person at a Stichtag."""
        return any(ab <= stichtag < bis for ab, bis, _ in self.zeilen.get("verbis_kunden", ()))

    def add(self, export: str, ab: int, row: str, bis: int = NIE) -> None:
        """Keep a row that stands in the export from one day until before another."""
        if ab < bis:
            self.zeilen.setdefault(export, []).append((ab, bis, row))


def draw_person(house: SampleHouse, index: int) -> Person:
    """Draw who the person is."""
    rng = stream(house.seed, index)
    team = house.team_of(index)
    rank, number = divmod(index - team.von, len(team.fachkraefte))
    person = Person(index, rng, house, team, team.fachkraefte[number])
    person.kunde_id = house.schluessel("k", index)
    _draw_age(person)
    _draw_bg(person)
    art = team.art.art
    if art in ("fallmanagement", "projekt"):
        person.betreuung = "fm" if art == "fallmanagement" else "projekt"
    elif rng.random() < 0.02:
        person.betreuung = "fm"
    person.profil = pick(rng, PROFILE.get(art, PROFILE[""]))
    person.ist_aufstocker = rng.random() < 0.07
    _draw_interval(person, rank)
    person.ausfall = 0.4 if rng.random() < 0.2 else 0.13
    _draw_perioden(person)
    return person


def _draw_interval(person: Person, rank: int) -> None:
    """Days between two talks, and the place in the counsellor's grid of slots."""
    team = person.team
    reason, eigener = RHYTHMUS[rank % 6]
    person.seat = rank // 6 * 4 + eigener if eigener >= 0 else rank * 5
    reason *= 0.75 + 0.5 * person.rng.random()
    person.abstand = min(760.0, reason * team.art.abstand * team.tempo)
    if team.ist_schwierig:
        person.abstand = max(person.abstand, 40.0)
    if person.profil == "Z" or person.schule_bis > person.haus.kalender.ende:
        person.abstand = max(person.abstand, 150.0)


def _draw_age(person: Person) -> None:
    rng, kalender = person.rng, person.haus.kalender
    ist_u25 = person.team.art.art == "u25" or rng.random() < 0.03
    spanne = (15, 25) if ist_u25 else (25, 67)
    person.monate_alt = int((spanne[0] + (spanne[1] - spanne[0]) * rng.random() ** 0.9) * 12)
    geburt = kalender.monate[kalender.ende] - person.monate_alt
    person.ab_15 = kalender.anfaenge.get(geburt + 180, 0)
    if person.monate_alt < 17 * 12:
        jahr = geburt // 12 + (16 if geburt % 12 < 9 else 17)
        person.schule_bis = kalender.anfaenge[jahr * 12 + 7] - 1


def _draw_bg(person: Person) -> None:
    rng, house = person.rng, person.haus
    if person.team.art.art == "u25" and rng.random() < 0.5:
        # Many young people live with parents whom another team of the same office looks after.
        nachbarn = [team for team in house.ue25 if team.bereich == person.team.bereich] or house.ue25
        team = nachbarn[int(rng.random() * len(nachbarn))]
        if team.bis > team.von:
            person.haushalt = bg_of(house, team, team.von + int(rng.random() * (team.bis - team.von)))
    else:
        person.haushalt = bg_of(house, person.team, person.index)
    if rng.random() < 0.1:
        person.bg_wechsel = house.kalender.ende - int(rng.random() * 900)


def spread(person: Person, step: float) -> float:
    """A number in [0, 1) that neighbouring places do not share."""
    return ((person.index - person.team.von) * step + person.team.tempo * 100) % 1


def _draw_perioden(person: Person) -> None:
    """AV periods: one or, after a benefit gap, two; some people leave shortly before the last Stichtag."""
    rng, kalender = person.rng, person.haus.kalender
    # Arrivals are spread evenly over a team's places, so that small teams have some in most months, too.
    ankunft, rueckkehr = (spread(person, step) for step in (0.6180339887, 0.7548776662))
    start = max(kalender.ende + int(2700 * math.log(1 - ankunft)), person.ab_15, 400)
    bis = NIE
    weg = kalender.ende - int(rng.expovariate(1 / 1400))
    if weg > max(kalender.stichtage[0][1] - 60, start + 40):
        bis = weg
    person.perioden = [(start, bis)]
    zurueck = kalender.ende - int(rueckkehr * 2300)
    luecke = pick(rng, ((182, 30), (110, 10), (400, 60))) + int(rng.random() * 12) - 4
    if start + luecke + 200 < zurueck < bis and zurueck > kalender.beginn:
        person.perioden = [(start, zurueck - luecke), (zurueck, bis)]
