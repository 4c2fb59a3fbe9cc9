"""Disclosure control: the one door between the warehouse and everything that leaves it.

A figure is suppressed (`gesperrt`: no numerator, denominator, value or traffic light) if the persons or cases in
its numerator, in its denominator or in their difference are fewer than the Mindestfallzahl but not none, and if it
is drawn from the hours of fewer than three counsellors.
"""

import polars as pl

from pipeline.katalog import Katalog

# Fewer counsellors than this would make a capacity figure speak of single employees.
MINDESTFACHKRAEFTE = 3
SCHLUESSEL = ["stichtag", "ebene", "einheit_id"]
_GEHEIM = ["zaehler", "nenner", "wert", "ampel"]


def publish_kennzahlen(
    kennzahlen: pl.DataFrame, einheiten: pl.DataFrame, katalog: Katalog, mindestfallzahl: int
) -> pl.DataFrame:
    """Return the given rows of `mart.kennzahlen` as they may leave the department, same order and columns.

    `einheiten` gives `fachkraefte`, the counsellors with capacity in the month, per `stichtag`, `ebene`, `einheit_id`.
    `mindestfallzahl` counts persons or cases. Where `gesperrt` is true, `zaehler`, `nenner`, `wert` and `ampel` are
    null.
    """
    merkmale = _what_is_counted(katalog)
    mit_merkmalen = kennzahlen.join(merkmale, on="kennzahl", how="left", maintain_order="left").join(
        einheiten.select(*SCHLUESSEL, "fachkraefte"), on=SCHLUESSEL, how="left", maintain_order="left"
    )
    gesperrt = (
        # A figure that the catalogue does not know stays inside.
        pl.col("aus_kapazitaet").is_null()
        | (pl.col("zaehler_zaehlt_faelle") & _is_small("zaehler", mindestfallzahl))
        | (pl.col("nenner_zaehlt_faelle") & _is_small("nenner", mindestfallzahl))
        | (pl.col("ist_anteil_von_faellen") & _is_small("rest", mindestfallzahl))
        | (pl.col("aus_kapazitaet") & (pl.col("fachkraefte").fill_null(0) < MINDESTFACHKRAEFTE))
    )
    return (
        mit_merkmalen.with_columns(rest=pl.col("nenner") - pl.col("zaehler"))
        .with_columns(gesperrt=gesperrt)
        .with_columns(pl.when(~pl.col("gesperrt")).then(pl.col(_GEHEIM)).name.keep())
        .select(kennzahlen.columns)
    )


def _is_small(column: str, mindestfallzahl: int) -> pl.Expr:
    return ((pl.col(column) > 0) & (pl.col(column) < mindestfallzahl)).fill_null(False)


def _what_is_counted(katalog: Katalog) -> pl.DataFrame:
    """Tell per figure whether numerator and denominator are persons or cases, and whether it is a share."""
    rows = []
    for k in katalog.kennzahl:
        zaehler, nenner = k.zaehler.zaehlt != "menge", k.nenner is not None and k.nenner.zaehlt != "menge"
        rows.append((k.id, zaehler, nenner, k.is_share and zaehler and nenner, k.kapazitaet))
    columns = ["zaehler_zaehlt_faelle", "nenner_zaehlt_faelle", "ist_anteil_von_faellen", "aus_kapazitaet"]
    return pl.DataFrame(rows, {"kennzahl": pl.String, **dict.fromkeys(columns, pl.Boolean)}, orient="row")
