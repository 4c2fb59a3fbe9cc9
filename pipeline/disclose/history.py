"""The months that the warehouse keeps, passed through disclosure control as they were in their own reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from pipeline.disclose import door as disclosure
from pipeline.errors import UsageError
from pipeline.katalog import read_katalog
from pipeline.settings import Einstellungen
from pipeline.warehouse import tables as load


@dataclass(frozen=True)
class Zeitreihe:
    """Published figures and units of some months; `monate` maps `JJJJ-MM` to the Stichtag, in order."""

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
    with load.open_warehouse(datei, einstellungen.speichergrenze) as con:
        try:
            roh = load.fetch_frame(con, f"select * from {load.KENNZAHLEN}")  # noqa: S608
            einheiten = load.fetch_frame(con, "select * from mart.einheiten")
            monate = dict(con.execute("select monat, stichtag from mart.stichtage order by monat").fetchall())
        except duckdb.CatalogException:
            roh, einheiten, monate = pl.DataFrame(), pl.DataFrame(), {}
    if roh.is_empty():
        raise UsageError(f"Im Warehouse {datei} steht noch kein Monat. Bitte zuerst „kontaktdichte run“ aufrufen.")
    schluessel = ["stichtag", "ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
    figuren = disclosure.publish(roh.sort(schluessel), einheiten, read_katalog(), einstellungen.mindestfallzahl)
    return Zeitreihe(figuren, einheiten, monate)
