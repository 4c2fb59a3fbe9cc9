"""Evaluation → one self-contained page; its template only places texts."""

from typing import NamedTuple

from pipeline.evaluate.evaluation import Evaluation, Veraenderung
from pipeline.present import cell as formate
from pipeline.present.documents import evaluation as texte
from pipeline.present.frame import render_template


class Zeilentexte(NamedTuple):
    """A comparison in words."""

    titel: str
    einheit: str
    vorher: str
    nachher: str
    unterschied: str
    bereich: str
    urteil: str
    erkennbar: bool
    monate: str


class Tafel(NamedTuple):
    """A unit with its comparisons."""

    titel: str
    zeilen: tuple[tuple[str, Zeilentexte], ...]


def render(evaluation: Evaluation) -> str:
    """Return the page; every text is escaped on its way in."""
    wechsel = len(evaluation.regelwechsel)
    hinweise = texte.warnings(evaluation)
    return render_template(
        "evaluation.html",
        titel=texte.TITEL,
        wer=evaluation.einheiten[0].titel,
        wann=texte.subtitle(evaluation),
        version=evaluation.version,
        warnungen=hinweise[:wechsel],
        hinweise=hinweise[wechsel:],
        ergebnis=texte.summary(evaluation),
        befunde=tuple((e.titel, _row(z)) for e, z in texte.findings(evaluation)),
        tafeln=tuple(Tafel(e.titel, tuple((e.titel, _row(z)) for z in e.zeilen)) for e in evaluation.einheiten),
        methode=texte.method(evaluation),
        zeichen=formate.ZEICHENERKLAERUNG[:2],
    )


def _row(z: Veraenderung) -> Zeilentexte:
    return Zeilentexte(
        titel=z.kennzahl.titel,
        einheit="" if z.kennzahl.form == "anteil" else z.kennzahl.einheit,
        vorher=texte.mean(z, z.vorher),
        nachher=texte.mean(z, z.nachher),
        unterschied=texte.difference(z),
        bereich=texte.interval(z),
        urteil=texte.verdict(z),
        erkennbar=z.urteil == "erkennbar",
        monate=texte.months(z),
    )
