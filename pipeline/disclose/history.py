"""The months that the warehouse keeps, passed through disclosure control as they were in their own reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.disclose import door as disclosure
from pipeline.errors import UsageError
from pipeline.katalog import Katalog, read_katalog
from pipeline.settings import Einstellungen
from pipeline.warehouse import history
from pipeline.warehouse.connection import Warehouse, open_warehouse


@dataclass(frozen=True)
class Zeitreihe:
    """Published figures and units of some months; `monate` maps `JJJJ-MM` to the Stichtag, in order.

    `figuren` has the columns of `mart.kennzahlen`, with suppressed rows emptied, `einheiten` those of
    `mart.einheiten`.
    """

    figuren: pl.DataFrame
    einheiten: pl.DataFrame
    monate: Mapping[str, date]


def read_warehouse(datei: Path, einstellungen: Einstellungen) -> Zeitreihe:
    """Read all months of the warehouse and publish each.

    :raises UsageError: there is no such file, or no month has been reported into it
    """
    if not datei.is_file():
        raise UsageError(
            f"Das Warehouse {datei} gibt es nicht. Bitte --warehouse prüfen; „kontaktdichte run“ legt es neben "
            "seinem Ausgabeordner an."
        )
    with open_warehouse(datei, einstellungen.speichergrenze) as con:
        roh = history.read_history(con)
    if roh.figures.is_empty():
        raise UsageError(f"Im Warehouse {datei} steht noch kein Monat. Bitte zuerst „kontaktdichte run“ aufrufen.")
    schluessel = ["stichtag", "ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
    figuren = disclosure.publish(roh.figures.sort(schluessel), roh.units, read_katalog(), einstellungen.mindestfallzahl)
    return Zeitreihe(figuren, roh.units, roh.months)


def publish_course(
    con: Warehouse, stichtag: date, katalog: Katalog, mindestfallzahl: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Publish figures and look-aheads of all months up to the Stichtag; returns them and the units of these months.

    The figures have the columns of `mart.kennzahlen` and `richtung`, which way the target of the current month points.
    """
    einheiten = history.read_units(con, stichtag)
    figuren = disclosure.publish(history.read_figures(con, stichtag), einheiten, katalog, mindestfallzahl)
    return figuren, einheiten
