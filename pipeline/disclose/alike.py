"""Several versions of one report side by side: what is alike is hidden alike."""

from collections.abc import Sequence

import polars as pl

from pipeline.disclose import door
from pipeline.katalog import Katalog

_ZELLE = ["ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
_GEHEIM = ["zaehler", "nenner", "wert", "ampel"]


def publish_vergleich(
    versions: Sequence[tuple[pl.DataFrame, pl.DataFrame]], katalog: Katalog, mindestfallzahl: int
) -> list[pl.DataFrame]:
    """Pass the figures of each version (each rule set) through disclosure control; then hide alike what is alike.

    A number that several versions share and that is hidden in one of them is hidden in all: else the reader would find
    it in the next column. A version is its unsuppressed figures (rows of `mart.kennzahlen`) and its units (rows of
    `mart.einheiten`); the result has the same rows and columns as the figures, in the same order.
    """
    einzeln = [
        door.publish_kennzahlen(kennzahlen, einheiten, katalog, mindestfallzahl) for kennzahlen, einheiten in versions
    ]
    raw = pl.concat(
        [
            kennzahlen.select(*_ZELLE, "zaehler", "nenner").with_columns(gesperrt=p["gesperrt"], nummer=pl.lit(n))
            for n, ((kennzahlen, _), p) in enumerate(zip(versions, einzeln, strict=True))
        ]
    )
    gemeinsam = raw.with_columns(pl.col("gesperrt").any().over(*_ZELLE, "zaehler", "nenner"))
    result = []
    for number, frame in enumerate(einzeln):
        gesperrt = gemeinsam.filter(pl.col("nummer") == number)["gesperrt"]
        result.append(
            frame.with_columns(gesperrt=gesperrt).with_columns(
                pl.when(~pl.col("gesperrt")).then(pl.col(_GEHEIM)).name.keep()
            )
        )
    return result
