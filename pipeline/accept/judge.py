"""The schema's judgement (pandera) of one export's typed rows, each kind of failure said in one German sentence."""

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE


def judge_values(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Return what the schema finds wrong, as Befunde with the columns of `accept.befund.SCHEMA`.

    `text` and `typed` have `zeile` and the columns of the export's schema, before and after parsing.

    :raises RuntimeError: a check of the schema fails itself, whatever the delivery
    """
    return [*_schema_befunde(raw, schema, text, typed), *_unreadable_optional(raw, schema, text, typed)]


def _schema_befunde(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Let pandera judge the typed columns.

    :raises RuntimeError: a check of the schema fails itself, whatever the delivery
    """
    # Keys are checked below: pandera reports the first occurrence as well, and that one stays.
    ohne_schluessel = pa.DataFrameSchema(schema.columns)
    try:
        ohne_schluessel.validate(typed.drop(ZEILE), lazy=True)
    except SchemaErrors as error:
        # The exception's own text quotes cell values; only places are taken from it.
        faelle = error.failure_cases.select("column", "check", "index").unique()
    else:
        return []
    result = []
    for (name, check), group in faelle.group_by("column", "check", maintain_order=True):
        if name not in schema.columns or group["index"].null_count():
            raise RuntimeError(f"Die Prüfung {check} des Exports {raw.export} ist selbst fehlerhaft.")
        stellen = group["index"].sort()
        result += _column_befunde(raw, schema, schema.columns[str(name)], str(check), text[stellen.to_list()])
    return result


def _column_befunde(
    raw: RawExport, schema: pa.DataFrameSchema, column: pa.Column, check: str, rows: pl.DataFrame
) -> list[pl.DataFrame]:
    """Turn one kind of failure of one column into findings."""
    if check == "not_nullable":
        leer = rows.filter(pl.col(column.name).is_null())[ZEILE]
        code = "schluessel_fehlt" if column.name in (schema.unique or []) else "pflichtwert_fehlt"
        sentence = f"{column.name} ist leer, muss aber gefüllt sein."
        unlesbar = rows.filter(pl.col(column.name).is_not_null())
        return [
            raw.find(leer, column.name, code, bf.AUSSCHLUSS, sentence),
            *_unreadable(raw, column, unlesbar, bf.AUSSCHLUSS, ""),
        ]
    if check.startswith("isin"):
        if w.is_emptied(column):
            sentence = f"{column.name} enthält freien Text; er wird verworfen und nicht gespeichert."
            return [raw.find(rows[ZEILE], column.name, "freitext_verworfen", bf.HINWEIS, sentence)]
        sentence = (
            f"{column.name} enthält einen unbekannten Code; bekannt sind {', '.join(w.allowed_codes(column))}. "
            f"Abweichende Codes ordnet [werte.{raw.export}.{column.name}] in kontaktdichte.toml zu."
        )
        return [raw.find(rows[ZEILE], column.name, "code_unbekannt", bf.AUSSCHLUSS, sentence)]
    sentence = f"{column.name} liegt außerhalb des üblichen Bereichs; der Wert zählt wie geliefert."
    return [raw.find(rows[ZEILE], column.name, "wert_ungewoehnlich", bf.HINWEIS, sentence)]


def _unreadable(raw: RawExport, column: pa.Column, rows: pl.DataFrame, schwere: str, effect: str) -> list[pl.DataFrame]:
    """Say which values could not be read, dates with a short year apart: there the way out is another one."""
    name = column.name
    kurz = w.is_short_year(rows[name]) if w.form(column) == "datum" else pl.repeat(False, rows.height, eager=True)
    mehrdeutig = f"{name} hat ein zweistelliges Jahr und ist damit mehrdeutig; erwartet wird TT.MM.JJJJ.{effect}"
    unlesbar = f"{name} ist nicht lesbar; erwartet wird {w.expected(column)}.{effect}"
    return [
        raw.find(rows.filter(kurz)[ZEILE], name, "datum_mehrdeutig", schwere, mehrdeutig),
        raw.find(rows.filter(~kurz)[ZEILE], name, "wert_unlesbar", schwere, unlesbar),
    ]


def _unreadable_optional(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Say which values of columns that may be empty could not be read: they count as empty."""
    result = []
    for name, column in schema.columns.items():
        if not column.nullable or w.allowed_codes(column):
            continue
        if column.dtype.type == pl.String:
            sentence = f"{name} enthält Steuerzeichen oder ist sehr lang; der Text zählt bereinigt."
            veraendert = text.filter(text[name] != typed[name])[ZEILE]
            result.append(raw.find(veraendert, name, "text_bereinigt", bf.HINWEIS, sentence))
        else:
            unlesbar = text.filter(text[name].is_not_null() & typed[name].is_null())
            result += _unreadable(raw, column, unlesbar, bf.HINWEIS, " Der Wert zählt als leer.")
    return result
