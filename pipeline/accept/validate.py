"""Text becomes values; the export schemas (pandera) tell which rows and cells are not what they should be.

Rules of severity: a missing or repeated key, a missing or unreadable required value and a foreign code exclude
the row; everything else is a notice and the row counts as delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE
from schemas import EXPORTS


@dataclass(frozen=True)
class CheckedExport:
    """One export after validation: typed rows that count, findings, and how many rows were read.

    `frame` has `zeile` and the typed columns of the export's schema, `befunde` the columns of `accept.befund.SCHEMA`.
    `quarantaene` holds the excluded rows as delivered, as text without free text, with the columns of `frame`.
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

    :raises RuntimeError: a check of a schema fails itself, whatever the delivery
    """
    schema = EXPORTS[raw.export].to_schema()
    zugeordnet = raw.frame.select(ZEILE, *schema.columns).with_columns(
        pl.col(column).replace(dict(mapping)) for column, mapping in values.items()
    )
    text, gedeutet = _read_placeholders(raw, schema, zugeordnet)
    typed = text.select(ZEILE, *(w.parse(column) for column in schema.columns.values()))
    gefunden = [
        raw.befunde,
        *gedeutet,
        *_schema_befunde(raw, schema, text, typed),
        *_unreadable_optional(raw, schema, text, typed),
        *_repeated_keys(raw, schema, typed),
        *_foreign_columns(raw),
    ]
    befunde = bf.join(gefunden)
    excluded = bf.excluded_rows(befunde, raw.export).implode()
    bleibt = typed.filter(~pl.col(ZEILE).is_in(excluded)).with_columns(
        _emptied(column) for column in schema.columns.values() if w.is_emptied(column)
    )
    quarantaene = _quarantine(raw, schema, text.filter(pl.col(ZEILE).is_in(excluded)))
    return CheckedExport(raw.export, raw.file, bleibt, befunde, raw.gelesen, quarantaene, raw.checksum)


def _emptied(column: pa.Column) -> pl.Expr:
    value = pl.col(column.name)
    return pl.when(value.is_in(w.allowed_codes(column))).then(value).alias(column.name)


def _quarantine(raw: RawExport, schema: pa.DataFrameSchema, excluded: pl.DataFrame) -> pl.DataFrame:
    """Return the excluded rows as text, damaged ones as far as their cells can be told apart.

    Free text is never stored: behind the place of its column a damaged row is cut off, since what stands there may
    be a piece of it. Nor is a whole day of birth.
    """
    columns = [name for name in raw.frame.columns if name != ZEILE]
    frei = [columns.index(name) for name, column in schema.columns.items() if w.is_emptied(column)]
    bis = min(frei, default=len(columns))
    beschaedigt = [{ZEILE: u.zeile, **dict(zip(columns[:bis], u.cells, strict=False))} for u in raw.unreadable]
    reste = pl.DataFrame(beschaedigt, schema=excluded.schema) if beschaedigt else excluded.clear()
    bereinigt = [_emptied(s) for s in schema.columns.values() if w.is_emptied(s)]
    months = [
        pl.when(pl.col(name).str.contains(r"^(\d{4}-\d{2}|\D*)$")).then(pl.col(name)).alias(name)
        for name, column in schema.columns.items()
        if w.form(column) == "monat"
    ]
    return pl.concat([excluded, reste]).with_columns(*bereinigt, *months).sort(ZEILE)


def _read_placeholders(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Empty the dates that stand for "open", and read the blanks of a column that is only ticked as no."""
    gedeutet = []
    for name, column in schema.columns.items():
        if w.form(column) == "datum":
            offen = text[name].is_in(w.OFFENE_TAGE).fill_null(False)
            if offen.any():
                sentence = f"{name} enthält ein Datum, das „offen“ bedeutet (wie 31.12.9999); es zählt als leer."
                gedeutet.append(_befund(raw, text.filter(offen)[ZEILE], name, "datum_offen", bf.HINWEIS, sentence))
                text = text.with_columns(pl.when(~pl.col(name).is_in(w.OFFENE_TAGE)).then(pl.col(name)).alias(name))
        elif w.form(column) == "flag" and _is_only_ticked(text[name]):
            sentence = f"{name} ist nur angekreuzt oder leer; leere Zellen ({text[name].null_count()}) zählen als N."
            gedeutet.append(_befund(raw, [None], name, "leer_ist_nein", bf.HINWEIS, sentence))
            text = text.with_columns(pl.col(name).fill_null("N"))
    return text, gedeutet


def _is_only_ticked(column: pl.Series) -> bool:
    return 0 < column.null_count() < len(column) and set(column.drop_nulls().unique()) <= {"x", "X"}


def _schema_befunde(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Let pandera judge the typed columns, and say each kind of failure in one German sentence."""
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
            _befund(raw, leer, column.name, code, bf.AUSSCHLUSS, sentence),
            *_unreadable(raw, column, unlesbar, bf.AUSSCHLUSS, ""),
        ]
    if check.startswith("isin"):
        if w.is_emptied(column):
            sentence = f"{column.name} enthält freien Text; er wird verworfen und nicht gespeichert."
            return [_befund(raw, rows[ZEILE], column.name, "freitext_verworfen", bf.HINWEIS, sentence)]
        sentence = (
            f"{column.name} enthält einen unbekannten Code; bekannt sind {', '.join(w.allowed_codes(column))}. "
            f"Abweichende Codes ordnet [werte.{raw.export}.{column.name}] in kontaktdichte.toml zu."
        )
        return [_befund(raw, rows[ZEILE], column.name, "code_unbekannt", bf.AUSSCHLUSS, sentence)]
    sentence = f"{column.name} liegt außerhalb des üblichen Bereichs; der Wert zählt wie geliefert."
    return [_befund(raw, rows[ZEILE], column.name, "wert_ungewoehnlich", bf.HINWEIS, sentence)]


def _unreadable(raw: RawExport, column: pa.Column, rows: pl.DataFrame, schwere: str, effect: str) -> list[pl.DataFrame]:
    """Say which values could not be read, dates with a short year apart: there the way out is another one."""
    name = column.name
    kurz = w.is_short_year(rows[name]) if w.form(column) == "datum" else pl.repeat(False, rows.height, eager=True)
    mehrdeutig = f"{name} hat ein zweistelliges Jahr und ist damit mehrdeutig; erwartet wird TT.MM.JJJJ.{effect}"
    unlesbar = f"{name} ist nicht lesbar; erwartet wird {w.expected(column)}.{effect}"
    return [
        _befund(raw, rows.filter(kurz)[ZEILE], name, "datum_mehrdeutig", schwere, mehrdeutig),
        _befund(raw, rows.filter(~kurz)[ZEILE], name, "wert_unlesbar", schwere, unlesbar),
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
            result.append(_befund(raw, veraendert, name, "text_bereinigt", bf.HINWEIS, sentence))
        else:
            unlesbar = text.filter(text[name].is_not_null() & typed[name].is_null())
            result += _unreadable(raw, column, unlesbar, bf.HINWEIS, " Der Wert zählt als leer.")
    return result


def _repeated_keys(raw: RawExport, schema: pa.DataFrameSchema, typed: pl.DataFrame) -> list[pl.DataFrame]:
    key = list(schema.unique or [])
    complete = typed.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    repeated = complete.filter(~pl.struct(key).is_first_distinct())
    sentence = f"Der Schlüssel {', '.join(key)} kam schon vor; die erste Zeile bleibt."
    doppelt = _befund(raw, repeated[ZEILE], key[0], "schluessel_doppelt", bf.AUSSCHLUSS, sentence)
    return [doppelt, *_contradicting_status(raw, complete, repeated)]


def _contradicting_status(raw: RawExport, complete: pl.DataFrame, repeated: pl.DataFrame) -> list[pl.DataFrame]:
    """Say where a person's further row names another AV status than the first: one of the two is wrong."""
    if raw.export != "verbis_kunden" or repeated.is_empty():
        return []
    erste = complete.unique("kunde_id", keep="first", maintain_order=True).select("kunde_id", erster="av_status")
    widerspruch = repeated.join(erste, on="kunde_id").filter(pl.col("av_status") != pl.col("erster"))[ZEILE].sort()
    sentence = "Die Person kommt mit zwei verschiedenen av_status vor; die erste Zeile gilt."
    return [_befund(raw, widerspruch, "av_status", "zwei_av_status", bf.HINWEIS, sentence)]


def _foreign_columns(raw: RawExport) -> list[pl.DataFrame]:
    sentence = "Die Spalte gehört nicht zum Export; sie wird nicht gespeichert."
    return [_befund(raw, [None], name, "spalte_unbekannt", bf.HINWEIS, sentence) for name in raw.foreign_columns]


def _befund(
    raw: RawExport, rows: pl.Series | list[None], column: str, code: str, schwere: str, sentence: str
) -> pl.DataFrame:
    return bf.make(rows, bf.BefundKind(code, schwere, sentence), export=raw.export, file=raw.file, column=column)
