"""Conventions (section 1), the rule sets' parameters, and who and what counts (section 3) but for new clients."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import holidays

from .lieferung import Lieferung, Satz
from .zahlen import Zahlen, zahlen_von

EIN_TAG = timedelta(days=1)
ALLE_STATUS = frozenset({"arbeitslos", "arbeitsuchend", "ratsuchend", "nicht_gesetzt"})
RANGFOLGE = ("persoenlich", "walk_and_talk", "video", "telefon", "schriftlich", "kein_kontakt")
GESPRAECH = RANGFOLGE[:4]
BERATUNG = frozenset({"beratungsvermerk", "standortbestimmung"})


class Frist(NamedTuple):
    """An interval of calendar months and days."""

    monate: int = 0
    tage: int = 0

    def nach(self, beginn: date) -> date:
        return plus_monate(beginn, self.monate) + timedelta(days=self.tage)

    def vor(self, ende: date) -> date:
        return plus_monate(ende, -self.monate) - timedelta(days=self.tage)


class Ziel(NamedTuple):
    """A target; `richtung` `ab` (at least), `bis` (at most) or empty for a guide value without a judgement."""

    ziel: Fraction
    richtung: str
    mindest: Fraction | None = None


class Neukunde(NamedTuple):
    """Which applications make a Neukunde."""

    freie_tage_mehr_als: int = 0
    bg_wechsel: bool = True
    inland: bool = False
    mindestalter: int = 0
    altersgrenze: bool = False


SECHS_MONATE = Frist(monate=6)
JEDE_UNTERBRECHUNG = Neukunde()


@dataclass(frozen=True)
class Regelwerk:
    """What differs between the papers; contact rules and targets of the five papers are in regeln and ergebnis."""

    kennung: str
    land: str | None
    vermerktypen: frozenset[str]
    kontaktarten: tuple[str, ...]
    av_status: frozenset[str] = ALLE_STATUS
    mindestdauer: int | None = None
    neukunde: Neukunde = JEDE_UNTERBRECHUNG
    nur_mit_qualifizierung: bool = False
    absolventen_ohne: frozenset[str] = frozenset()
    hoechstabstand: Frist = SECHS_MONATE
    ohne_hoechstabstand: frozenset[str] = frozenset()
    zahlen: Zahlen = field(default_factory=Zahlen)
    regel: Callable[[Any, Any], Any] | None = None
    ziel: Callable[[Satz, str, tuple[str, str]], Ziel | None] | None = None


REGELWERKE = {
    rw.kennung: replace(rw, zahlen=zahlen_von(rw.kennung))
    for rw in (
        Regelwerk("lichtenberg-2022", "BE", BERATUNG | {"fallmanagement"}, GESPRAECH),
        Regelwerk(
            "weinstrasse-2023",
            "RP",
            BERATUNG,
            GESPRAECH,
            mindestdauer=30,
            neukunde=Neukunde(182, bg_wechsel=False, inland=True, mindestalter=15, altersgrenze=True),
            nur_mit_qualifizierung=True,
            hoechstabstand=Frist(tage=180),
            ohne_hoechstabstand=frozenset({"fm", "projekt"}),
        ),
        Regelwerk(
            "bremen-2022",
            "HB",
            BERATUNG | {"fallmanagement"},
            ("persoenlich", "video", "telefon"),
            av_status=ALLE_STATUS - {"ratsuchend"},
            absolventen_ohne=frozenset({"telefon"}),
            hoechstabstand=Frist(tage=180),
        ),
        Regelwerk("ba-empfehlung-2010", None, BERATUNG, ("persoenlich",)),
        Regelwerk(
            "beratungsaktivitaet-2024",
            None,
            BERATUNG | {"fallmanagement"},
            ("persoenlich", "walk_and_talk", "telefon"),
        ),
    )
}


def plus_monate(tag: date, monate: int) -> date:
    """Calendar arithmetic, clamped to the end of the month; `monate` may be negative."""
    jahr, monat0 = divmod(tag.year * 12 + tag.month - 1 + monate, 12)
    return date(jahr, monat0 + 1, min(tag.day, calendar.monthrange(jahr, monat0 + 1)[1]))


def zurueck(tag: date, frist: str) -> date:
    """The day that lies an interval (`6 Monate`, `90 Tage`, `6 Wochen`) before another."""
    anzahl, einheit = frist.split()
    if einheit.startswith("Monat"):
        return plus_monate(tag, -int(anzahl))
    return tag - int(anzahl) * (7 if einheit.startswith("Woche") else 1) * EIN_TAG


def alter(geburtsmonat: date, tag: date) -> int:
    """Completed years on `tag`, the birthday being the first of the month."""
    return tag.year - geburtsmonat.year - (tag.month < geburtsmonat.month)


def monatsende(monat: str) -> date:
    jahr, nummer = map(int, monat.split("-"))
    return date(jahr, nummer, calendar.monthrange(jahr, nummer)[1])


@cache
def feiertage(land: str | None, jahr: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=land, years=jahr))


@cache
def ist_arbeitstag(tag: date, land: str | None) -> bool:
    return tag.weekday() < 5 and tag not in feiertage(land, tag.year)


@cache
def arbeitstag_nach(tag: date, n: int, land: str | None) -> date:
    """The n-th working day after `tag`; the first one after it is number 1."""
    while n:
        tag += EIN_TAG
        n -= ist_arbeitstag(tag, land)
    return tag


@cache
def arbeitstage(von: date, bis: date, land: str | None) -> int:
    """Working days from `von` to `bis`, both of them included."""
    tage = (von + timedelta(days=i) for i in range((bis - von).days + 1))
    return sum(ist_arbeitstag(tag, land) for tag in tage)


def deckt(von: date, bis: date | None, tag: date) -> bool:
    return von <= tag and (bis is None or bis >= tag)


class Person(SimpleNamespace):
    """A row of verbis_kunden with its team, rule set, Lebenslauf and Gespräche (day → its kontaktarten)."""

    def deckt(self, art: str, tag: date) -> bool:
        return any(e.art == art and deckt(e.von, e.bis, tag) for e in self.lebenslauf)

    def gespraeche_in(self, nach: date, bis: date, ohne: Collection[str] = ()) -> int:
        """Number of Gespräche in (nach, bis], without those that bear no other kontaktart than `ohne`."""
        return sum(nach < tag <= bis and bool(arten - set(ohne)) for tag, arten in self.gespraeche.items())

    def basis_am(self, tag: date) -> date:
        """The latest Gespräch in [av_seit, tag], else av_seit."""
        return max((g for g in self.gespraeche if self.av_seit <= g <= tag), default=self.av_seit)

    def kontaktart(self, tag: date) -> str:
        """The kontaktart that comes first on the day of a Gespräch."""
        return min(self.gespraeche[tag], key=RANGFOLGE.index)


def _gespraeche(lieferung: Lieferung, s: date, rw: Regelwerk) -> dict[str, dict[date, set[str]]]:
    """Per person the days with a qualified contact and all kontaktarten of its qualified contacts."""
    laengster: dict[tuple[str, date], int] = {}
    for t in lieferung.atv_termine:
        if t.status == "wahrgenommen" and t.kunde_id:
            key = (t.kunde_id, t.datum)
            laengster[key] = max(laengster.get(key, t.dauer_min), t.dauer_min)
    je_person: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for v in lieferung.verbis_vermerke:
        if v.datum > s or v.vermerktyp not in rw.vermerktypen or v.kontaktart not in rw.kontaktarten:
            continue
        dauer = laengster.get((v.kunde_id, v.datum))
        if rw.mindestdauer is not None and dauer is not None and dauer < rw.mindestdauer:
            continue
        je_person[v.kunde_id][v.datum].add(v.kontaktart)
    return je_person


def _je_person(zeilen: Iterable[Satz]) -> dict[str, list[Satz]]:
    je_person: dict[str, list[Satz]] = defaultdict(list)
    for zeile in zeilen:
        je_person[zeile.kunde_id].append(zeile)
    return je_person


class Bestand:
    """One delivery at one Stichtag: persons, AV-Bestand, Gespräche per rule set.

    `davor` is the delivery at the previous Stichtag, if there is one.
    """

    def __init__(
        self,
        lieferung: Lieferung,
        s: date,
        vorher: date,
        regelwerk: Mapping[str, Regelwerk],
        davor: Bestand | None = None,
    ) -> None:
        self.lieferung, self.s, self.vorher, self.erster, self.davor = lieferung, s, vorher, vorher + EIN_TAG, davor
        self.teams = {team.team_id: team for team in lieferung.organisation}
        self.rw = {team.team_id: regelwerk[team.jobcenter_id] for team in lieferung.organisation}
        self.gespraeche = {
            rw.kennung: _gespraeche(lieferung, s, rw) for rw in {x.kennung: x for x in self.rw.values()}.values()
        }
        lebenslauf = _je_person(lieferung.verbis_lebenslauf)
        self.personen = {
            kunde.kunde_id: self._person(kunde, lebenslauf[kunde.kunde_id]) for kunde in lieferung.verbis_kunden
        }
        self.antraege = _je_person(antrag for antrag in lieferung.allegro_antraege if antrag.antragsdatum <= s)
        self.termine = _je_person(lieferung.atv_termine)
        self.laufende_massnahme = {
            t.kunde_id
            for t in lieferung.verbis_massnahmen
            if t.ergebnis == "laufend" and deckt(t.eintritt, t.austritt, s)
        }
        self.av = [person for person in self.personen.values() if person.im_bestand]

    def in_m(self, tag: date) -> bool:
        return self.erster <= tag <= self.s

    def _person(self, kunde: Satz, lebenslauf: list[Satz]) -> Person:
        s, rw = self.s, self.rw[kunde.team_id]
        person = Person(
            **vars(kunde),
            rw=rw,
            team=self.teams[kunde.team_id],
            lebenslauf=lebenslauf,
            gespraeche=self.gespraeche[rw.kennung].get(kunde.kunde_id, {}),
            altersgruppe="u25" if alter(kunde.geburtsmonat, s) < 25 else "ue25",
        )
        person.im_bestand = (
            kunde.av_status in rw.av_status and kunde.av_seit <= s and not person.deckt("vollzeitschulpflicht", s)
        )
        person.letzte = max((tag for tag in person.gespraeche if tag >= kunde.av_seit), default=None)
        person.basis = person.letzte or kunde.av_seit
        person.tage = (s - person.basis).days
        return person

    def lebenslage(self, p: Person) -> str:
        """The first that fits at S."""
        ein_jahr = any(
            e.art == "kinderbetreuung" and deckt(e.von, e.bis, self.s) and plus_monate(e.von, 12) > self.s
            for e in p.lebenslauf
        )
        lagen = {
            "elternzeit": p.deckt("elternzeit", self.s),
            "kinderbetreuung_1_jahr": ein_jahr,
            "kinderbetreuung_ab_2_jahr": p.deckt("kinderbetreuung", self.s),
            "arbeitsunfaehig": p.deckt("arbeitsunfaehig", self.s),
            "massnahme": p.kunde_id in self.laufende_massnahme,
            "ergaenzer": p.ergaenzer,
            "uebrige": True,
        }
        return next(lage for lage, trifft_zu in lagen.items() if trifft_zu)

    def absolventen(self) -> list[Satz]:
        """Cohort Absolventen: successful participations whose end and the days after it lie in m with their last."""
        return [
            t
            for t in self.lieferung.verbis_massnahmen
            if t.ergebnis == "erfolgreich"
            and self._ist_gemeint(t)
            and self.in_m(t.austritt + self.personen[t.kunde_id].rw.zahlen.nach_ende * EIN_TAG)
        ]

    def offene_fenster(self) -> list[Satz]:
        """Look-ahead: participations whose window around their end is open at S."""
        return [
            t
            for t in self.lieferung.verbis_massnahmen
            if t.ergebnis in ("laufend", "erfolgreich") and self._ist_gemeint(t) and self._ist_offen(t)
        ]

    def _ist_gemeint(self, t: Satz) -> bool:
        """Whether a participation has a person and an end, and is of a kind that the person's rule set looks at."""
        if t.kunde_id not in self.personen or t.austritt is None:
            return False
        return t.mit_qualifizierung or not self.personen[t.kunde_id].rw.nur_mit_qualifizierung

    def _ist_offen(self, t: Satz) -> bool:
        zahlen = self.personen[t.kunde_id].rw.zahlen
        return t.austritt - zahlen.vor_ende * EIN_TAG <= self.s < t.austritt + zahlen.nach_ende * EIN_TAG
