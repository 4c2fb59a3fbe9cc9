"""The months that the warehouse keeps, passed through disclosure control as they were in their own reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipeline.disclose import door as disclosure
from pipeline.errors import UsageError
from pipeline.katalog import Katalog, read_katalog
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import Warehouse, open_warehouse


@dataclass(frozen=True)
class PublishedMonths:
    """Published figures and units of some months; `monate` maps JJJJ-MM to the Stichtag, in order.

    `kennzahlen` has the columns of `mart.kennzahlen`, with suppressed rows emptied, `einheiten` those of
    `mart.einheiten`.
    """

    kennzahlen: pl.DataFrame
    einheiten: pl.DataFrame
    monate: Mapping[str, date]


def read_warehouse(file: Path, settings: Settings) -> PublishedMonths:
    """Read all months of the warehouse and publish each.

    :raises UsageError: there is no such file, or no month has been reported into it
    :raises ConfigurationError: the file is no warehouse, or another run holds it
    """
    if not file.is_file():
        raise UsageError(
            f"Das Warehouse {file} gibt es nicht. Bitte --warehouse prüfen; „kontaktdichte run“ legt es neben "
            "seinem Ausgabeordner an."
        )
    with open_warehouse(file, settings.speichergrenze) as con:
        raw = history.read_history(con)
    if raw.kennzahlen.is_empty():
        raise UsageError(f"Im Warehouse {file} steht noch kein Monat. Bitte zuerst „kontaktdichte run“ aufrufen.")
    key = ["stichtag", "ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
    kennzahlen = disclosure.publish_kennzahlen(
        raw.kennzahlen.sort(key), raw.einheiten, read_katalog(), settings.mindestfallzahl
    )
    return PublishedMonths(kennzahlen, raw.einheiten, raw.months)


class PublishedVerlauf(NamedTuple):
    """Published figures and look-aheads of all months up to one Stichtag, and the units of these months.

    `kennzahlen` has the columns of `mart.kennzahlen` (suppressed ones emptied) and `richtung`, which way the target of
    the current month points; `einheiten` has those of `mart.einheiten`.
    """

    kennzahlen: pl.DataFrame
    einheiten: pl.DataFrame

    def of_month(self, stichtag: date, katalog: Katalog) -> pl.DataFrame:
        """Return the figures of one month without look-aheads: columns of `mart.kennzahlen` and `richtung`."""
        vorschau = [k.id for k in katalog.kennzahl if k.vorschau]
        return self.kennzahlen.filter((pl.col("stichtag") == stichtag) & ~pl.col("kennzahl").is_in(vorschau))


def publish_verlauf(con: Warehouse, stichtag: date, katalog: Katalog, mindestfallzahl: int) -> PublishedVerlauf:
    """Pass figures and look-aheads of all months up to the Stichtag through disclosure control.

    `mindestfallzahl` counts persons or cases.
    """
    einheiten = history.read_einheiten(con, stichtag)
    kennzahlen = disclosure.publish_kennzahlen(
        history.read_kennzahlen(con, stichtag), einheiten, katalog, mindestfallzahl
    )
    return PublishedVerlauf(kennzahlen, einheiten)
