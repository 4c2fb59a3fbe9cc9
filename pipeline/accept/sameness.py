"""One and the same value in nearly all rows of an export, where it can hardly be true of all of them."""

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.export import RawExport

# From this share on, of at least so many rows, a text that is always the same is a default.
_IMMER, _GENUG = 0.95, 20
# Days, months and times: a few lots may well share one, dozens of people's do not.
_FAST_ALLE, _DUTZENDE = 0.9, 50
_WORTE = {"datum": "denselben Tag", "monat": "denselben Monat", "uhrzeit": "dieselbe Uhrzeit"}


def judge_sameness(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Return a warning per column with one value only, with the columns of `accept.befund.SCHEMA`.

    `text` and `typed` have the columns of the export's schema, before and after parsing.
    """
    result = []
    for name, column in schema.columns.items():
        if w.form(column) in _WORTE:
            sentence = _same_day(column, typed[name].drop_nulls())
        elif w.form(column) == "flag":
            sentence = _always_yes(column, typed[name].drop_nulls()) if w.is_rare(column) else ""
        else:
            sentence = _same_text(raw, column, text[name]) if w.is_rare(column) else ""
        if sentence:
            result.append(raw.find([None], name, "spalte_zweifelhaft", bf.WARNUNG, sentence))
    return result


def _same_day(column: pa.Column, values: pl.Series) -> str:
    """Say that people share a day, a month or a time that they cannot share; empty if they do not."""
    if len(values) < _DUTZENDE:
        return ""
    same = int(values.value_counts(sort=True)["count"][0])
    if same < _FAST_ALLE * len(values):
        return ""
    return (
        f"{same} von {len(values)} Werten der Spalte {column.name} nennen {_WORTE[w.form(column) or '']}, was kaum "
        "stimmen kann: Vermutlich setzt die Quelle oder der Abruf ihn ein. Er zählt wie geliefert und verfälscht die "
        "Zahlen. Bitte den Export prüfen lassen."
    )


def _always_yes(column: pa.Column, values: pl.Series) -> str:
    """Say that nearly all rows have what few should have; empty if they do not."""
    yes = int(values.sum())
    if len(values) < _DUTZENDE or yes < _IMMER * len(values):
        return ""
    return (
        f"{yes} von {len(values)} Zeilen haben in der Spalte {column.name} ein J, das nur wenige haben sollten; jedes "
        "zählt. Vermutlich sind J und N vertauscht, oder der Abruf war gefiltert. Bitte den Export prüfen lassen."
    )


def _same_text(raw: RawExport, column: pa.Column, texts: pl.Series) -> str:
    """Say that a text that few rows should have is one and the same in nearly all; empty if it is not."""
    if len(texts) < _GENUG or texts.count() < _IMMER * len(texts):
        return ""
    same = int(texts.drop_nulls().str.to_lowercase().value_counts(sort=True)["count"][0])
    if same < _IMMER * len(texts):
        return ""
    return (
        f"{same} von {len(texts)} Zeilen haben in der Spalte {column.name} denselben Text, der demnach kaum etwas "
        "Besonderes meint; jede zählt als gefüllt. Heißt er „nichts“, ordnet ihn "
        f'[werte.{raw.export}.{column.name}] in kontaktdichte.toml mit "" als leer zu.'
    )
