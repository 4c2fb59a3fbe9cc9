"""The months that the warehouse keeps, passed through disclosure control as they were in their own reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.disclose import door as disclosure
from pipeline.errors import UsageError
from pipeline.kalender import Berichtsmonat
from pipeline.katalog import Katalog, read_katalog
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import Warehouse, open_warehouse


@dataclass(frozen=True)
class PublishedMonths:
    """Published figures and units of some months; `monate` maps JJJJ-MM to the Stichtag, in order.

    `kennzahlen` has the columns of `mart.kennzahlen`, with suppressed rows emptied, and for a report `richtung`, which
    way the target of the current month points; `einheiten` has those of `mart.einheiten`. `verbleib` has those of
    `mart.verbleib`: whether the persons of a unit are those of the kept month before (`personen`: `dieselben`,
    `andere`, many `abgegeben` to or `aufgenommen` from others, some `uebernommen` from a team that is no more or
    `abgeteilt` into a new one; `fortgefuehrt` from a team that bore another id, `unbekannt` where the pseudonyms are
    others, null where nothing tells), its `team_art` then and now, and `aus_teams`, the ids of teams that are no more
    and whose persons it has by half or more.
    """

    kennzahlen: pl.DataFrame
    einheiten: pl.DataFrame
    monate: Mapping[str, date]
    verbleib: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=history.VERBLEIB_SCHEMA))

    def of_month(self, stichtag: date, katalog: Katalog) -> pl.DataFrame:
        """Return the figures of one month, nothing beside them: columns of `mart.kennzahlen` and `richtung`."""
        beside = [k.id for k in katalog.kennzahl if k.is_beside]
        return self.kennzahlen.filter((pl.col("stichtag") == stichtag) & ~pl.col("kennzahl").is_in(beside))


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
        raw, verbleib, hidden = history.read_history(con), history.read_verbleib(con), history.read_hidden(con)
    if raw.kennzahlen.is_empty():
        raise UsageError(f"Im Warehouse {file} steht noch kein Monat. Bitte zuerst „kontaktdichte run“ aufrufen.")
    key = ["stichtag", "ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
    kennzahlen = disclosure.publish_kennzahlen(
        raw.kennzahlen.sort(key), raw.einheiten, read_katalog(), settings.mindestfallzahl
    )
    return PublishedMonths(disclosure.hide_again(kennzahlen, hidden), raw.einheiten, raw.months, verbleib)


def publish_verlauf(
    con: Warehouse, berichtsmonat: Berichtsmonat, katalog: Katalog, mindestfallzahl: int
) -> PublishedMonths:
    """Pass figures and look-aheads of all months up to the Berichtsmonat through disclosure control.

    What was hidden in an earlier month's own report stays hidden, whatever `mindestfallzahl` (persons or cases) says
    now.
    """
    einheiten = history.read_einheiten(con, berichtsmonat.stichtag)
    kennzahlen = disclosure.publish_kennzahlen(
        history.read_kennzahlen(con, berichtsmonat.stichtag), einheiten, katalog, mindestfallzahl
    )
    hidden = history.read_hidden(con).filter(pl.col("stichtag") != berichtsmonat.stichtag)
    kennzahlen = disclosure.hide_again(kennzahlen, hidden)
    months = history.read_months(con, berichtsmonat.monat)
    return PublishedMonths(kennzahlen, einheiten, months, history.read_verbleib(con))
