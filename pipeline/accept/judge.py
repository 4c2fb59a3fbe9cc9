"""The schema's judgement (pandera) of one export's typed rows, each kind of failure said in one German sentence."""

from collections.abc import Sequence
from datetime import date

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.emptied import by_reason
from pipeline.accept.export import RawExport
from pipeline.accept.formats.misread import find_misread
from pipeline.accept.formats.table import MERGED, ZEILE
from pipeline.accept.reasons import explain
from pipeline.accept.sameness import judge_sameness
from pipeline.errors import LieferungError

# From this share on, of at least so many values, odd ones speak against the column as a whole.
_HOECHSTER_ANTEIL, _GENUG = 0.1, 20
# Each is a row of the list of Befunde; an export with more of them is not the one it should be.
_MOST_EXCLUDING = 1_000_000
# From this share on, small numbers are in another unit.
_FAST_ALLE = 0.9


def judge_values(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Return what the schema finds wrong, as Befunde with the columns of `accept.befund.SCHEMA`.

    `text` and `typed` have `zeile` and the columns of the export's schema, before and after parsing.

    :raises LieferungError: more values exclude their row than anyone could list
    :raises RuntimeError: a check of the schema fails itself, whatever the delivery
    """
    return [
        *_schema_befunde(raw, schema, text, typed),
        *_unreadable_optional(raw, schema, text, typed),
        *_rounded(raw, schema, text),
        *_other_unit(raw, schema, typed),
        *judge_sameness(raw, schema, text, typed),
    ]


def _schema_befunde(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, typed: pl.DataFrame
) -> list[pl.DataFrame]:
    """Let pandera judge the typed columns, one after the other: what it finds takes many times the memory of a cell.

    :raises LieferungError: more values exclude their row than anyone could list
    :raises RuntimeError: a check of the schema fails itself, whatever the delivery
    """
    result: list[pl.DataFrame] = []
    for name, column in schema.columns.items():
        # Keys are checked elsewhere: pandera reports the first occurrence as well, and that one stays.
        try:
            pa.DataFrameSchema({name: column}).validate(typed.select(name), lazy=True)
        except SchemaErrors as error:
            # The exception's own text quotes cell values; only places are taken from it.
            faelle = error.failure_cases.select("column", "check", "index").unique()
        else:
            continue
        for (found, check), group in faelle.group_by("column", "check", maintain_order=True):
            if found != name or group["index"].null_count():
                raise RuntimeError(f"Die Prüfung {check} des Exports {raw.export} ist selbst fehlerhaft.")
            result += _column_befunde(raw, schema, column, str(check), text[group["index"].sort()])
        _require_few(raw, result)
    return result


def _require_few(raw: RawExport, found: list[pl.DataFrame]) -> None:
    """Refuse an export of which more values exclude their row than anyone could list; `found` are its Befunde.

    :raises LieferungError: names the column and what is wrong with it
    """
    excluding = [part for part in found if part.height and part["schwere"][0] == bf.AUSSCHLUSS]
    if (count := sum(part.height for part in excluding)) > _MOST_EXCLUDING:
        most = max(excluding, key=lambda part: part.height)
        raise LieferungError(
            f"In {raw.file} schließen {count} Werte ihre Zeile aus, allein {most.height} in der Spalte "
            f"{most['spalte'][0]}: {most['satz'][0]}"
        )


def _column_befunde(
    raw: RawExport, schema: pa.DataFrameSchema, column: pa.Column, check: str, rows: pl.DataFrame
) -> list[pl.DataFrame]:
    """Turn one kind of failure of one column into findings."""
    if check == "not_nullable":
        leer = rows.filter(pl.col(column.name).is_null())[ZEILE]
        code = "schluessel_fehlt" if column.name in (schema.unique or []) else "pflichtwert_fehlt"
        return [
            *(
                raw.find(part, column.name, code, bf.AUSSCHLUSS, _missing(raw, column, reason))
                for reason, part in by_reason(leer, column.name, raw.emptied)
            ),
            *_unreadable(raw, column, rows, bf.AUSSCHLUSS, ""),
        ]
    if check.startswith("isin"):
        if w.is_emptied(column):
            sentence = f"{column.name} enthält freien Text; er wird verworfen und nicht gespeichert."
            return [raw.find(rows[ZEILE], column.name, "freitext_verworfen", bf.HINWEIS, sentence)]
        auch_leer = ', mit "" als leer' if column.nullable else ""
        sentence = (
            f"{column.name} enthält einen unbekannten Code; bekannt sind {', '.join(w.allowed_codes(column))}. "
            f"Abweichende Codes ordnet [werte.{raw.export}.{column.name}] in kontaktdichte.toml zu{auch_leer}."
        )
        misread = [
            raw.find(rows.filter(hits)[ZEILE], column.name, kind.code, kind.schwere, kind.satz)
            for kind, hits in find_misread(rows[column.name])
        ]
        return [raw.find(rows[ZEILE], column.name, "code_unbekannt", bf.AUSSCHLUSS, sentence), *misread]
    return _judge_window(raw, column, rows)


def _judge_window(raw: RawExport, column: pa.Column, rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Say which values are not usual; a single one that is impossible is enough to distort the figures."""
    sentence = (
        f"{column.name} liegt außerhalb des üblichen Bereichs ({_window(column)}), wie {rows.height} von "
        f"{_filled(raw, column)} Werten der Spalte; der Wert zählt wie geliefert. Bitte in der Quelle prüfen."
    )
    ungewoehnlich = raw.find(rows[ZEILE], column.name, "wert_ungewoehnlich", bf.HINWEIS, sentence)
    if (possible := w.possible(column)) is not None:
        values = rows.select(w.parse(column)).to_series()
        if count := int((~values.is_between(*possible)).sum()):
            sentence = (
                f"{count} von {_filled(raw, column)} Werten der Spalte {column.name}: nicht möglich (möglich ist "
                f"{possible[0]} bis {possible[1]}). Sie zählen wie geliefert und verfälschen die Zahlen. Vermutlich "
                "ein Tippfehler, ein falsches Vorzeichen oder eine andere Einheit: Bitte in der Quelle berichtigen."
            )
            return [ungewoehnlich, _say_doubt(raw, column, sentence)]
    return [
        ungewoehnlich,
        *_doubt(raw, column, rows.height, f"liegen außerhalb des üblichen Bereichs ({_window(column)})"),
    ]


def _missing(raw: RawExport, column: pa.Column, reason: str) -> str:
    if reason:
        return f"{column.name} muss gefüllt sein. {reason}"
    if MERGED in raw.befunde["code"]:
        return (
            f"{column.name} ist leer, muss aber gefüllt sein. In der Mappe sind Zellen verbunden; ihr Wert steht nur "
            "in der obersten. Bitte die Verbindung aufheben und jede Zelle füllen."
        )
    if w.form(column) != "flag":
        return f"{column.name} ist leer, muss aber gefüllt sein. Bitte in der Quelle ergänzen lassen."
    return (
        f"{column.name} ist leer, muss aber gefüllt sein. Wo leer „nein“ bedeutet, sagt das "
        f'[werte.{raw.export}.{column.name}] mit "" = "N" in kontaktdichte.toml.'
    )


def _window(column: pa.Column) -> str:
    """Say the bounds that a schema gives the usual values of a column."""
    bounds = next(p.statistics for p in column.checks if p.name != "isin")
    von, bis = (_in_german(bounds.get(name)) for name in ("min_value", "max_value"))
    return f"{von} bis {bis}" if bis else f"ab {von}"


def _in_german(bound: object) -> str:
    if isinstance(bound, date):
        return f"{bound:%d.%m.%Y}"
    return "" if bound is None else str(bound)


def _doubt(
    raw: RawExport, column: pa.Column, hits: int, what: str, reasons: Sequence[pl.DataFrame] = ()
) -> list[pl.DataFrame]:
    """Warn of a column of which more than a few values are odd: then the export, not the case, is to be doubted.

    `reasons` are the Befunde on these values, each about one reason; the sentence is that of most of them.
    """
    filled = _filled(raw, column)
    if filled < _GENUG or hits <= _HOECHSTER_ANTEIL * filled:
        return []
    main = max(reasons, key=lambda rows: rows.height, default=None)
    why = (
        "Vermutlich ist die Spalte falsch exportiert oder zugeordnet. Bitte den Export prüfen lassen."
        if main is None
        else f"Häufigster Grund: {main['satz'][0]}"
    )
    return [_say_doubt(raw, column, f"{hits} von {filled} Werten der Spalte {column.name} {what}. {why}")]


def _say_doubt(raw: RawExport, column: pa.Column, sentence: str) -> pl.DataFrame:
    return raw.find([None], column.name, "spalte_zweifelhaft", bf.WARNUNG, sentence)


def _other_unit(raw: RawExport, schema: pa.DataFrameSchema, typed: pl.DataFrame) -> list[pl.DataFrame]:
    """Warn of minutes that nearly all are so few that they are rather hours."""
    result = []
    for name, column in schema.columns.items():
        if (usual := w.usual_minimum(column)) is None or (filled := int(typed[name].count())) < _GENUG:
            continue
        # What is below the possible is said elsewhere.
        few = int(((typed[name] > 0) & (typed[name] < usual)).sum())
        if few >= _FAST_ALLE * filled:
            sentence = (
                f"{few} von {filled} Werten der Spalte {name} liegen unter {usual} Minuten: Vermutlich sind es Stunden "
                "statt Minuten. Sie zählen wie geliefert. Bitte in Minuten exportieren lassen, eine Stunde also als 60."
            )
            result.append(_say_doubt(raw, column, sentence))
    return result


def _filled(raw: RawExport, column: pa.Column) -> int:
    return int(raw.frame[column.name].count())


def _unreadable(raw: RawExport, column: pa.Column, rows: pl.DataFrame, schwere: str, effect: str) -> list[pl.DataFrame]:
    """Say which values could not be read, each cause apart: the ways out are different ones."""
    return [
        raw.find(rows.filter(passt)[ZEILE], column.name, code, schwere, sentence + effect)
        for code, sentence, passt in explain(column, raw.export, rows[column.name])
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
        unlesbar = text.filter(text[name].is_not_null() & typed[name].is_null())
        unreadable = _unreadable(raw, column, unlesbar, bf.HINWEIS, " Der Wert zählt als leer.")
        result += unreadable
        result += _doubt(raw, column, unlesbar.height, "sind nicht lesbar und zählen als leer", unreadable)
    return result


def _rounded(raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame) -> list[pl.DataFrame]:
    """Say which numbers have more decimals than are kept."""
    result = []
    for name, column in schema.columns.items():
        if isinstance(column.dtype.type, pl.Decimal):
            stellen = column.dtype.type.scale
            sentence = f"{name} hat mehr als {stellen} Nachkommastellen; gerechnet wird mit dem gerundeten Wert."
            gerundet = text.filter(pl.col(name).str.contains(rf"^-?[\d.]+,\d{{{stellen}}}0*[1-9]"))[ZEILE]
            result.append(raw.find(gerundet, name, "zahl_gerundet", bf.HINWEIS, sentence))
    return result
