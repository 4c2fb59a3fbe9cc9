"""One figure as the page writes it: formatted texts only, so that templates place and never decide.

What is suppressed leaves no trace but its sign: target and title stay, everything derived from the value goes.
"""

import re
from typing import NamedTuple

from pipeline.evaluate.bericht import Einheit, Zeile
from pipeline.katalog import Kennzahl
from pipeline.present import cell as formate
from pipeline.present.explain import kennzahl_anchor
from pipeline.present.html.svg import Sparkline, draw_sparkline
from pipeline.regelwerk.wording import bound

_GEHEIM, _KEIN_WERT = "geheim gehalten", "kein Wert"


class Wertzeile(NamedTuple):
    """A figure of a unit; `hinweis` says aloud what the sign in `ist` means, `marke` what is no figure of its own."""

    titel: str
    anker: str
    einheit: str
    marke: str
    ist: str
    hinweis: str
    ziel: str
    abweichung: str
    vormonat: str
    veraenderung: str
    ampel: str
    zeichen: str
    wort: str
    zaehler: str
    nenner: str
    verlauf: Sparkline | None


def einheit_anchor(einheit: Einheit) -> str:
    """Return the id of the unit's section: the same every month, and two units never share one."""
    sicher = re.sub(r"[^A-Za-z0-9-]", lambda zeichen: f"_{ord(zeichen[0]):x}_", einheit.id)
    return f"{einheit.ebene}-{sicher}"


def make_row(zeile: Zeile, titel: str, *, mit_verlauf: bool) -> Wertzeile:
    """Write a row; a suppressed value takes its counts, differences and light with it."""
    k, geheim = zeile.kennzahl, zeile.gesperrt
    zeichen, wort = light(zeile)
    return Wertzeile(
        titel=titel,
        anker=kennzahl_anchor(k),
        einheit=unit_text(k),
        marke="Vorschau" if k.vorschau and not titel.startswith("Vorschau") else "",
        ist=formate.wert(k, zeile.wert, gesperrt=geheim),
        hinweis=spoken_sign(zeile),
        ziel=_target(zeile),
        abweichung=_difference(k, zeile.abweichung, gesperrt=geheim) if zeile.ziel is not None else "",
        vormonat=formate.wert(k, zeile.vormonat, gesperrt=zeile.vormonat_gesperrt),
        veraenderung=_difference(k, zeile.veraenderung, gesperrt=geheim or zeile.vormonat_gesperrt),
        ampel="" if geheim else zeile.ampel or "",
        zeichen=zeichen,
        wort=wort,
        zaehler=formate.anzahl(zeile.zaehler, gesperrt=geheim),
        nenner="" if k.nenner is None else formate.anzahl(zeile.nenner, gesperrt=geheim),
        verlauf=draw_sparkline(zeile) if mit_verlauf else None,
    )


def unit_text(kennzahl: Kennzahl) -> str:
    """Return the unit beside the title; shares carry theirs in every value."""
    return "" if kennzahl.form == "anteil" else kennzahl.einheit


def light(zeile: Zeile) -> tuple[str, str]:
    """Return sign and words of the traffic light, both empty without one."""
    return ("", "") if zeile.gesperrt or not zeile.ampel else formate.AMPEL[zeile.ampel]


def spoken_sign(zeile: Zeile) -> str:
    """Say what • or – stands for; empty where there is a value."""
    if zeile.gesperrt:
        return _GEHEIM
    return _KEIN_WERT if zeile.wert is None else ""


def _difference(kennzahl: Kennzahl, betrag: float | None, *, gesperrt: bool) -> str:
    if gesperrt:
        return formate.GESPERRT
    return formate.differenz(kennzahl, betrag) or formate.OHNE_WERT


def _target(zeile: Zeile) -> str:
    if zeile.mindest is None:
        return formate.ziel(zeile)
    return f"{formate.ziel(zeile)}, Mindestwert {bound(zeile.kennzahl, zeile.richtung, zeile.mindest)}"
