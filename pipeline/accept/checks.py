"""Loaded rows are judged: checks between exports, the month before, and the limit of rows that may be left out."""

from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.previous_month import compare_with_previous
from pipeline.accept.validate import Geprueft
from pipeline.errors import LieferungError
from pipeline.settings import Einstellungen
from pipeline.warehouse import models, tables
from pipeline.warehouse.connection import Warehouse


def store(con: Warehouse, lieferung: Lieferung) -> None:
    """Replace the month's rows of every export in `raw.*`.

    :raises KonfigurationError: the warehouse holds the exports of another version
    """
    for teil in lieferung.teile:
        tables.replace_month(con, _table(teil.export), lieferung.monat, teil.frame)


def _table(export: str) -> str:
    return f"raw.{export}"


def accept(con: Warehouse, lieferung: Lieferung, einstellungen: Einstellungen) -> None:
    """Run the checks on the stored month and compare it with the last; excluded rows leave the warehouse again.

    Adds `befunde` to the delivery and fills in its `zaehlungen`.

    :raises LieferungError: a check says that the delivery cannot be used, or too many rows are excluded
    """
    models.build(con, "stg")
    for schwere in (bf.AUSSCHLUSS, bf.ABBRUCH, bf.HINWEIS):
        for pruefung in models.checks(schwere):
            _add_findings(con, lieferung, pruefung, schwere)
    lieferung.zaehlungen = tuple(_count(con, lieferung, teil) for teil in lieferung.teile)
    vergleich = compare_with_previous(
        con, lieferung.monat, lieferung.teile, lieferung.zaehlungen, einstellungen.hoechster_rueckgang
    )
    lieferung.befunde = bf.join([lieferung.befunde, vergleich])
    abbrueche = lieferung.befunde.filter(pl.col("schwere") == bf.ABBRUCH)["satz"].unique(maintain_order=True)
    if len(abbrueche):
        raise LieferungError(f"Die Lieferung {lieferung.monat} ist nicht verwendbar. {' '.join(abbrueche)}")
    _require_few_exclusions(lieferung.zaehlungen, einstellungen.hoechster_ausschluss)


def _count(con: Warehouse, lieferung: Lieferung, teil: Geprueft) -> bf.Zaehlung:
    """Count read and excluded rows of an export; every row that is not in the warehouse has a reason."""
    ausgeschlossen = teil.gelesen - tables.count_rows(con, _table(teil.export), lieferung.monat)
    gruende = bf.count_reasons(lieferung.befunde, teil.export)
    if sum(anzahl for _, anzahl in gruende) != ausgeschlossen:
        raise RuntimeError(f"Im Export {teil.export} geht die Zählung der ausgeschlossenen Zeilen nicht auf.")
    return bf.Zaehlung(teil.export, teil.gelesen, ausgeschlossen, gruende)


def _add_findings(con: Warehouse, lieferung: Lieferung, pruefung: models.Modell, schwere: str) -> None:
    dateien = {t.export: t.datei for t in lieferung.teile}
    treffer = models.find_rows(con, pruefung)
    for (export, spalte), gruppe in treffer.group_by("export", "spalte", maintain_order=True):
        neu = bf.make(
            gruppe["zeile"],
            export=str(export),
            datei=dateien[str(export)],
            spalte=str(spalte),
            code=pruefung.datei.stem,
            schwere=schwere,
            satz=pruefung.kopf.removeprefix(f"{schwere}: "),
        )
        lieferung.befunde = bf.join([lieferung.befunde, neu])
        if schwere == bf.AUSSCHLUSS:
            tables.delete_rows(con, _table(str(export)), lieferung.monat, gruppe["zeile"])


def _require_few_exclusions(zaehlungen: tuple[bf.Zaehlung, ...], hoechster_ausschluss: Decimal) -> None:
    zu_viel = [
        f"{z.export} ({z.ausgeschlossen} von {z.gelesen} Zeilen)"
        for z in zaehlungen
        if z.ausgeschlossen > hoechster_ausschluss * z.gelesen
    ]
    if zu_viel:
        prozent = f"{(hoechster_ausschluss * 100).normalize():f}".replace(".", ",")
        raise LieferungError(
            f"Mehr als {prozent} % der Zeilen sind ausgeschlossen: {', '.join(zu_viel)}. Die Gründe nennt die "
            "Befundliste; bitte die Exporte berichtigen lassen."
        )
