"""The state of a delivery: rows read, excluded and loaded, and what was found, for reports and for the suppliers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from pipeline import __version__
from pipeline.accept import befund as bf
from pipeline.evaluate.bericht import BefundGroup, DataQuality
from pipeline.katalog import read_katalog
from pipeline.present import blocks as b
from pipeline.present.cell import Cell, count

SYSTEMS = {"organisation": "Organisation", "verbis": "VerBIS", "atv": "ATV", "allegro": "ALLEGRO"}
# The file says nothing of the moment it was written: the same findings, the same bytes.
_DAY = date(2000, 1, 1)
_ROW_NUMBERS = "Zeilennummern wie in der gelieferten Datei, Kopfzeile mitgezählt."
_TITLE = "Befunde der Lieferung"
_COUNTS: tuple[b.Column[bf.Zaehlung], ...] = (
    b.Column("Export", "text", lambda z: Cell(z.export), 26),
    b.Column("Gelesen", "number", lambda z: count(z.gelesen), 14),
    b.Column("Ausgeschlossen", "number", lambda z: count(z.ausgeschlossen), 18),
    b.Column("Geladen", "number", lambda z: count(z.geladen), 14),
)
_GROUPS: tuple[b.Column[BefundGroup], ...] = (
    b.Column("Befund", "text", lambda g: Cell(g.satz), 84, wraps=True),
    b.Column("Folge", "text", lambda g: Cell(read_katalog().word("schwere", g.schwere)), 24, wraps=True),
    b.Column("Export", "text", lambda g: Cell(g.export), 24, wraps=True),
    b.Column("Spalte", "text", lambda g: Cell(g.spalte or ""), 24, wraps=True),
    b.Column("Anzahl", "number", lambda g: count(g.anzahl), 12),
)


def quality_blocks(quality: DataQuality) -> tuple[b.Block, ...]:
    """Count rows per export and findings per kind."""
    summe = bf.Zaehlung(
        "Alle Exporte", sum(z.gelesen for z in quality.zaehlungen), sum(z.ausgeschlossen for z in quality.zaehlungen)
    )
    total = b.make_row(_COUNTS, summe, "summe")
    title = "Zeilen je Export der Lieferung"
    blocks = [b.make_table(title, _COUNTS, quality.zaehlungen, total=total, name="tblExporte", look="schmal")]
    if quality.befunde:
        blocks.append(b.make_table("Befunde nach Art", _GROUPS, quality.befunde, name="tblBefunde", look="text"))
    return tuple(blocks)


def in_short(quality: DataQuality) -> str:
    """Say what was excluded and noticed; empty where nothing was."""
    gelesen, ausgeschlossen = (sum(getattr(z, n) for z in quality.zaehlungen) for n in ("gelesen", "ausgeschlossen"))
    warnungen, hinweise = (sum(g.anzahl for g in quality.befunde if g.schwere == s) for s in (bf.WARNUNG, bf.HINWEIS))
    if not ausgeschlossen and not quality.befunde:
        return ""
    zeilen = f"{count(ausgeschlossen).text if ausgeschlossen else 'Keine'} von {count(gelesen).text} Zeilen"
    warned = f", {_how_many(warnungen, 'Warnung', 'Warnungen')}" if warnungen else ""
    return f"{zeilen} ausgeschlossen{warned}, {_how_many(hinweise, 'Hinweis', 'Hinweise')}."


def _how_many(number: int, one: str, many: str) -> str:
    return f"{count(number).text if number else 'keine'} {one if number == 1 else many}"


def befunde_document(frame: pl.DataFrame, zaehlungen: Sequence[bf.Zaehlung]) -> b.Document:
    """Return what the suppliers of a delivery get: counts that add up, then what each source system has to put right.

    `frame` has a row per finding with the columns of `befund.SCHEMA`.
    """
    note = "Gelesen = geladen + ausgeschlossen; eine ausgeschlossene Zeile zählt bei ihrem ersten Grund."
    sections = [b.Section("uebersicht", "Übersicht", (_reasons(zaehlungen),), heading=_TITLE, note=note)]
    for prefix, title in SYSTEMS.items():
        part = frame.filter(pl.col("export").str.starts_with(prefix))
        if part.height:
            sections.append(_system(prefix, title, part))
    return b.Document(b.Masthead(_TITLE, _TITLE, "", "", _DAY, __version__), tuple(sections))


def _reasons(zaehlungen: Sequence[bf.Zaehlung]) -> b.Table:
    lines: list[tuple[str, str, int]] = []
    for z in zaehlungen:
        lines.append((z.export, "gelesen", z.gelesen))
        lines += [("", f"ausgeschlossen: {code}", how_many) for code, how_many in z.gruende]
        lines.append(("", "geladen", z.geladen))
    columns: tuple[b.Column[tuple[str, str, int]], ...] = (
        b.Column("Export", "text", lambda line: Cell(line[0]), 26),
        b.Column("Zeilen", "text", lambda line: Cell(line[1]), 44),
        b.Column("Anzahl", "number", lambda line: count(line[2]), 14),
    )
    return b.make_table("Zeilen je Export", columns, lines)


def _system(prefix: str, title: str, frame: pl.DataFrame) -> b.Section:
    columns: tuple[b.Column[dict[str, Any]], ...] = (
        b.Column("Datei", "text", lambda g: Cell(g["datei"]), 26, wraps=True),
        b.Column("Spalte", "text", lambda g: Cell(g["spalte"] or ""), 24, wraps=True),
        b.Column("Folge", "text", lambda g: Cell(read_katalog().word("schwere", g["schwere"])), 24, wraps=True),
        b.Column("Befund", "text", lambda g: Cell(g["satz"]), 60, wraps=True),
        b.Column("Anzahl", "number", lambda g: count(g["anzahl"]), 12),
        b.Column("Zeilen", "text", lambda g: Cell(bf.row_ranges(frame, g)), 50, wraps=True),
    )
    groups = bf.count_befunde(frame, "datei").iter_rows(named=True)
    table = b.make_table(title, columns, groups, look="text", repeats=True)
    heading = f"{title}: zu prüfen und zu berichtigen"
    return b.Section(prefix, title, (table,), heading=heading, note=_ROW_NUMBERS)
