"""Contact rules of the five papers (section 5): the first that matches, and whether it is kept.

None = the rule has no target (no minimum); a person without any rule has the result None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .bestand import Bestand, Person, plus_monate

SOLL_HALBJAHR = {"M": 4, "A": 5, "F": 3, "E": 4, "S": 2, "U": 2, "I": 2, "Z": 1}
ENDE_TURBO = date(2024, 12, 31)


@dataclass(frozen=True)
class Urteil:
    """Rule of a person at S, and whether its target and its minimum are kept."""

    regel: str
    ziel: bool | None = None
    mindest: bool | None = None

    @property
    def ueberfaellig(self) -> bool:
        massgeblich = self.ziel if self.mindest is None else self.mindest
        return massgeblich is False


def _tage(p: Person, s: date, tage: int) -> bool:
    return p.basis + timedelta(days=tage) >= s


def _monate(p: Person, s: date, monate: int) -> bool:
    return plus_monate(p.basis, monate) >= s


def _lichtenberg(b: Bestand, p: Person) -> Urteil:
    return Urteil("alle", mindest=_monate(p, b.s, 6))


def _weinstrasse(b: Bestand, p: Person) -> Urteil:
    if p.betreuung in ("fm", "projekt"):
        return Urteil("ohne_vorgabe")
    return Urteil("alle", mindest=_tage(p, b.s, 180))


def _bremen(b: Bestand, p: Person) -> Urteil:
    s = b.s
    if p.kunde_id in b.laufende_massnahme:
        return Urteil("massnahme", ziel=_tage(p, s, 180))
    u25 = p.altersgruppe == "u25"
    if p.betreuung == "fm" and not u25:
        return Urteil("fm_ue25", mindest=_tage(p, s, 180))
    if p.av_status == "arbeitslos" and not u25:
        return Urteil("arbeitslos_ue25", ziel=_tage(p, s, 90), mindest=_tage(p, s, 180))
    if u25 and (p.av_status == "arbeitslos" or p.ausbildungssuchend):
        return Urteil("u25", ziel=_tage(p, s, 30), mindest=_tage(p, s, 60))
    return Urteil("uebrige", ziel=_tage(p, s, 180))


def _ba(b: Bestand, p: Person) -> Urteil | None:
    if p.altersgruppe == "u25":
        return Urteil("u25", mindest=_tage(p, b.s, 28))
    vor_halbjahr = plus_monate(b.s, -6)
    if p.profillage is None or p.av_seit > vor_halbjahr:
        return None
    return Urteil(p.profillage, mindest=p.gespraeche_in(vor_halbjahr, b.s) >= SOLL_HALBJAHR[p.profillage])


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
        e.art == "kinderbetreuung"
        and e.von <= b.s
        and (e.bis is None or e.bis >= b.s)
        and plus_monate(e.von, 12) <= b.s
        for e in p.lebenslauf
    )
    if zweites_jahr:
        return Urteil("z_kinderbetreuung", mindest=_monate(p, b.s, 3))
    return Urteil("z", mindest=_monate(p, b.s, 6))


def _i(b: Bestand, p: Person) -> Urteil:
    """Rules 5 and 6."""
    if p.team.team_art == "selbststaendige":
        return Urteil("i_selbststaendige", mindest=_monate(p, b.s, 2))
    return Urteil("i", mindest=_monate(p, b.s, 6))


def _team(b: Bestand, p: Person) -> Urteil:
    """Rule 7."""
    s, arbeitslos = b.s, p.av_status == "arbeitslos"
    marktnah = (p.marktnaehe or ("marktnah" if p.profillage in ("M", "A", "F") else "")) == "marktnah"
    mon, woch = "monate", "wochen"
    tabelle = {
        "ue25": ("ue25_nicht_marktnah", 3, mon),
        "u25": ("u25", 1, mon),
        "netzwerk_abc": ("netzwerk_abc_arbeitslos", 1, mon) if arbeitslos else ("netzwerk_abc", 6, woch),
        "selbststaendige": ("selbststaendige", 2, mon),
        "reha_sbm": ("reha_sbm", 3, mon),
        "fallmanagement": (
            ("fallmanagement_u25", 1, mon) if p.altersgruppe == "u25" else ("fallmanagement_ue25", 2, mon)
        ),
        "projekt": ("projekt", 6, woch),
    }
    if marktnah:
        tabelle["ue25"] = ("ue25_marktnah_arbeitslos", 1, mon) if arbeitslos else ("ue25_marktnah", 3, mon)
        if arbeitslos:
            tabelle["reha_sbm"] = ("reha_sbm_marktnah_arbeitslos", 1, mon)
    art = "ue25" if p.team.team_art == "sonstige" else p.team.team_art
    regel, anzahl, einheit = tabelle[art]
    gehalten = _monate(p, s, anzahl) if einheit == mon else _tage(p, s, 7 * anzahl)
    return Urteil(regel, mindest=gehalten)


def _beratungsaktivitaet(b: Bestand, p: Person) -> Urteil:
    turbo = _turbo(b, p)
    if turbo:
        return turbo
    if p.profillage == "Z":
        return _z(b, p)
    if p.profillage == "I":
        return _i(b, p)
    return _team(b, p)


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
