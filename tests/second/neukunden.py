"""New clients (section 3): which applications make one, the monthly cohort, who waits, and the funnel (section 4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace

from .bestand import Bestand, Neukunde, Person, alter, arbeitstag_nach, monatsende, plus_monate
from .lieferung import Satz

Fall = SimpleNamespace  # an application that makes a Neukunde: antrag, a, person, erstgespraech (a day or None)


def altersgrenze(geburtsmonat: date) -> date:
    """Last day of the month with whose end the age limit of § 7a SGB II is reached."""
    jahr = geburtsmonat.year
    if jahr < 1947:
        monate = 65 * 12
    elif jahr <= 1958:
        monate = 65 * 12 + (jahr - 1946)
    elif jahr < 1964:
        monate = 66 * 12 + 2 * (jahr - 1958)
    else:
        monate = 67 * 12
    return monatsende(f"{plus_monate(geburtsmonat, monate):%Y-%m}")


def fruehere(antrag: Satz, antraege: list[Satz]) -> list[Satz]:
    """Earlier applications among all of the person."""
    return [
        x for x in antraege if x.antragsdatum < antrag.antragsdatum and x.status == "bewilligt" and not x.einmalzahlung
    ]


def leistungsfreie_tage(antrag: Satz, davor: list[Satz]) -> int:
    """Days without benefit between the earlier applications (at least one) and this one; 0 = not interrupted."""
    enden = [frueher.leistung_bis for frueher in davor]
    if any(ende is None or ende >= antrag.antragsdatum for ende in enden):
        return 0
    beginn = antrag.leistung_von or antrag.antragsdatum.replace(day=1)
    return max((beginn - max(enden)).days - 1, 0)


def _ist_neu(antrag: Satz, davor: list[Satz], regel: Neukunde) -> bool:
    """Without an earlier application, after an interruption, or in another Bedarfsgemeinschaft."""
    if not davor or leistungsfreie_tage(antrag, davor) > regel.freie_tage_mehr_als:
        return True
    letzter = max(davor, key=lambda x: (x.antragsdatum, x.antrag_id))
    return regel.bg_wechsel and letzter.bg_id != antrag.bg_id


def ausschluss(antrag: Satz, person: Person, antraege: list[Satz]) -> str | None:
    """Why an application makes no Neukunde, the first reason in the order of the funnel; None = it makes one."""
    a, regel = antrag.antragsdatum, person.rw.neukunde
    gruende = {
        "abgelehnt": antrag.status == "abgelehnt",
        "einmalzahlung": antrag.einmalzahlung,
        "alg_aufstocker": antrag.alg_aufstocker,
        "sonderfall": bool(antrag.sonderfall),
        "vollzeitschulpflicht": person.deckt("vollzeitschulpflicht", a),
        "ausland": regel.inland and not antrag.inland,
        "unter_15": alter(person.geburtsmonat, a) < regel.mindestalter,
        "altersgrenze": regel.altersgrenze and a > altersgrenze(person.geburtsmonat),
        "nicht_unterbrochen": not _ist_neu(antrag, fruehere(antrag, antraege), regel),
    }
    return next((grund for grund, trifft_zu in gruende.items() if trifft_zu), None)


def faelle(b: Bestand) -> Iterator[Fall]:
    """All applications that make a Neukunde, of whatever day up to S."""
    for person in b.personen.values():
        antraege = b.antraege[person.kunde_id]
        for antrag in antraege:
            if ausschluss(antrag, person, antraege) is None:
                erst = min((tag for tag in person.gespraeche if tag >= antrag.antragsdatum), default=None)
                yield Fall(antrag=antrag, a=antrag.antragsdatum, person=person, erstgespraech=erst)


def kohorte(b: Bestand) -> list[Fall]:
    """Cohort Erstgespräch, one Neukunde per person: the earliest application, on one day the smallest antrag_id."""
    je_person: dict[str, list[Fall]] = defaultdict(list)
    for fall in faelle(b):
        if _frist_in_m(b, fall.a, fall.person):
            je_person[fall.person.kunde_id].append(fall)
    return [min(eigene, key=lambda fall: (fall.a, fall.antrag.antrag_id)) for eigene in je_person.values()]


def _frist_in_m(b: Bestand, a: date, person: Person) -> bool:
    # 30 working days never take 150 days: saves counting through decades.
    return b.erster - a <= timedelta(days=150) and b.in_m(arbeitstag_nach(a, 30, person.rw.land))


def im_letzten_jahr(b: Bestand) -> list[Fall]:
    """Neukunden with an application in (S − 12 Monate, S]."""
    return [fall for fall in faelle(b) if plus_monate(b.s, -12) < fall.a]


def wartende(b: Bestand) -> list[Fall]:
    """Persons with such an application and no Erstgespräch, each once by the earliest one."""
    return _je_frueheste((fall.person.kunde_id, fall) for fall in im_letzten_jahr(b) if fall.erstgespraech is None)


def erstgespraeche_in_m(b: Bestand) -> list[Fall]:
    """Erstgespräche dated in m of such applications, one per person and day by the earliest application."""
    return _je_frueheste(
        ((fall.person.kunde_id, fall.erstgespraech), fall)
        for fall in im_letzten_jahr(b)
        if fall.erstgespraech is not None and b.in_m(fall.erstgespraech)
    )


def _je_frueheste(faelle_je: Iterator[tuple[object, Fall]]) -> list[Fall]:
    """Of the cases with the same key the one with the earliest application."""
    frueheste: dict[object, Fall] = {}
    for key, fall in faelle_je:
        if key not in frueheste or fall.a < frueheste[key].a:
            frueheste[key] = fall
    return list(frueheste.values())


def trichter_je_team(b: Bestand) -> dict[str, Counter[str]]:
    """What became of the applications whose 30th Arbeitstag lies in m: per team, how many went which way.

    `antraege` are all of them; then the reasons of exclusion; `neukunden` are the rest, of whom `bis_10at`,
    `bis_30at` (after the 10th Arbeitstag), `spaeter` and `ohne` tell when the Erstgespräch was.
    """
    trichter: dict[str, Counter[str]] = defaultdict(Counter)
    gezaehlt = {fall.antrag.antrag_id: fall for fall in kohorte(b)}
    for person in b.personen.values():
        antraege = b.antraege[person.kunde_id]
        for antrag in antraege:
            if not _frist_in_m(b, antrag.antragsdatum, person):
                continue
            stufen = trichter[person.team_id]
            stufen["antraege"] += 1
            if fall := gezaehlt.get(antrag.antrag_id):
                stufen["neukunden"] += 1
                stufen[_wann(fall)] += 1
            else:
                stufen[ausschluss(antrag, person, antraege) or "weiterer_antrag"] += 1
    return trichter


def _wann(fall: Fall) -> str:
    if fall.erstgespraech is None:
        return "ohne"
    for tage in (10, 30):
        if fall.erstgespraech <= arbeitstag_nach(fall.a, tage, fall.person.rw.land):
            return f"bis_{tage}at"
    return "spaeter"
