"""Loaded rows are judged: checks between exports, the month before, and the limit of rows that may be left out."""

from dataclasses import replace
from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.previous_month import compare_with_previous
from pipeline.accept.safe_cells import SAMPLE
from pipeline.accept.validate import CheckedExport
from pipeline.errors import LieferungError
from pipeline.notation import exact
from pipeline.settings import Settings
from pipeline.warehouse import models, tables
from pipeline.warehouse.connection import Warehouse


def store_lieferung(con: Warehouse, lieferung: Lieferung) -> None:
    """Replace the month's rows of every export in `raw.*`, and let go of them one by one.

    What is left of an export shows what its values are like, for when excluded rows are kept; the organisation stays.

    :raises ConfigurationError: the warehouse holds the exports of another version
    """
    for number in range(len(lieferung.parts)):
        part = lieferung.parts[number]
        tables.replace_month(con, _table(part.export), lieferung.monat, part.frame)
        if part.export != "organisation":
            lieferung.parts[number] = replace(part, frame=part.frame.head(SAMPLE).clone())


def _table(export: str) -> str:
    return f"raw.{export}"


def accept(con: Warehouse, lieferung: Lieferung, settings: Settings, odd: pl.DataFrame) -> None:
    """Run the checks on the stored month and compare it with the last; excluded rows leave the warehouse again.

    Adds to the `befunde` of the delivery, also what is `odd` about it as a whole (columns of `accept.befund.SCHEMA`),
    and fills in its `zaehlungen`.

    :raises LieferungError: a check says that the delivery cannot be used, or too many rows are excluded
    :raises ConfigurationError: the warehouse is of another version
    """
    models.build_models(con, "stg")
    # Excluded rows leave first: what is left is judged by the others.
    for schwere in sorted(bf.SEVERITIES, key=lambda s: s != bf.AUSSCHLUSS):
        for check in models.checks(schwere):
            _add_befunde(con, lieferung, check, schwere)
    lieferung.zaehlungen = tuple(_count(con, lieferung, part) for part in lieferung.parts)
    vergleich = compare_with_previous(
        con, lieferung.monat, lieferung.parts, lieferung.zaehlungen, settings.hoechster_rueckgang
    )
    lieferung.befunde = bf.join([lieferung.befunde, vergleich, odd])
    _require_no_abbruch(lieferung)
    _require_few_exclusions(lieferung, settings.hoechster_ausschluss)


def _count(con: Warehouse, lieferung: Lieferung, part: CheckedExport) -> bf.Zaehlung:
    """Count read and excluded rows of an export; every row that is not in the warehouse has a reason."""
    excluded = part.gelesen - tables.count_rows(con, _table(part.export), lieferung.monat)
    reasons = bf.count_reasons(lieferung.befunde, part.export)
    if sum(count for _, count in reasons) != excluded:
        raise RuntimeError(f"Im Export {part.export} geht die Zählung der ausgeschlossenen Zeilen nicht auf.")
    return bf.Zaehlung(part.export, part.gelesen, excluded, reasons)


def _add_befunde(con: Warehouse, lieferung: Lieferung, check: models.Model, schwere: str) -> None:
    files = {t.export: t.file for t in lieferung.parts}
    kind = bf.BefundKind(check.file.stem, schwere, check.header.removeprefix(f"{schwere}: "))
    hits = models.find_rows(con, check)
    for (export, column), group in hits.group_by("export", "spalte", maintain_order=True):
        found = bf.make(group["zeile"], kind, export=str(export), file=files[str(export)], column=str(column))
        lieferung.befunde = bf.join([lieferung.befunde, found])
        if schwere == bf.AUSSCHLUSS:
            lieferung.keep(str(export), tables.read_zeilen(con, _table(str(export)), lieferung.monat, group["zeile"]))
            tables.delete_rows(con, _table(str(export)), lieferung.monat, group["zeile"])


def _require_no_abbruch(lieferung: Lieferung) -> None:
    """Refuse a delivery that a finding refuses.

    :raises LieferungError: names the exports and what is wrong with each
    """
    found = (
        lieferung.befunde.filter(pl.col("schwere") == bf.ABBRUCH).select("export", "satz").unique(maintain_order=True)
    )
    sentences = [f"{export}: {satz}{_why_nothing(lieferung, export)}" for export, satz in found.iter_rows()]
    if sentences:
        raise LieferungError(f"Die Lieferung {lieferung.monat} ist nicht verwendbar. {' '.join(sentences)}")


def _why_nothing(lieferung: Lieferung, export: str) -> str:
    """Return, after a space, why most rows of an export are excluded of which none is left; empty for any other."""
    zaehlung = next(z for z in lieferung.zaehlungen if z.export == export)
    if not zaehlung.ausgeschlossen or zaehlung.geladen:
        return ""
    return f" Häufigster Grund: {bf.main_reason(lieferung.befunde, export)}"


def _require_few_exclusions(lieferung: Lieferung, hoechster_ausschluss: Decimal) -> None:
    """Refuse a delivery of which too much would be left out; `hoechster_ausschluss` is a share of the rows, 0 to 1.

    :raises LieferungError: names the exports with more excluded rows, and why most of these are
    """
    zu_viel = [z for z in lieferung.zaehlungen if z.ausgeschlossen > hoechster_ausschluss * z.gelesen]
    if zu_viel:
        counts = ", ".join(f"{z.export} ({z.ausgeschlossen} von {z.gelesen} Zeilen)" for z in zu_viel)
        reasons = " ".join(
            f"Häufigster Grund in {z.export}: {bf.main_reason(lieferung.befunde, z.export)}" for z in zu_viel
        )
        raise LieferungError(
            f"Mehr als {exact(hoechster_ausschluss * 100)} % der Zeilen sind ausgeschlossen: {counts}. {reasons} "
            "Alle Gründe nennen die Befunde; bitte die Exporte berichtigen lassen."
        )
