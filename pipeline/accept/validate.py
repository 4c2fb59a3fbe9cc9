"""Text becomes values; the export schemas (pandera) tell which rows and cells are not what they should be.

Rules of severity: a missing or repeated key, a missing or unreadable required value and a foreign code exclude
the row; everything else is a notice and the row counts as delivered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE, incomplete_file
from pipeline.accept.judge import judge_values
from pipeline.accept.placeholders import read_placeholders
from pipeline.accept.safe_cells import keep_safe_cell
from schemas import EXPORTS

# What a value is when its end is missing; and how many rows it takes to see that it is the only one.
_CUT_VALUE = ("wert_unlesbar", "datum_mehrdeutig", "code_unbekannt")
_BEGIN_OF_DAY_OR_NUMBER = r"\d{1,2}(?:\.(?:\d{1,2}(?:\.\d{0,3})?)?)?|\d{1,4}(?:-(?:\d{1,2}(?:-\d?)?)?)?|\d+,"
_SEVERAL = 5


@dataclass(frozen=True)
class CheckedExport:
    """One export after validation: typed rows that count, findings, and how many rows were read.

    `frame` has `zeile` and the typed columns of the export's schema, `befunde` the columns of `accept.befund.SCHEMA`.
    `quarantaene` holds what is safe of the excluded rows, as text with the columns of `frame`; of damaged ones that is
    `zeile` alone.
    `checksum` is the hash (SHA-256) of the file.
    """

    export: str
    file: str
    frame: pl.DataFrame
    befunde: pl.DataFrame
    gelesen: int
    quarantaene: pl.DataFrame
    checksum: str = ""


def validate_export(raw: RawExport, values: Mapping[str, Mapping[str, str]]) -> CheckedExport:
    """Parse and check one export; `values` maps delivered values to our codes, per column.

    :raises LieferungError: the file ends within its last value, or hardly any of its values is one
    :raises RuntimeError: a check of a schema fails itself, whatever the delivery
    """
    schema = EXPORTS[raw.export].to_schema()
    text, gedeutet, emptied = read_placeholders(raw, schema, values)
    raw = replace(raw, emptied=(*raw.emptied, *emptied))
    typed = text.select(ZEILE, *(w.parse(column) for column in schema.columns.values()))
    gefunden = [
        raw.befunde,
        *gedeutet,
        *judge_values(raw, schema, text, typed),
        *_repeated_keys(raw, schema, typed),
        *_foreign_columns(raw),
    ]
    befunde = bf.join(gefunden)
    _require_whole_end(raw, schema, befunde)
    excluded = bf.excluded_rows(befunde, raw.export).implode()
    bleibt = typed.filter(~pl.col(ZEILE).is_in(excluded)).with_columns(
        *(_emptied(column) for column in schema.columns.values() if w.is_emptied(column)),
        *(_present(column) for column in schema.columns.values() if w.is_presence(column)),
    )
    safe = text.filter(pl.col(ZEILE).is_in(excluded)).with_columns(
        keep_safe_cell(column, text) for column in schema.columns.values()
    )
    damaged = pl.DataFrame({ZEILE: [u.zeile for u in raw.unreadable]}, schema={ZEILE: text.schema[ZEILE]})
    quarantaene = pl.concat([safe, damaged], how="diagonal").sort(ZEILE)
    return CheckedExport(raw.export, raw.file, bleibt, befunde, raw.gelesen, quarantaene, raw.checksum)


def _require_whole_end(raw: RawExport, schema: pa.DataFrameSchema, befunde: pl.DataFrame) -> None:
    """Refuse a file that breaks off in its last value: the only one of its column that is but the begin of one.

    :raises LieferungError: says so
    """
    last = raw.frame.columns[-1]
    odd = befunde.filter(pl.col("spalte") == last, pl.col("code").is_in(_CUT_VALUE))["zeile"].unique().to_list()
    if raw.open_row is None or odd != [raw.open_row] or raw.frame.height < _SEVERAL:
        return
    value = raw.frame[last][-1]
    codes = w.allowed_codes(schema.columns[last])
    if any(code.startswith(value) for code in codes) or (not codes and re.fullmatch(_BEGIN_OF_DAY_OR_NUMBER, value)):
        raise incomplete_file(raw.file, "der Rest des letzten Feldes und das Zeilenende")


def _emptied(column: pa.Column) -> pl.Expr:
    value = pl.col(column.name)
    return pl.when(value.is_in(w.allowed_codes(column))).then(value).alias(column.name)


def _present(column: pa.Column) -> pl.Expr:
    """Keep that there is a text, not what it says."""
    return pl.when(pl.col(column.name).is_not_null()).then(pl.lit(w.VORHANDEN)).alias(column.name)


def _repeated_keys(raw: RawExport, schema: pa.DataFrameSchema, typed: pl.DataFrame) -> list[pl.DataFrame]:
    key = list(schema.unique or [])
    complete = typed.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    repeated = complete.filter(~pl.struct(key).is_first_distinct())
    sentence = f"Der Schlüssel {', '.join(key)} kam schon vor; die erste Zeile bleibt."
    doppelt = raw.find(repeated[ZEILE], key[0], "schluessel_doppelt", bf.AUSSCHLUSS, sentence)
    return [doppelt, *_contradicting_status(raw, complete, repeated)]


def _contradicting_status(raw: RawExport, complete: pl.DataFrame, repeated: pl.DataFrame) -> list[pl.DataFrame]:
    """Say where a person's further row names another AV status than the first: one of the two is wrong."""
    if raw.export != "verbis_kunden" or repeated.is_empty():
        return []
    erste = complete.unique("kunde_id", keep="first", maintain_order=True).select("kunde_id", erster="av_status")
    widerspruch = repeated.join(erste, on="kunde_id").filter(pl.col("av_status") != pl.col("erster"))[ZEILE].sort()
    sentence = "Die Person kommt mit zwei verschiedenen av_status vor; die erste Zeile gilt."
    return [raw.find(widerspruch, "av_status", "zwei_av_status", bf.HINWEIS, sentence)]


def _foreign_columns(raw: RawExport) -> list[pl.DataFrame]:
    sentence = "Die Spalte gehört nicht zum Export; sie wird nicht gespeichert."
    return [raw.find([None], name, "spalte_unbekannt", bf.HINWEIS, sentence) for name in raw.foreign_columns]
