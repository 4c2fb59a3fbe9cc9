"""Months of a figure as lines: coordinates and spoken texts for the page's inline SVG.

A month that is suppressed or has no value is a gap in the line and a sign in the text, never a number; scales are
drawn from the visible months alone.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.evaluate.bericht import Punkt, Zeile
from pipeline.present import cell as formate
from pipeline.regelwerk.wording import bound

# Sparkline: width, height and margin of the drawing, in user units.
_BREITE, _HOEHE, _RAND = 96, 24, 4
# A chart with more months than this labels its first and last value only.
_ALLE_BESCHRIFTEN_BIS = 6
# Closer to the target line than this (user units), a value is written on the far side of the line.
_NAHE_AM_ZIEL = 30
_Ort = tuple[float, float]
_LUECKE = {True: "geheim gehalten", False: "kein Wert"}


class Sparkline(NamedTuple):
    """A small line without axes: `inseln` are months between two gaps, `ende` is the dot of the Berichtsmonat."""

    text: str
    pfad: str
    inseln: str
    ende: tuple[str, str] | None


class Marke(NamedTuple):
    """A text at a place of a chart."""

    x: str
    y: str
    text: str


class Format(NamedTuple):
    """Size and margins of a chart, in user units."""

    breite: int
    hoehe: int
    links: int
    rechts: int
    oben: int
    unten: int
    alle_monate: bool


GROSS = Format(960, 320, 48, 120, 24, 36, alle_monate=True)
KLEIN = Format(240, 132, 30, 56, 16, 22, alle_monate=False)


class Diagramm(NamedTuple):
    """A line chart: `punkte` carry month and value, `werte` are the direct labels, `ziel` the target line."""

    format: Format
    text: str
    pfad: str
    punkte: tuple[Marke, ...]
    werte: tuple[Marke, ...]
    y_achse: tuple[Marke, ...]
    x_achse: tuple[Marke, ...]
    ziel: Marke | None


class Skala(NamedTuple):
    """Upper end and step of a value axis that begins at zero."""

    ende: float
    schritt: float


def draw_sparkline(zeile: Zeile) -> Sparkline | None:
    """Draw a row's months between their own smallest and largest value; None if no month can be shown."""
    werte = _visible(zeile.verlauf)
    sichtbar = [w for w in werte if w is not None]
    if not sichtbar:
        return None
    tief, hoch = min(sichtbar), max(sichtbar)
    hub = _HOEHE - 2 * _RAND
    orte = [
        None if w is None else (x, _HOEHE / 2 if hoch == tief else _HOEHE - _RAND - hub * (w - tief) / (hoch - tief))
        for x, w in zip(_columns(len(werte), _RAND, _BREITE - _RAND), werte, strict=True)
    ]
    ende = orte[-1]
    return Sparkline(
        text=f"Verlauf {_months(zeile)}: {_spoken(zeile)}",
        pfad=_path(orte),
        inseln="".join(f"M{_number(x)} {_number(y)}h0" for x, y in _alone(orte)),
        ende=None if ende is None else (_number(ende[0]), _number(ende[1])),
    )


def common_scale(zeilen: Iterable[Zeile]) -> Skala:
    """Return an axis from zero that holds the visible values and targets of all rows."""
    werte = [w for z in zeilen for w in (*_visible(z.verlauf), z.ziel) if w is not None]
    groesster = max(werte, default=1.0) or 1.0
    roh = groesster / 4
    zehner = 10.0 ** math.floor(math.log10(roh))
    schritt = next(s * zehner for s in (1, 2, 2.5, 5, 10) if s * zehner >= roh)
    return Skala(schritt * math.ceil(groesster / schritt), schritt)


def draw_chart(zeile: Zeile, titel: str, skala: Skala, form: Format) -> Diagramm:
    """Draw a row's months on a given scale, with its target line."""
    werte = _visible(zeile.verlauf)
    spalten = _columns(len(werte), form.links + 14, form.breite - form.rechts)
    orte = [None if w is None else (x, _height(w, skala, form)) for x, w in zip(spalten, werte, strict=True)]
    ziel_y = None if zeile.ziel is None else _height(zeile.ziel, skala, form)
    texte = [
        Marke(_number(o[0]), _number(o[1]), formate.wert(zeile.kennzahl, w))
        for o, w in zip(orte, werte, strict=True)
        if o is not None
    ]
    monate = [f"{formate.monat(p.stichtag)}: " for p, o in zip(zeile.verlauf, orte, strict=True) if o is not None]
    return Diagramm(
        format=form,
        text=_chart_text(zeile, titel),
        pfad=_path(orte),
        punkte=tuple(t._replace(text=m + t.text) for m, t in zip(monate, texte, strict=True)),
        werte=tuple(_beside(t, ziel_y, form) for t in _labelled(texte, form)),
        y_achse=_value_axis(zeile, skala, form),
        x_achse=_month_axis(zeile.verlauf, spalten, form),
        ziel=None if ziel_y is None else Marke("", _number(ziel_y), formate.ziel(zeile)),
    )


def _visible(verlauf: Sequence[Punkt]) -> list[float | None]:
    return [None if p.gesperrt else p.wert for p in verlauf]


def _spoken(zeile: Zeile) -> str:
    return "; ".join(
        _LUECKE[p.gesperrt] if p.gesperrt or p.wert is None else formate.wert(zeile.kennzahl, p.wert)
        for p in zeile.verlauf
    )


def _months(zeile: Zeile) -> str:
    erster, letzter = (formate.monat_kurz(zeile.verlauf[i].stichtag) for i in (0, -1))
    return erster if erster == letzter else f"{erster} bis {letzter}"


def _chart_text(zeile: Zeile, titel: str) -> str:
    if not zeile.verlauf:
        return f"{titel}: keine Monate"
    ziel = f". Ziel {formate.ziel(zeile)}" if zeile.ziel is not None else ""
    return f"{titel}, {zeile.kennzahl.titel}, {_months(zeile)}: {_spoken(zeile)}{ziel}"


def _columns(anzahl: int, links: float, rechts: float) -> list[float]:
    """Place the months at equal distances; a single one stands at the right, where the Berichtsmonat always is."""
    if anzahl == 1:
        return [rechts]
    return [links + (rechts - links) * i / (anzahl - 1) for i in range(anzahl)]


def _height(wert: float, skala: Skala, form: Format) -> float:
    boden = form.hoehe - form.unten
    return boden - (boden - form.oben) * wert / skala.ende


def _path(orte: Sequence[_Ort | None]) -> str:
    """Join neighbouring months; a gap begins a new line."""
    teile = []
    for davor, ort in zip((None, *orte), orte, strict=False):
        if ort is not None:
            teile.append(f"{'L' if davor else 'M'}{_number(ort[0])} {_number(ort[1])}")
    return "".join(teile)


def _alone(orte: Sequence[_Ort | None]) -> list[_Ort]:
    """Return the months that no line reaches."""
    umgeben = zip((None, *orte), orte, (*orte[1:], None), strict=False)
    return [ort for davor, ort, danach in umgeben if ort and davor is None and danach is None]


def _labelled(texte: list[Marke], form: Format) -> list[Marke]:
    if not form.alle_monate:
        return texte[-1:]
    if len(texte) <= _ALLE_BESCHRIFTEN_BIS:
        return texte
    return [texte[0], texte[-1]]


def _beside(marke: Marke, ziel_y: float | None, form: Format) -> Marke:
    """Write a value above its point, but below it where the target line would run through the text."""
    y = float(marke.y)
    unter_dem_ziel = ziel_y is not None and 0 <= y - ziel_y < _NAHE_AM_ZIEL
    passt_darunter = y + 20 < form.hoehe - form.unten
    return marke._replace(y=_number(y + 18 if unter_dem_ziel and passt_darunter else y - 9))


def _value_axis(zeile: Zeile, skala: Skala, form: Format) -> tuple[Marke, ...]:
    stufen = round(skala.ende / skala.schritt)
    betraege = [skala.schritt * i for i in range(stufen + 1)]
    if not form.alle_monate:
        betraege = [0.0, skala.ende]
    return tuple(Marke("", _number(_height(b, skala, form)), bound(zeile.kennzahl, None, b)) for b in betraege)


def _month_axis(verlauf: Sequence[Punkt], spalten: list[float], form: Format) -> tuple[Marke, ...]:
    y = _number(form.hoehe - form.unten + 16)
    marken = [Marke(_number(x), y, formate.monat_kurz(p.stichtag)) for p, x in zip(verlauf, spalten, strict=True)]
    return tuple(marken if form.alle_monate or len(marken) < 2 else [marken[0], marken[-1]])


def _number(betrag: float) -> str:
    return f"{betrag:.1f}".removesuffix(".0")
