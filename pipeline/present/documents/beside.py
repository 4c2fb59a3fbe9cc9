"""What stands beside the figures of a unit: new clients from application to first talk, and persons without a rule."""

from collections.abc import Iterable, Iterator

from pipeline.evaluate.einheit import Einheit, Zeile
from pipeline.present import blocks as b
from pipeline.present.cell import Cell
from pipeline.present.figure import actual, denominator, numerator

# All applications, and those that make a Neukunde: the other steps stand below them.
_STEPS = ("antraege", "neukunde")


def _step(zeile: Zeile) -> Cell:
    return Cell(zeile.segment_titel, depth=0 if zeile.segment in _STEPS else 1)


_COLUMNS: tuple[b.Column[Zeile], ...] = (
    b.Column("Schritt", "text", _step, 58, wraps=True),
    b.Column("Anträge", "number", numerator, 12),
    b.Column("Anteil", "number", actual, 12),
)


def funnel(einheit: Einheit) -> Iterator[b.Block]:
    """Yield the applications of the month step by step; nothing where there is none."""
    steps = [z for z in einheit.nebenangaben if z.kennzahl.nebenangabe == "schritte"]
    if all(z.zaehler == 0 for z in steps):
        return
    kennzahl = steps[0].kennzahl
    shown = (z for z in steps if z.zaehler != 0 or z.segment in _STEPS)
    rows = tuple(b.make_row(_COLUMNS, z, "summe" if z.segment in _STEPS else "") for z in shown)
    yield b.Paragraph(f"{kennzahl.definition} Schritte ohne Antrag sind weggelassen.", "note")
    yield b.Table(kennzahl.titel, b.make_heads(_COLUMNS), (b.Group(rows),), look="schmal")


def uncovered(nebenangaben: Iterable[Zeile], regelwerk: str = "") -> Iterator[b.Paragraph]:
    """Say for how many persons no contact rule holds, under which `regelwerk` where there are several."""
    for zeile in nebenangaben:
        if zeile.kennzahl.nebenangabe == "satz":
            counts = f"{numerator(zeile).text} von {denominator(zeile).text}"
            yield b.Paragraph(f"{zeile.kennzahl.titel}: {counts}.", "note", regelwerk)
