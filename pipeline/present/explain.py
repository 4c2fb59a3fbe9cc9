"""What the figures of a report mean and where they come from, in words; the same for all writers."""

from typing import NamedTuple

from pipeline.evaluate.bericht import Bericht
from pipeline.katalog import Katalog, Kennzahl, Seite
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.regelwerk.wording import (
    holidays,
    minimum,
    period,
    source,
    target,
    target_interval,
    target_scope,
    target_value,
    terms,
    validity,
)

_UNGEREGELT = "vom Papier nicht geregelt"
_ZAEHLT = {"personen": "Personen", "faelle": "Fälle", "menge": "Menge"}


def kennzahl_anchor(kennzahl: Kennzahl) -> str:
    """Return the id under which a figure is explained, for links."""
    return f"kennzahl-{kennzahl.id}"


class Erklaerung(NamedTuple):
    """What a figure is; `quellen` has one entry per rule set: its paper and the paragraph."""

    titel: str
    anker: str
    vorschau: bool
    definition: str
    einheit: str
    zaehler: str
    nenner: str
    quellen: tuple[tuple[str, str], ...]
    ziele: tuple[str, ...]


class Kapitel(NamedTuple):
    """Figures of one chapter."""

    titel: str
    erklaerungen: tuple[Erklaerung, ...]


class Regelzeile(NamedTuple):
    """A line of a table about a rule set: contact rule, target or term, with its paragraph."""

    titel: str
    texte: tuple[str, ...]
    quelle: str


class Papier(NamedTuple):
    """A rule set as the page explains it."""

    id: str
    titel: str
    papier: str
    gueltigkeit: str
    feiertage: str
    begriffe: tuple[Regelzeile, ...]
    regeln: tuple[Regelzeile, ...]
    ziele: tuple[Regelzeile, ...]
    annahmen: tuple[tuple[str, str], ...]


def explain_figures(bericht: Bericht) -> tuple[Kapitel, ...]:
    """Explain every figure of the catalogue, by chapter."""
    return tuple(
        Kapitel(
            abschnitt.titel,
            tuple(
                _explain(kennzahl, bericht)
                for kennzahl in bericht.katalog.kennzahl
                if kennzahl.abschnitt == abschnitt.id
            ),
        )
        for abschnitt in bericht.katalog.abschnitt
    )


def _explain(kennzahl: Kennzahl, bericht: Bericht) -> Erklaerung:
    werke = bericht.regelwerke
    return Erklaerung(
        titel=kennzahl.titel,
        anker=kennzahl_anchor(kennzahl),
        vorschau=kennzahl.vorschau,
        definition=kennzahl.definition,
        einheit=kennzahl.einheit if kennzahl.form != "anteil" else "Anteil in %",
        zaehler=_side(kennzahl.zaehler),
        nenner=_side(kennzahl.nenner) if kennzahl.nenner else "keiner (Anzahl)",
        quellen=tuple(
            (w.papier, source(w.quellen[kennzahl.id]) if kennzahl.id in w.quellen else _UNGEREGELT) for w in werke
        ),
        ziele=tuple(
            f"{target(z, bericht.katalog)} ({source(z.quelle)})"
            for w in werke
            for z in w.ziel
            if z.kennzahl == kennzahl.id
        ),
    )


def _side(seite: Seite) -> str:
    return f"{seite.text} ({_ZAEHLT[seite.zaehlt]})"


def explain_rules(bericht: Bericht) -> tuple[Papier, ...]:
    """Explain every rule set of the report."""
    return tuple(_explain_paper(werk, bericht.katalog) for werk in bericht.regelwerke)


def _explain_paper(werk: Regelwerk, katalog: Katalog) -> Papier:
    return Papier(
        id=werk.id,
        titel=werk.titel,
        papier=werk.papier,
        gueltigkeit=validity(werk),
        feiertage=holidays(werk),
        begriffe=tuple(Regelzeile(b.titel, (b.text,), source(b.quelle)) for b in terms(werk, katalog)),
        regeln=tuple(
            Regelzeile(
                r.titel,
                (target_interval(r), minimum(r, katalog), period(r.ab_stichtag, r.bis_stichtag)),
                source(r.quelle),
            )
            for r in werk.kontaktregel
        ),
        ziele=tuple(
            Regelzeile(
                katalog[z.kennzahl].titel,
                (target_scope(z, katalog), target_value(z, katalog)),
                source(z.quelle),
            )
            for z in werk.ziel
        ),
        annahmen=tuple((a.thema, a.text) for a in werk.annahme),
    )
