"""Soll-Ist → one self-contained page; its template only places texts."""

from typing import NamedTuple

from pipeline.evaluate.soll_ist import Block, SollIst, SollIstZeile
from pipeline.present import cell as formate
from pipeline.present.documents import soll_ist as texte
from pipeline.present.frame import render_template


class Zeilentexte(NamedTuple):
    """A Profillage in words."""

    titel: str
    soll: str
    vorgabe: str
    ist: str
    abweichung: str
    ampel: str
    zeichen: str
    wort: str
    personen: str
    quote: str
    monate_ist: str
    monate_quote: str


class Tafel(NamedTuple):
    """A Jobcenter in a year."""

    titel: str
    hinweis: str
    zeilen: tuple[Zeilentexte, ...]
    summe: Zeilentexte


def render(auswertung: SollIst) -> str:
    """Return the page; every text is escaped on its way in."""
    namen = list(dict.fromkeys(b.jobcenter for b in auswertung.bloecke))
    return render_template(
        "soll-ist.html",
        titel=texte.TITEL,
        wer=", ".join(namen) if len(namen) <= 4 else f"{len(namen)} Jobcenter",
        wann=texte.years(auswertung),
        version=auswertung.version,
        warnungen=(),
        einheit=texte.EINHEIT,
        tafeln=tuple(_board(b) for b in auswertung.bloecke),
        methode=texte.method(auswertung),
        zeichen=formate.ZEICHENERKLAERUNG,
    )


def _board(block: Block) -> Tafel:
    zeilen = tuple(_row(z) for z in block.zeilen)
    return Tafel(texte.block_title(block), texte.block_note(block), zeilen, _row(block.summe))


def _row(zeile: SollIstZeile) -> Zeilentexte:
    zeichen, wort = formate.AMPEL[zeile.ampel] if zeile.ampel else ("", "")
    return Zeilentexte(
        titel=zeile.titel,
        soll="" if zeile.soll is None else f"≥\u00a0{formate.zahl(zeile.soll, 0)}",
        vorgabe=zeile.vorgabe,
        ist=texte.value(zeile.ist),
        abweichung=texte.deviation(zeile.abweichung),
        ampel=zeile.ampel or "",
        zeichen=zeichen,
        wort=wort,
        personen=texte.persons(zeile.ist),
        quote=texte.value(zeile.quote, anteil=True),
        monate_ist=texte.months(zeile.ist),
        monate_quote=texte.months(zeile.quote),
    )
