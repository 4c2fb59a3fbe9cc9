"""Disclosure control: the one door between the warehouse and everything that leaves it.

A figure is suppressed (`gesperrt`: no numerator, denominator, value or traffic light) if the persons or cases in
its numerator, in its denominator or in their difference are fewer than the Mindestfallzahl but not none, and if it
is drawn from the hours or appointments of a unit with fewer than three counsellors who were present. Days of persons
are taken to be of so few persons if these could have as many.
"""

import polars as pl

from pipeline.katalog import Katalog, Side

# Fewer counsellors than this would make a figure of their hours or appointments speak of single employees.
MINDESTFACHKRAEFTE = 3
SCHLUESSEL = ["stichtag", "ebene", "einheit_id"]
_GEHEIM = ["zaehler", "nenner", "wert", "ampel"]
# Numbers behind a figure that may be of very few; `rest` is denominator less numerator.
_COUNTED = ("zaehler", "nenner", "rest")


def publish_kennzahlen(
    kennzahlen: pl.DataFrame, einheiten: pl.DataFrame, katalog: Katalog, mindestfallzahl: int
) -> pl.DataFrame:
    """Return the given rows of `mart.kennzahlen` as they may leave the department, same order and columns.

    `einheiten` gives `fachkraefte`, the counsellors with present hours in the month, per `stichtag`, `ebene`,
    `einheit_id`. `mindestfallzahl` counts persons or cases. Where `gesperrt` is true, `zaehler`, `nenner`, `wert` and
    `ampel` are null.
    """
    merkmale = _what_is_counted(katalog)
    mit_merkmalen = kennzahlen.join(merkmale, on="kennzahl", how="left", maintain_order="left").join(
        einheiten.select(*SCHLUESSEL, "fachkraefte"), on=SCHLUESSEL, how="left", maintain_order="left"
    )
    few = mindestfallzahl - 1
    gesperrt = (
        # A figure that the catalogue does not know stays inside.
        pl.col("von_fachkraeften").is_null()
        | pl.any_horizontal(_is_small(pl.col(name), pl.col(f"{name}_je_fall") * few) for name in _COUNTED)
        | (pl.col("von_fachkraeften") & (pl.col("fachkraefte").fill_null(0) < MINDESTFACHKRAEFTE))
    )
    return (
        mit_merkmalen.with_columns(rest=pl.col("nenner") - pl.col("zaehler"))
        .with_columns(gesperrt=gesperrt)
        .with_columns(pl.when(~pl.col("gesperrt")).then(pl.col(_GEHEIM)).name.keep())
        .select(kennzahlen.columns)
    )


def hide_again(published: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """Hide also what was hidden before: `hidden` names figures by `SCHLUESSEL`, `kennzahl` and segment.

    `published` are rows of `mart.kennzahlen`, and stay in their order and columns.
    """
    key = [*SCHLUESSEL, "kennzahl", "segment_art", "segment"]
    known = hidden.select(*key, pl.lit(True).alias("war_gesperrt"))
    joined = published.join(known, on=key, how="left", maintain_order="left")
    gesperrt = pl.col("gesperrt") | pl.col("war_gesperrt").fill_null(False)
    return (
        joined.with_columns(gesperrt=gesperrt)
        .with_columns(pl.when(~pl.col("gesperrt")).then(pl.col(_GEHEIM)).name.keep())
        .select(published.columns)
    )


def _is_small(number: pl.Expr, most: pl.Expr) -> pl.Expr:
    return ((number > 0) & (number <= most)).fill_null(False)


def _what_is_counted(katalog: Katalog) -> pl.DataFrame:
    """Tell per figure how much a single person or case adds at most: one, or days; null for other quantities."""
    rows = []
    for k in katalog.kennzahl:
        zaehler, nenner = _per_fall(k.zaehler), _per_fall(k.nenner)
        rest = zaehler if k.is_share and zaehler == nenner else None
        rows.append((k.id, zaehler, nenner, rest, katalog.is_of_fachkraefte(k)))
    numbers = dict.fromkeys((f"{name}_je_fall" for name in _COUNTED), pl.Int64)
    return pl.DataFrame(rows, {"kennzahl": pl.String, **numbers, "von_fachkraeften": pl.Boolean}, orient="row")


def _per_fall(side: Side | None) -> int | None:
    if side is None:
        return None
    return side.je_person if side.zaehlt == "menge" else 1
