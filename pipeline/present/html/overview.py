"""Report model → the first look: the figures with a target at a glance, and units × important figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.evaluate.bericht import Bericht, Einheit, Zeile
from pipeline.katalog import Kennzahl
from pipeline.present import cell as formate
from pipeline.present.explain import kennzahl_anchor
from pipeline.present.html.units import groups
from pipeline.present.html.values import Wertzeile, einheit_anchor, light, make_row, spoken_sign, unit_text


class Anteil(NamedTuple):
    """How many figures or teams share a traffic light."""

    ampel: str
    zeichen: str
    text: str


class Karte(NamedTuple):
    """A figure with a target at a glance; `haupt` is missing where only its splits have one."""

    titel: str
    anker: str
    haupt: Wertzeile | None
    teile: tuple[Wertzeile, ...]
    teams: tuple[Anteil, ...]


class Blick(NamedTuple):
    """The figures with a target of one unit, and how many of them are met."""

    titel: str
    bilanz: tuple[Anteil, ...]
    karten: tuple[Karte, ...]


class Spalte(NamedTuple):
    """A figure as a column of an overview."""

    titel: str
    anker: str
    einheit: str
    ziel: str


class Zelle(NamedTuple):
    """A value with its traffic light; `bewertet` keeps the light's place free in columns that have a target."""

    bewertet: bool
    ist: str
    hinweis: str
    ampel: str
    zeichen: str
    wort: str


class Kopfzeile(NamedTuple):
    """A unit as a row of an overview."""

    titel: str
    anker: str
    zellen: tuple[Zelle, ...]


class Gruppe(NamedTuple):
    """Rows of an overview under their Bereich."""

    kopf: Kopfzeile | None
    zeilen: tuple[Kopfzeile, ...]


class Uebersicht(NamedTuple):
    """Units × important figures, with the total at the bottom."""

    titel: str
    spalten: tuple[Spalte, ...]
    gruppen: tuple[Gruppe, ...]
    summe: Kopfzeile | None


def build_glance(bericht: Bericht) -> tuple[Blick, ...]:
    """Show the highest level that has targets: above Jobcenters of different rule sets there are none."""
    for ebene in ("gesamt", "jobcenter", "bereich", "team"):
        blicke = [_glance(bericht, e) for e in bericht.of_level(ebene) if any(z.ziel is not None for z in e.zeilen)]
        if blicke:
            return tuple(blicke)
    return ()


def _glance(bericht: Bericht, einheit: Einheit) -> Blick:
    teams = () if einheit.ebene == "team" else bericht.teams_of(einheit)
    mit_ziel = [z for z in einheit.zeilen if z.ziel is not None]
    karten = [_card(list(zeilen), teams) for _, zeilen in groupby(mit_ziel, key=lambda z: z.kennzahl.id)]
    return Blick(einheit.titel, _count_lights(z for z in mit_ziel if z.ist_hauptzeile), tuple(karten))


def _card(zeilen: list[Zeile], teams: Sequence[Einheit]) -> Karte:
    """Show a figure with its total; of its splits those whose target is another than the total's."""
    kennzahl = zeilen[0].kennzahl
    haupt = next((z for z in zeilen if z.ist_hauptzeile), None)
    teile = [z for z in zeilen if not z.ist_hauptzeile and (haupt is None or z.ziel != haupt.ziel)]
    der_teams = [z for t in teams if haupt and (z := t.find(kennzahl.id)) and z.ziel is not None]
    return Karte(
        titel=kennzahl.titel,
        anker=kennzahl_anchor(kennzahl),
        haupt=make_row(haupt, kennzahl.titel, mit_verlauf=True) if haupt else None,
        teile=tuple(make_row(z, z.segment_titel, mit_verlauf=False) for z in teile),
        teams=_count_lights(der_teams),
    )


def _count_lights(zeilen: Iterable[Zeile]) -> tuple[Anteil, ...]:
    stufen = {**formate.AMPEL, "geheim": (formate.GESPERRT, "geheim gehalten"), "": ("", "ohne Bewertung")}
    zahlen = Counter("geheim" if z.gesperrt else z.ampel or "" for z in zeilen)
    return tuple(
        Anteil(stufe if stufe in formate.AMPEL else "", zeichen, f"{zahlen[stufe]} {wort}")
        for stufe, (zeichen, wort) in stufen.items()
        if zahlen[stufe]
    )


def build_overviews(bericht: Bericht) -> tuple[Uebersicht, ...]:
    """Return one table of teams per Jobcenter, and one of the Jobcenter where there are several."""
    tabellen = []
    oberste = bericht.of_level("gesamt")
    if oberste:
        gruppe = ((None, bericht.of_level("jobcenter")),)
        tabellen.append(_overview(bericht, "Jobcenter im Vergleich", gruppe, oberste[0]))
    for jobcenter, zweige in bericht.houses():
        titel = f"Teams – {jobcenter.titel}" if jobcenter else "Teams"
        tabellen.append(_overview(bericht, titel, groups(zweige), jobcenter))
    return tuple(tabellen)


def _overview(
    bericht: Bericht,
    titel: str,
    zweige: Sequence[tuple[Einheit | None, tuple[Einheit, ...]]],
    summe: Einheit | None,
) -> Uebersicht:
    einheiten = [e for kopf, teile in zweige for e in (kopf, *teile) if e] + ([summe] if summe else [])
    kennzahlen = _important(bericht, einheiten)
    spalten = tuple(_column(k, einheiten) for k in kennzahlen)
    bewertet = {k.id for k, spalte in zip(kennzahlen, spalten, strict=True) if spalte.ziel}

    def row(einheit: Einheit) -> Kopfzeile:
        return _unit_row(einheit, kennzahlen, bewertet)

    return Uebersicht(
        titel=titel,
        spalten=spalten,
        gruppen=tuple(Gruppe(row(kopf) if kopf else None, tuple(row(e) for e in teile)) for kopf, teile in zweige),
        summe=row(summe) if summe else None,
    )


def _important(bericht: Bericht, einheiten: Sequence[Einheit]) -> list[Kennzahl]:
    """Choose the figures with a target, then of every other chapter the first that has a value."""
    haupt = [z for e in einheiten for z in e.zeilen if z.ist_hauptzeile and not z.kennzahl.vorschau]
    mit_ziel = {z.kennzahl.id for z in haupt if z.ziel is not None}
    mit_wert = {z.kennzahl.id for z in haupt if z.wert is not None or z.gesperrt}
    auswahl = [k for k in bericht.katalog.kennzahl if k.id in mit_ziel]
    kapitel = {k.abschnitt for k in auswahl}
    for kennzahl in bericht.katalog.kennzahl:
        if kennzahl.id in mit_wert and kennzahl.abschnitt not in kapitel:
            auswahl.append(kennzahl)
            kapitel.add(kennzahl.abschnitt)
    return auswahl


def _column(kennzahl: Kennzahl, einheiten: Sequence[Einheit]) -> Spalte:
    ziele = {formate.ziel(z) for e in einheiten if (z := e.find(kennzahl.id))}
    ziel = "je nach Einheit" if len(ziele) > 1 else next(iter(ziele), "")
    return Spalte(kennzahl.titel, kennzahl_anchor(kennzahl), unit_text(kennzahl), ziel)


def _unit_row(einheit: Einheit, kennzahlen: Sequence[Kennzahl], bewertet: set[str]) -> Kopfzeile:
    haupt = {z.kennzahl.id: z for z in einheit.zeilen if z.ist_hauptzeile}
    zellen = tuple(_cell(haupt.get(k.id), bewertet=k.id in bewertet) for k in kennzahlen)
    return Kopfzeile(einheit.titel, einheit_anchor(einheit), zellen)


def _cell(zeile: Zeile | None, *, bewertet: bool) -> Zelle:
    if zeile is None:
        return Zelle(bewertet, formate.OHNE_WERT, "kein Wert", "", "", "")
    ist = formate.wert(zeile.kennzahl, zeile.wert, gesperrt=zeile.gesperrt)
    ampel = "" if zeile.gesperrt else zeile.ampel or ""
    return Zelle(bewertet, ist, spoken_sign(zeile), ampel, *light(zeile))
