"""Comparison of rule sets → one self-contained page; its template only places texts."""

from typing import NamedTuple

from pipeline.evaluate.bericht import Zeile
from pipeline.evaluate.vergleich import Figur, Vergleich, VergleichEinheit
from pipeline.present import cell as formate
from pipeline.present.documents import vergleich as texte
from pipeline.present.frame import render_template
from pipeline.present.html.values import light, spoken_sign
from pipeline.regelwerk.wording import validity


class Zelle(NamedTuple):
    """A number under a rule set and its difference from the first."""

    wert: str
    unterschied: str


class Zeilentexte(NamedTuple):
    """A row of a table of units."""

    titel: str
    tiefe: int
    zellen: tuple[Zelle, ...]


class Tafel(NamedTuple):
    """One measure for all units."""

    titel: str
    einheit: str
    erklaerung: str
    zeilen: tuple[Zeilentexte, ...]


class Werttexte(NamedTuple):
    """A figure under one rule set."""

    ist: str
    hinweis: str
    ziel: str
    ampel: str
    zeichen: str
    wort: str


class Figurtexte(NamedTuple):
    """A figure under all rule sets."""

    titel: str
    einheit: str
    werte: tuple[Werttexte, ...]


class Abschnitt(NamedTuple):
    """The figures of a unit: those that the rule sets judge differently, and the rest."""

    titel: str
    verschieden: tuple[Figurtexte, ...]
    gleich: tuple[Figurtexte, ...]


_LEER = Werttexte(formate.OHNE_WERT, "kein Wert", "", "", "", "")


def render(vergleich: Vergleich) -> str:
    """Return the page; every text is escaped on its way in."""
    return render_template(
        "vergleich.html",
        titel=texte.TITEL,
        wer=vergleich.einheiten[0].titel,
        wann=f"{formate.monat(vergleich.stichtag)} · Stichtag {formate.tag(vergleich.stichtag)}",
        version=vergleich.version,
        werke=tuple((s.werk.id, f"{s.werk.papier}, {validity(s.werk)}") for s in vergleich.spalten),
        ids=tuple(s.werk.id for s in vergleich.spalten),
        warnungen=texte.warnings(vergleich),
        saetze=tuple(texte.statements(vergleich)),
        gehalten=texte.held_hours(vergleich.einheiten[0]),
        tafeln=tuple(_board(vergleich, g) for g in texte.GROESSEN),
        abschnitte=tuple(_section(e) for e in vergleich.einheiten),
        methode=texte.method(vergleich),
        dauern=tuple(texte.duration_rows(vergleich)),
        regeln=tuple((s.werk.id, s.werk.titel, tuple(texte.rule_rows(s, vergleich))) for s in vergleich.spalten),
        zeichen=formate.ZEICHENERKLAERUNG,
    )


def _board(vergleich: Vergleich, groesse: texte.Groesse) -> Tafel:
    return Tafel(
        groesse.titel,
        groesse.einheit,
        groesse.erklaerung,
        tuple(Zeilentexte(e.titel, e.tiefe, _amounts(e, groesse)) for e in vergleich.einheiten),
    )


def _amounts(einheit: VergleichEinheit, groesse: texte.Groesse) -> tuple[Zelle, ...]:
    betraege = [groesse.betrag(a) for a in einheit.aufwand]
    unterschiede = ["", *(texte.signed(texte.difference(b, betraege[0])) for b in betraege[1:])]
    return tuple(Zelle(texte.number(b), u) for b, u in zip(betraege, unterschiede, strict=True))


def _section(einheit: VergleichEinheit) -> Abschnitt:
    verschieden = tuple(_figure(f) for f in einheit.figuren if not f.ist_gleich)
    gleich = tuple(_figure(f) for f in einheit.figuren if f.ist_gleich)
    return Abschnitt(einheit.titel, verschieden, gleich)


def _figure(figur: Figur) -> Figurtexte:
    muster = figur.muster
    titel = muster.kennzahl.titel if muster.ist_hauptzeile else f"{muster.kennzahl.titel}: {muster.segment_titel}"
    einheit = "" if muster.kennzahl.form == "anteil" else muster.kennzahl.einheit
    return Figurtexte(titel, einheit, tuple(_LEER if z is None else _value(z) for z in figur.zeilen))


def _value(zeile: Zeile) -> Werttexte:
    zeichen, wort = light(zeile)
    return Werttexte(
        ist=formate.wert(zeile.kennzahl, zeile.wert, gesperrt=zeile.gesperrt),
        hinweis=spoken_sign(zeile),
        ziel=formate.ziel(zeile)
        if zeile.richtung == "richtwert" or zeile.ziel is None
        else f"Ziel {formate.ziel(zeile)}",
        ampel="" if zeile.gesperrt else zeile.ampel or "",
        zeichen=zeichen,
        wort=wort,
    )
