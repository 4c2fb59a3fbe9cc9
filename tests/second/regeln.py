"""Contact rules of the five papers (section 5): the first that matches, and whether it is kept.

None = the rule has no target (no minimum); a person without any rule has the result None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .bestand import Bestand, Frist, Person, deckt, plus_monate

SOLL_HALBJAHR = {"M": 4, "A": 5, "F": 3, "E": 4, "S": 2, "U": 2, "I": 2, "Z": 1}
ENDE_TURBO = date(2024, 12, 31)


@dataclass(frozen=True)
class Urteil:
    """Rule of a person at S, whether its target and its minimum are kept, and the interval that is decisive.

    `abstand` is the minimum's interval, where it has none (also where the minimum is a number) the target's.
    """

    regel: str
    ziel: bool | None = None
    mindest: bool | None = None
    abstand: Frist | None = None

    @property
    def ueberfaellig(self) -> bool:
        massgeblich = self.ziel if self.mindest is None else self.mindest
        return massgeblich is False


def _tage(anzahl: int) -> Frist:
    return Frist(tage=anzahl)


def _wochen(anzahl: int) -> Frist:
    return Frist(tage=7 * anzahl)


def _monate(anzahl: int) -> Frist:
    return Frist(monate=anzahl)


def _abstand(b: Bestand, p: Person, regel: str, *, mindest: Frist, ziel: Frist | None = None) -> Urteil:
    """A rule of intervals: kept if and only if base + interval ≥ S."""
    ziel_gehalten = None if ziel is None else ziel.nach(p.basis) >= b.s
    return Urteil(regel, ziel_gehalten, mindest.nach(p.basis) >= b.s, mindest)


def _lichtenberg(b: Bestand, p: Person) -> Urteil:
    return _abstand(b, p, "alle", mindest=_monate(6))


def _weinstrasse(b: Bestand, p: Person) -> Urteil:
    if p.betreuung in ("fm", "projekt"):
        return Urteil("ohne_vorgabe")
    return _abstand(b, p, "alle", mindest=_tage(180))


def _bremen(b: Bestand, p: Person) -> Urteil:
    u25 = p.altersgruppe == "u25"
    if p.kunde_id in b.laufende_massnahme:
        return _abstand(b, p, "massnahme", ziel=_tage(180), mindest=_tage(180))
    if p.betreuung == "fm" and not u25:
        return _abstand(b, p, "fm_ue25", mindest=_tage(180))
    if p.av_status == "arbeitslos" and not u25:
        return _abstand(b, p, "arbeitslos_ue25", ziel=_tage(90), mindest=_tage(180))
    if u25 and (p.av_status == "arbeitslos" or p.ausbildungssuchend):
        return _abstand(b, p, "u25", ziel=_tage(30), mindest=_tage(60))
    return _abstand(b, p, "uebrige", ziel=_tage(180), mindest=_tage(180))


def _ba(b: Bestand, p: Person) -> Urteil | None:
    if p.altersgruppe == "u25":
        return _abstand(b, p, "u25", mindest=_tage(28))
    vor_halbjahr = plus_monate(b.s, -6)
    if p.profillage is None or p.av_seit > vor_halbjahr:
        return None
    return Urteil(p.profillage, mindest=p.gespraeche_in(vor_halbjahr, b.s) >= SOLL_HALBJAHR[p.profillage])


def _beratungsaktivitaet(b: Bestand, p: Person) -> Urteil:
    if turbo := _turbo(b, p):
        return turbo
    if p.profillage == "Z":
        return _z(b, p)
    if p.team.team_art == "fallmanagement" or p.betreuung == "fm":
        if p.altersgruppe == "u25":
            return _abstand(b, p, "fallmanagement_u25", mindest=_monate(1))
        return _abstand(b, p, "fallmanagement_ue25", mindest=_monate(2))
    if p.profillage == "I":
        if p.team.team_art == "selbststaendige":
            return _abstand(b, p, "i_selbststaendige", mindest=_monate(2))
        return _abstand(b, p, "i", mindest=_monate(6))
    return _team(b, p)


def _turbo(b: Bestand, p: Person) -> Urteil | None:
    """Rule 1; a further course that is still running does not matter, the latest ended one does."""
    if b.s > ENDE_TURBO or not p.gefluechtet or p.profillage in ("I", "Z"):
        return None
    if p.av_status not in ("arbeitslos", "arbeitsuchend"):
        return None
    enden = [e.bis for e in p.lebenslauf if e.art == "integrationskurs" and e.bis and e.bis < b.s]
    if not enden or plus_monate(max(enden), 6) < b.s:
        return None
    ende = max(enden)
    return Urteil("turbo", mindest=p.gespraeche_in(ende, b.s) >= (b.s - ende).days // 42)


def _z(b: Bestand, p: Person) -> Urteil:
    """Rules 2 to 4."""
    if p.altersgruppe == "u25" and p.team.team_art == "u25" and p.deckt("schulentlassjahr", b.s):
        return Urteil("z_schulentlassjahr")
    zweites_jahr = any(
        e.art == "kinderbetreuung" and deckt(e.von, e.bis, b.s) and plus_monate(e.von, 12) <= b.s for e in p.lebenslauf
    )
    if zweites_jahr:
        return _abstand(b, p, "z_kinderbetreuung", mindest=_monate(3))
    return _abstand(b, p, "z", mindest=_monate(6))


def _team(b: Bestand, p: Person) -> Urteil:
    """Rule 8."""
    arbeitslos = p.av_status == "arbeitslos"
    marktnah = (p.marktnaehe or ("marktnah" if p.profillage in ("M", "A", "F") else "")) == "marktnah"
    tabelle = {
        "ue25": ("ue25_nicht_marktnah", _monate(3)),
        "u25": ("u25", _monate(1)),
        "netzwerk_abc": ("netzwerk_abc_arbeitslos", _monate(1)) if arbeitslos else ("netzwerk_abc", _wochen(6)),
        "selbststaendige": ("selbststaendige", _monate(2)),
        "reha_sbm": ("reha_sbm", _monate(3)),
        "projekt": ("projekt", _wochen(6)),
    }
    if marktnah:
        tabelle["ue25"] = ("ue25_marktnah_arbeitslos", _monate(1)) if arbeitslos else ("ue25_marktnah", _monate(3))
        if arbeitslos:
            tabelle["reha_sbm"] = ("reha_sbm_marktnah_arbeitslos", _monate(1))
    art = "ue25" if p.team.team_art == "sonstige" else p.team.team_art
    regel, mindest = tabelle[art]
    return _abstand(b, p, regel, mindest=mindest)


_REGELN = {
    "lichtenberg-2022": _lichtenberg,
    "weinstrasse-2023": _weinstrasse,
    "bremen-2022": _bremen,
    "ba-empfehlung-2010": _ba,
    "beratungsaktivitaet-2024": _beratungsaktivitaet,
}


def urteil(b: Bestand, p: Person) -> Urteil | None:
    """The contact rule of a person of the AV-Bestand; None where no rule applies."""
    return (p.rw.regel or _REGELN[p.rw.kennung])(b, p)
