"""Why a text is no value of its column: the cause as far as the spelling shows it, and the way out."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl

from pipeline.accept import values as w
from pipeline.accept.formats.table import HANDED_ON

_UNMOEGLICHES_JAHR = r"(?:0\d{3}|1[0-8]\d\d|210[1-9]|21[1-9]\d|2[2-9]\d\d|[3-9]\d{3})"
_JAHR = "nennt ein Jahr, das nicht stimmen kann (vor 1900 oder nach 2100)"
_QUELLE = "Bitte in der Quelle berichtigen lassen."
_TAG, _ZIFFERN_EINER_UHR = r"(?:\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2})", r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
# What is a day and no month, and what may be either.
_ALS_TAG, _ALS_MONAT = r"(?:1[3-9]|2\d|3[01])", r"(?:0[1-9]|1[0-2])"
_NUR_DEN_TAG, _NUR_DIE_UHRZEIT = "Bitte nur den Tag exportieren.", "Bitte nur die Uhrzeit exportieren, als HH:MM."


@dataclass(frozen=True)
class Reason:
    """What the value does wrong, for texts that match a pattern, and what helps; either is a piece of the sentence."""

    pattern: str
    cause: str
    way_out: str
    code: str = "wert_unlesbar"


_UEBERALL = (
    Reason(
        f"^{HANDED_ON}$",
        "war es schon im Klartext-Export, kontaktdichte pseudonymise hat ihn nicht weitergegeben",
        "Bitte in der Quelle berichtigen lassen und noch einmal pseudonymisieren.",
    ),
    Reason(
        w.FEHLERWERT, "enthält den Fehlerwert einer Tabellenkalkulation", "Bitte die Formel in der Quelle berichtigen."
    ),
    Reason(
        "\ufffd",
        "enthält das Zeichen, das beim Umkodieren für einen verlorenen Buchstaben steht (�)",
        "Bitte als UTF-8 neu exportieren.",
    ),
)
_DATUM = (
    Reason(r"^\+?infinity$", "steht für unendlich, wie eine Datenbank ein offenes Ende schreibt", _QUELLE),
    Reason(
        r"^\d{1,2}\.\d{1,2}\.\d{2}$",
        "hat ein zweistelliges Jahr und ist damit mehrdeutig",
        "Bitte mit vierstelligem Jahr exportieren.",
        code="datum_mehrdeutig",
    ),
    Reason(rf"^\d{{2}}\.\d{{2}}\.{_UNMOEGLICHES_JAHR}\b|^{_UNMOEGLICHES_JAHR}-\d{{2}}-\d{{2}}\b", _JAHR, _QUELLE),
    Reason(
        rf"^(?:{_ALS_MONAT}\.{_ALS_TAG}\.\d{{4}}|\d{{4}}-{_ALS_TAG}-{_ALS_MONAT})(?:[ T]{w.UHR})?$",
        "hat eine Zahl über 12 als Monat; vermutlich sind Tag und Monat vertauscht, dann auch in den übrigen Zeilen",
        "Bitte als TT.MM.JJJJ exportieren.",
    ),
    Reason(rf"^{_TAG}(?:[ T]{w.UHR})?$", "nennt einen Tag, den es nicht gibt", _QUELLE),
    Reason(rf"^{_TAG}[ T]{_ZIFFERN_EINER_UHR}$", "nennt hinter dem Tag eine Uhrzeit, die es nicht gibt", _NUR_DEN_TAG),
    Reason(
        r"^\d{4}-\d{2}-\d{2}[T ].*(?:Z|[+-]\d{2}:?\d{2})$",
        "nennt eine Zeitzone; welcher Tag gemeint ist, steht nicht fest",
        "Bitte nur den Tag exportieren.",
    ),
    Reason(r"^\d{1,2}\.\d{1,2}\.\d{5}\b|^\d{5}-\d{2}-\d{2}\b", "hat ein Jahr mit fünf Ziffern", _QUELLE),
    Reason(rf"^{_TAG}\D", "hat einen Zusatz hinter dem Tag", _NUR_DEN_TAG),
    Reason(r"^\D+\d{1,2}\.\d{1,2}\.\d{4}\b", "hat einen Zusatz vor dem Tag", _NUR_DEN_TAG),
    Reason(
        r"^\d{4,5}(?:,\d+)?$",
        "ist eine Tageszahl statt eines Datums",
        "Bitte die Spalte vor dem Export als Datum formatieren.",
    ),
    Reason(
        r"^\d{1,2}/\d{1,2}/\d{2,4}",
        "hat Schrägstriche; Tag und Monat sind so nicht sicher zu unterscheiden",
        "Bitte als TT.MM.JJJJ exportieren.",
    ),
    Reason(
        r"^\d{1,2}\.\d{1,2}\.\d{4}", "schreibt Tag oder Monat mit einer Ziffer", "Bitte mit führender Null exportieren."
    ),
)
_MONAT = (
    Reason(
        r"^\d{1,2}\.\d{1,2}\.\d{4}|^\d{4}-\d{2}-\d{2}",
        "nennt einen ganzen Tag, also ein Geburtsdatum; geliefert werden darf nur der Monat",
        "Mit kontaktdichte pseudonymise wird daraus der Monat.",
    ),
    Reason(
        r"^\d{1,2}[./-]\d{2}$",
        "hat ein zweistelliges Jahr und ist damit mehrdeutig",
        "Bitte mit vierstelligem Jahr exportieren.",
        code="datum_mehrdeutig",
    ),
    Reason(rf"^{_UNMOEGLICHES_JAHR}-\d{{2}}|^\d{{2}}\.{_UNMOEGLICHES_JAHR}$", _JAHR, _QUELLE),
)
_UHRZEIT = (
    Reason(rf"^{_TAG}", "enthält auch einen Tag", _NUR_DIE_UHRZEIT),
    Reason(
        rf"^{w.UHR}\s*[^\d\s:.,]|^\d{{1,2}}\s*(?:[Uu]hr|[AaPp]\.?[Mm]\.?|h)$",
        "hat einen Zusatz hinter der Uhrzeit",
        _NUR_DIE_UHRZEIT,
    ),
    Reason(r"^\d{1,2}:\d$", "schreibt die Minuten mit einer Ziffer", "Bitte als HH:MM exportieren."),
    Reason(r"^\d+:\d+", "nennt eine Uhrzeit, die es nicht gibt", _QUELLE),
    Reason(
        r"^0[.,]\d{3,}$",
        "ist der Bruchteil eines Tages, wie Excel ihn für eine Uhrzeit ohne Format schreibt",
        "Bitte die Spalte vor dem Speichern als Uhrzeit formatieren.",
    ),
    Reason(r"^\d{1,2}[.,]\d{2}\b|^\d{3,4}$", "hat keinen Doppelpunkt", "Bitte als HH:MM exportieren."),
)
_ZAHL = (
    Reason(w.GERUNDET, "ist von Excel gerundet und in Zehnerpotenzen geschrieben", "Bitte die Zahl ganz exportieren."),
    Reason(
        r"^-?[\d.,]+ ?[^\d.,\s-][^\d]*$",
        "hat eine Einheit oder ein Zeichen hinter der Zahl",
        "Bitte nur die Zahl exportieren.",
    ),
    Reason(
        r"^\d+:\d{2}",
        "nennt Stunden und Minuten mit Doppelpunkt",
        "Bitte als Dezimalzahl exportieren, 7:30 Stunden also als 7,5.",
    ),
    Reason(
        r"^-?\d*\.\d+$",
        "hat einen Dezimalpunkt, oder einen Tausenderpunkt, mit dem der Wert unmöglich groß wäre",
        "Bitte mit Dezimalkomma exportieren, also 7,8 statt 7.8.",
    ),
)
# The whole numbers of an export are minutes.
_GANZE_ZAHL = (
    Reason(r"^-?[\d.]+,\d+$", "hat Nachkommastellen", "Bitte runden lassen."),
    Reason(
        r"^-?\d*\.\d+$",
        "hat einen Dezimalpunkt, oder einen Tausenderpunkt, der zu den übrigen Werten nicht passt",
        "Bitte ohne Punkt und ohne Nachkommastellen exportieren, also 30 statt 30.0.",
    ),
    Reason(
        r"^\d+:\d{2}",
        "nennt Stunden und Minuten mit Doppelpunkt",
        "Bitte in Minuten exportieren, 1:00 Stunden also als 60.",
    ),
)
_ZU_LANG = (Reason(r"^-?[\d.]+(?:,\d+)?$", "hat zu viele Stellen", _QUELLE),)
_KENNUNG = (
    Reason(
        w.GERUNDET,
        "ist eine von Excel gerundete Zahl (wie 1,23E+11); ihre Ziffern sind verloren",
        "Bitte die Spalte im Quellsystem als Text exportieren.",
    ),
)
_NACH_FORM = {"datum": _DATUM, "monat": _MONAT, "uhrzeit": _UHRZEIT, "flag": ()}


def explain(column: pa.Column, export: str, texts: pl.Series) -> Iterator[tuple[str, str, pl.Series]]:
    """Yield code, sentence and which of the texts it is about, for texts that are no value of a column of any export.

    Each text has one reason, the first that its spelling shows; `texts` may be of any columns.
    """
    offen = texts.is_not_null()
    sonst = Reason("", "", _way_out(column, export))
    for reason in (*_UEBERALL, *_reasons(column), sonst):
        passt = offen & texts.str.contains(reason.pattern).fill_null(False)
        if passt.any():
            offen &= ~passt
            grund = f": Der Wert {reason.cause}" if reason.cause else ""
            satz = f"{column.name} ist nicht lesbar{grund}; erwartet wird {w.expected(column)}. {reason.way_out}"
            yield reason.code, satz, passt


def _reasons(column: pa.Column) -> tuple[Reason, ...]:
    if (kind := w.form(column)) is not None:
        return _NACH_FORM[kind]
    if column.dtype.type == pl.String:
        return _KENNUNG if (column.metadata or {}).get("kennung") else ()
    return (*(_GANZE_ZAHL if column.dtype.type.is_integer() else ()), *_ZAHL, *_ZU_LANG)


def _way_out(column: pa.Column, export: str) -> str:
    if w.form(column) == "flag":
        return f"Andere Schreibweisen ordnet [werte.{export}.{column.name}] in kontaktdichte.toml J oder N zu."
    return _QUELLE
