"""Roll-up, values, targets, traffic lights and the simple form of suppression (sections 4, 6 to 8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

from . import kennzahlen, weitere
from .bestand import EIN_TAG, Bestand, Regelwerk, Ziel, monatsende
from .datei import finde
from .katalog import GESAMT, GESCHLOSSEN, KENNZAHLEN, Kennzahl, gilt_ohne_segment
from .kennzahlen import Sammler, Team
from .lieferung import Lieferung, Satz, lies
from .neukunden import trichter_je_team
from .regeln import SOLL_HALBJAHR
from .zahlen import lies_zahlen

MINDEST_FACHKRAEFTE = 3
BEGINN_PERSOENLICH = date(2026, 9, 1)


@dataclass(frozen=True)
class Zeile:
    """One row of the result; `ampel` None is an empty one."""

    zaehler: int | Fraction | None
    nenner: int | Fraction | None
    wert: Fraction | None
    ziel: Fraction | None = None
    mindest: Fraction | None = None
    ampel: str | None = None
    gesperrt: bool = False


HUNDERT = Ziel(Fraction(1), "ab")


def _ab(wert: str) -> Ziel:
    return Ziel(Fraction(wert), "ab")


def _bis(wert: str) -> Ziel:
    return Ziel(Fraction(wert), "bis")


def _richtwert(wert: str) -> Ziel:
    return Ziel(Fraction(wert), "")


# (segment_art, segment) None = the paper names no segment. No paper gives a figure both a target and a minimum, so a
# paper's `mindest` stays empty and `gelb` never occurs under it.
_ZIELE: dict[str, dict[tuple[str, tuple[str, str] | None], Ziel]] = {
    "lichtenberg-2022": {
        ("beratungszeit_anteil", None): _ab("0.6"),
        ("erstgespraech_quote", None): HUNDERT,
        ("vereinbarung_quote", None): HUNDERT,
        ("hoechstabstand_quote", None): HUNDERT,
    },
    "weinstrasse-2023": {
        ("beratungsaktivitaet_tage", ("gesamt", "gesamt")): _bis("110"),
        ("beratungsaktivitaet_tage", ("altersgruppe", "ue25")): _bis("120"),
        ("beratungsaktivitaet_tage", ("altersgruppe", "u25")): _bis("90"),
        ("hoechstabstand_quote", None): HUNDERT,
        ("erstgespraech_30at_quote", None): HUNDERT,
        ("erstgespraech_persoenlich_quote", None): HUNDERT,
        ("gespraechsdauer_mittel", ("terminart", "erstgespraech")): _richtwert("60"),
        ("gespraechsdauer_mittel", ("terminart", "folgegespraech")): _richtwert("45"),
    },
    "bremen-2022": {
        ("beratungszeit_anteil", None): _ab("0.5"),
        ("gespraeche_je_vzae_woche", None): _ab("20"),
        ("kontaktdichte_ziel_quote", None): HUNDERT,
        ("kontaktdichte_mindest_quote", None): HUNDERT,
    },
    "ba-empfehlung-2010": {
        ("kontaktdichte_mindest_quote", None): HUNDERT,
        ("standortbestimmung_quote", None): HUNDERT,
        ("gespraechsdauer_mittel", ("terminart", "erstgespraech")): _richtwert("60"),
        **{("kontakte_halbjahr", ("profillage", lage)): _richtwert(str(soll)) for lage, soll in SOLL_HALBJAHR.items()},
    },
    "beratungsaktivitaet-2024": {
        ("beratungsstunden_je_vzae_woche", None): _ab("25"),
        ("bg_beratung_quote", None): HUNDERT,
    },
}
_DAUER = {"u25": ("90", "60"), "fallmanagement": ("90", "90")}


def _ziel_team(rw: Regelwerk, team: Satz, kennzahl: str, segment: tuple[str, str], s: date) -> Ziel | None:
    eigenes = (rw.ziel or _ziel_des_papiers(rw))(team, kennzahl, segment)
    persoenlich = kennzahl == "erstgespraech_persoenlich_quote" and segment == GESAMT and s >= BEGINN_PERSOENLICH
    return eigenes or (_richtwert("1") if persoenlich else None)


def _ziel_des_papiers(rw: Regelwerk) -> Callable[[Satz, str, tuple[str, str]], Ziel | None]:
    def ziel(team: Satz, kennzahl: str, segment: tuple[str, str]) -> Ziel | None:
        if rw.kennung == "beratungsaktivitaet-2024" and kennzahl == "gespraechsdauer_mittel":
            erst, folge = _DAUER.get(team.team_art, ("60", "45"))
            return _richtwert(erst if segment[1] == "erstgespraech" else folge)
        ziele = _ZIELE[rw.kennung]
        allgemein = ziele.get((kennzahl, None))
        if allgemein and not gilt_ohne_segment(allgemein, kennzahl, segment):
            allgemein = None
        return ziele.get((kennzahl, segment)) or allgemein

    return ziel


def _einheiten(teams: Collection[Satz], *, mit_gesamt: bool = False) -> dict[tuple[str, str], list[str]]:
    """(ebene, einheit_id) → its teams; `gesamt` only with several Jobcenters, or where asked for."""
    einheiten = defaultdict(list)
    mehrere = mit_gesamt or len({team.jobcenter_id for team in teams}) > 1
    for team in teams:
        einheiten["team", team.team_id].append(team.team_id)
        einheiten["bereich", team.bereich_id].append(team.team_id)
        einheiten["jobcenter", team.jobcenter_id].append(team.team_id)
        if mehrere:
            einheiten["gesamt", "gesamt"].append(team.team_id)
    return einheiten


def _ampel(wert: Fraction | None, ziel: Ziel | None) -> str | None:
    if wert is None or ziel is None or not ziel.richtung:
        return None
    for grenze, ampel in ((ziel.ziel, "gruen"), (ziel.mindest, "gelb")):
        if grenze is not None and (wert <= grenze if ziel.richtung == "bis" else wert >= grenze):
            return ampel
    return "rot"


def _zeile(kennzahl: Kennzahl, zaehler: int | Fraction, nenner: int | Fraction, ziel: Ziel | None) -> Zeile:
    teiler = 1 if kennzahl.ohne_nenner else nenner
    wert = kennzahl.faktor * Fraction(zaehler) / teiler if teiler else None
    return Zeile(
        zaehler,
        None if kennzahl.ohne_nenner else nenner,
        wert,
        ziel.ziel if ziel else None,
        ziel.mindest if ziel else None,
        _ampel(wert, ziel),
    )


def _zu_klein(kennzahl: Kennzahl, zeile: Zeile, k: int) -> bool:
    """Whether a number of persons or cases is too small; days are those of so many persons at least."""
    faelle = []
    if kennzahl.zaehler_tage:
        faelle.append(ceil(Fraction(zeile.zaehler, kennzahl.zaehler_tage)))
        faelle.append(ceil(Fraction(zeile.nenner - zeile.zaehler, kennzahl.zaehler_tage)))
    if kennzahl.nenner_tage:
        faelle.append(ceil(Fraction(zeile.nenner, kennzahl.nenner_tage)))
    if kennzahl.zaehler_faelle:
        faelle.append(zeile.zaehler)
    if kennzahl.nenner_faelle:
        faelle.append(zeile.nenner)
    if kennzahl.einheit == "Anteil" and kennzahl.zaehler_faelle and kennzahl.nenner_faelle:
        faelle.append(zeile.nenner - zeile.zaehler)
    return any(0 < anzahl < k for anzahl in faelle)


def _gesperrt(zeile: Zeile) -> Zeile:
    return replace(zeile, zaehler=None, nenner=None, wert=None, ampel=None, gesperrt=True)


def je_team(b: Bestand) -> Team:
    """All cells of all teams."""
    sammler = Sammler(b)
    for berechne_teil in (
        *(kennzahlen.personen, kennzahlen.kontaktdichte, kennzahlen.gespraeche),
        *(kennzahlen.erstgespraeche, kennzahlen.absolventen),
        *(kennzahlen.termine, kennzahlen.kapazitaet, kennzahlen.kontaktversuche),
        *(kennzahlen.neubesetzungen, kennzahlen.folgetermine, kennzahlen.bedarfsgemeinschaften),
        *(weitere.wartezeiten, weitere.erstgespraechstermine, weitere.ueberfaellige_tage, weitere.abstaende),
        *(weitere.personenjahre, weitere.bewegungen, weitere.versaeumnisse),
    ):
        berechne_teil(b, sammler)
    return sammler.zellen


def _rollup(b: Bestand) -> Iterator[tuple[tuple[str, str], list[str], str, tuple[str, str], list]]:
    """Every cell of every unit: unit, its teams, figure, segment, [zaehler, nenner].

    A team of the previous month that is no more counts for what stood above it.
    """
    aufgeloest = [] if b.davor is None else [t for t in b.davor.teams.values() if t.team_id not in b.teams]
    frueher = _einheiten(aufgeloest, mit_gesamt=True)
    je_kennzahl_segment = defaultdict(dict)
    for (kennzahl, team_id, *segment), zelle in je_team(b).items():
        je_kennzahl_segment[kennzahl, tuple(segment)][team_id] = zelle
    for einheit, teams in _einheiten(b.teams.values()).items():
        arten = {art for team_id in teams for art in b.rw[team_id].kontaktarten}
        for (kennzahl, segment), zellen in je_kennzahl_segment.items():
            if segment[0] == "kontaktart" and segment[1] not in arten:
                continue
            eigene = [zellen[team_id] for team_id in [*teams, *frueher.get(einheit, ())] if team_id in zellen]
            if eigene:
                yield einheit, teams, kennzahl, segment, [sum(spalte) for spalte in zip(*eigene, strict=True)]


Key = tuple[str, str, str, str, str]


def berechne(
    quelle: Path | Lieferung,
    monat: str,
    regelwerk: str | Mapping[str, str],
    *,
    stichtag: date | None = None,
    vorheriger_stichtag: date | None = None,
    mindestfallzahl: int | None = None,
    zahlen: Path | None = None,
    vormonat: Path | Lieferung | None = None,
) -> dict[Key, Zeile]:
    """All rows of a month, keyed by (ebene, einheit_id, kennzahl, segment_art, segment).

    `quelle` is the month's folder, or what was read of it. `regelwerk` is one id (or file) for all Jobcenters or maps
    jobcenter_id to it; its validity is not judged here. `mindestfallzahl` None leaves everything unsuppressed. Without
    `stichtag` S is the last day of `monat`, without `vorheriger_stichtag` m begins after the last day of the month
    before. The single numbers are those of the file `zahlen`, or of each rule set's own. `vormonat` is the delivery at
    the previous Stichtag, if the warehouse has that month, under the same rule sets.
    """
    vorher, s = _zeitraum(monat, stichtag, vorheriger_stichtag)
    lieferung = _gelesen(quelle)
    b = Bestand(lieferung, s, vorher, _werke(lieferung, regelwerk, zahlen), _davor(vormonat, vorher, regelwerk, zahlen))
    ergebnis = {}
    for einheit, teams, name, segment, (zaehler, nenner) in _rollup(b):
        if segment != GESAMT and segment[0] not in GESCHLOSSEN and not zaehler and not nenner:
            continue
        ziele = {_ziel_team(b.rw[team_id], b.teams[team_id], name, segment, s) for team_id in teams}
        ziel = ziele.pop() if len(ziele) == 1 else None
        ergebnis[*einheit, name, *segment] = _zeile(KENNZAHLEN[name], zaehler, nenner, ziel)
    if mindestfallzahl is None:
        return ergebnis
    return sperre(ergebnis, lieferung, monat, mindestfallzahl, stichtag=stichtag, vorheriger_stichtag=vorher)


def _gelesen(quelle: Path | Lieferung) -> Lieferung:
    return quelle if isinstance(quelle, Lieferung) else lies(quelle)


def _werke(lieferung: Lieferung, regelwerk: str | Mapping[str, str], zahlen: Path | None) -> dict[str, Regelwerk]:
    """The rule set of each Jobcenter of the delivery."""
    haeuser = {team.jobcenter_id for team in lieferung.organisation}
    werke = {haus: finde(regelwerk if isinstance(regelwerk, str) else regelwerk[haus]) for haus in haeuser}
    if zahlen is None:
        return werke
    return {haus: replace(werk, zahlen=lies_zahlen(zahlen)) for haus, werk in werke.items()}


def _davor(
    vormonat: Path | Lieferung | None, vorher: date, regelwerk: str | Mapping[str, str], zahlen: Path | None
) -> Bestand | None:
    """The AV-Bestand at the previous Stichtag; when its own month began does not matter for that."""
    if vormonat is None:
        return None
    lieferung = _gelesen(vormonat)
    return Bestand(lieferung, vorher, vorher, _werke(lieferung, regelwerk, zahlen))


def trichter(
    quelle: Path | Lieferung,
    monat: str,
    regelwerk: str | Mapping[str, str],
    *,
    stichtag: date | None = None,
    vorheriger_stichtag: date | None = None,
) -> dict[tuple[str, str], Counter[str]]:
    """The funnel of new clients per (ebene, einheit_id): see `trichter_je_team` for its stages."""
    vorher, s = _zeitraum(monat, stichtag, vorheriger_stichtag)
    lieferung = _gelesen(quelle)
    b = Bestand(lieferung, s, vorher, _werke(lieferung, regelwerk, None))
    stufen = trichter_je_team(b)
    return {
        einheit: sum((stufen[team_id] for team_id in teams if team_id in stufen), Counter())
        for einheit, teams in _einheiten(b.teams.values()).items()
    }


def _zeitraum(monat: str, stichtag: date | None, vorheriger_stichtag: date | None) -> tuple[date, date]:
    ende = monatsende(monat)
    return vorheriger_stichtag or ende.replace(day=1) - EIN_TAG, stichtag or ende


def sperre(
    ergebnis: Mapping[Key, Zeile],
    lieferung: Lieferung,
    monat: str,
    mindestfallzahl: int,
    *,
    stichtag: date | None = None,
    vorheriger_stichtag: date | None = None,
) -> dict[Key, Zeile]:
    """The rows of `berechne` as they may be published, each judged for itself."""
    if mindestfallzahl < 3:
        raise ValueError("die Mindestfallzahl kann nur erhöht werden")
    vorher, s = _zeitraum(monat, stichtag, vorheriger_stichtag)
    fachkraefte = _fachkraefte(lieferung, vorher, s)

    def veroeffentlicht(key: Key, zeile: Zeile) -> Zeile:
        kennzahl = KENNZAHLEN[key[2]]
        zu_wenige = kennzahl.fachkraefte and fachkraefte[key[:2]] < MINDEST_FACHKRAEFTE
        zu_klein = _zu_klein(kennzahl, zeile, mindestfallzahl)
        return _gesperrt(zeile) if zu_wenige or zu_klein else zeile

    return {key: veroeffentlicht(key, zeile) for key, zeile in ergebnis.items()}


def _fachkraefte(lieferung: Lieferung, vorher: date, s: date) -> dict[tuple[str, str], int]:
    """Counsellors with present hours > 0 in m, each once per unit."""
    anwesend: dict[tuple[str, str], dict[str, Fraction]] = {}
    for einheit, teams in _einheiten(lieferung.organisation).items():
        anwesend[einheit] = defaultdict(Fraction)
        for zeile in lieferung.atv_kapazitaet:
            if vorher < zeile.datum <= s and zeile.team_id in teams:
                anwesend[einheit][zeile.ifk_id] += zeile.arbeitszeit_std - zeile.abwesend_std
    return {einheit: sum(std > 0 for std in stunden.values()) for einheit, stunden in anwesend.items()}
