"""Values in more rows of an export than they can be true of: one day for all, the rare flag, the text of few rows."""

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.export import RawExport

# From this share on, what few rows should have is a default, or its opposite was meant.
_IMMER = 0.95
# A text that stands in so many rows, and in a fifth of all, is nothing special: whatever it says, and how often.
_GENUG, _FUENFTEL = 20, 5
# Days, months and times: a few lots may well share one, dozens of people's do not.
_FAST_ALLE, _DUTZENDE = 0.9, 50
_WORTE = {"datum": "denselben Tag", "monat": "denselben Monat", "uhrzeit": "dieselbe Uhrzeit"}


def judge_sameness(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Return a warning per column with too much of the same, with the columns of `accept.befund.SCHEMA`.

    `text` and `typed` have the columns of the export's schema, before and after parsing.
    """
    result = []
    for name, column in schema.columns.items():
        if w.form(column) in _WORTE:
            sentence = _same_day(column, typed[name].drop_nulls())
        elif w.form(column) == "flag":
            sentence = _swapped_flag(column, typed[name].drop_nulls())
        else:
            sentence = _common_text(raw, column, text[name]) if w.is_rare(column) else ""
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


def _swapped_flag(column: pa.Column, values: pl.Series) -> str:
    """Say that nearly all rows are what few should be; empty if they are not."""
    usual = w.usual_flag(column)
    if usual is None or len(values) < _DUTZENDE:
        return ""
    odd = int((values != usual).sum())
    if odd < _IMMER * len(values):
        return ""
    return (
        f"{odd} von {len(values)} Zeilen haben in der Spalte {column.name} ein {'N' if usual else 'J'}, das nur wenige "
        "haben sollten; jedes zählt. Vermutlich sind J und N vertauscht, oder der Abruf war gefiltert. Bitte den "
        "Export prüfen lassen."
    )


def _common_text(raw: RawExport, column: pa.Column, texts: pl.Series) -> str:
    """Say that too many rows have a text that few should have; empty if they are few."""
    filled = texts.count()
    if filled < _GENUG or filled * _FUENFTEL < len(texts):
        return ""
    return (
        f"{filled} von {len(texts)} Zeilen haben in der Spalte {column.name} einen Text, den nur wenige haben sollten; "
        "jede zählt als gefüllt. Heißt einer der Texte „nichts“, ordnet ihn "
        f'[werte.{raw.export}.{column.name}] in kontaktdichte.toml mit "" als leer zu.'
    )
