"""Report model → the state of the delivery: rows read, excluded and loaded, findings by kind."""

from typing import NamedTuple

from pipeline.accept.befund import ABBRUCH, AUSSCHLUSS, HINWEIS
from pipeline.evaluate.bericht import Datenqualitaet
from pipeline.present import cell as formate

_SCHWERE = {ABBRUCH: "Abbruch", AUSSCHLUSS: "Zeile ausgeschlossen", HINWEIS: "Hinweis"}


class Exportzeile(NamedTuple):
    """Rows of one export."""

    export: str
    gelesen: str
    ausgeschlossen: str
    geladen: str


class Befundzeile(NamedTuple):
    """Findings of one kind."""

    schwere: str
    export: str
    spalte: str
    satz: str
    anzahl: str


class Qualitaet(NamedTuple):
    """The state of the delivery; `kurz` is empty where nothing was excluded or noticed."""

    kurz: str
    exporte: tuple[Exportzeile, ...]
    summe: Exportzeile
    befunde: tuple[Befundzeile, ...]


def assess_delivery(daten: Datenqualitaet) -> Qualitaet:
    """Count rows per export and findings per kind."""
    exporte = [(z.export, z.gelesen, z.ausgeschlossen, z.geladen) for z in daten.zaehlungen]
    summen = [sum(spalte) for spalte in zip(*(e[1:] for e in exporte), strict=True)] or [0, 0, 0]
    return Qualitaet(
        kurz=_in_short(daten, *summen[:2]),
        exporte=tuple(_export_row(*e) for e in exporte),
        summe=_export_row("Alle Exporte", *summen),
        befunde=tuple(
            Befundzeile(_SCHWERE.get(b.schwere, b.schwere), b.export, b.spalte or "", b.satz, _count(b.anzahl))
            for b in daten.befunde
        ),
    )


def _export_row(export: str, gelesen: int, ausgeschlossen: int, geladen: int) -> Exportzeile:
    return Exportzeile(export, _count(gelesen), _count(ausgeschlossen), _count(geladen))


def _in_short(daten: Datenqualitaet, gelesen: int, ausgeschlossen: int) -> str:
    hinweise = sum(b.anzahl for b in daten.befunde if b.schwere == HINWEIS)
    if not ausgeschlossen and not daten.befunde:
        return ""
    zeilen = f"{_count(ausgeschlossen) if ausgeschlossen else 'Keine'} von {_count(gelesen)} Zeilen ausgeschlossen"
    return f"{zeilen}, {_count(hinweise) if hinweise else 'keine'} {'Hinweis' if hinweise == 1 else 'Hinweise'}."


def _count(anzahl: int) -> str:
    return formate.zahl(anzahl, 0)
