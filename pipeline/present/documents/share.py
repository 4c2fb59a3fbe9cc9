"""Who makes up a mean: its classes in a sentence and in a table, the same beside the figure in workbook and page."""

from collections.abc import Iterator

from pipeline.evaluate.einheit import Einheit
from pipeline.evaluate.share import Share, find_leading, find_shares
from pipeline.katalog import Anteile, Katalog
from pipeline.present import blocks as b
from pipeline.present.cell import Cell, count, percentage, shown

_Shares = tuple[Share, ...]


def share_sentences(katalog: Katalog, einheit: Einheit) -> Iterator[b.Paragraph]:
    """Name for each mean that is told by classes the one that has most beyond its part of the persons."""
    for anteile, shares in _of_classes(katalog, einheit):
        if text := _statement(anteile, shares):
            yield b.Paragraph(f"{text}.", "strong", anteile.titel)


def share_tables(katalog: Katalog, einheit: Einheit) -> Iterator[b.Table]:
    """Show for each mean that is told by classes how much each of them has."""
    for anteile, shares in _of_classes(katalog, einheit):
        title, text = f"{anteile.titel} – {einheit.titel}", _statement(anteile, shares)
        yield _table(anteile, shares, f"{title}: {text}" if text else title)


def _of_classes(katalog: Katalog, einheit: Einheit) -> Iterator[tuple[Anteile, _Shares]]:
    for kennzahl in katalog.kennzahl:
        if kennzahl.anteile and (shares := find_shares(einheit, kennzahl)):
            yield kennzahl.anteile, shares


def _statement(anteile: Anteile, shares: _Shares) -> str:
    most = find_leading(shares)
    if most is None:
        return ""
    persons, amount = _percent(most.nenner_anteil, most).text, _percent(most.zaehler_anteil, most).text
    who = f"{persons} der {anteile.nenner} ({anteile.klasse}: {most.titel})"
    return f"{who} stehen für {amount} der {anteile.zaehler}"


def _table(anteile: Anteile, shares: _Shares, title: str) -> b.Table:
    heads = (
        b.Head(anteile.klasse, "text", 46),
        b.Head(anteile.zaehler, width=11),
        b.Head(f"Anteil der {anteile.zaehler}", width=30, bars=True),
        b.Head(anteile.nenner, width=12),
        b.Head(f"Anteil der {anteile.nenner}", width=15),
    )
    rows = (
        b.Row(
            (
                Cell(s.titel),
                count(s.zaehler, gesperrt=s.gesperrt),
                _percent(s.zaehler_anteil, s),
                count(s.nenner, gesperrt=s.gesperrt),
                _percent(s.nenner_anteil, s),
            )
        )
        for s in shares
    )
    return b.Table(title, heads, (b.Group(tuple(rows)),), look="schmal")


def _percent(share: float | None, of: Share) -> Cell:
    return shown(share, of.gesperrt, lambda part: percentage(part, 1))
