"""Text becomes values; the export schemas (pandera) tell which rows and cells are not what they should be.

Rules of severity: a missing or repeated key, a missing or unreadable required value and a foreign code exclude
the row; everything else is a notice and the row counts as delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline import befunde as bf
from pipeline.exports import ZEILE, Rohdaten
from schemas import EXPORTS

_FLAGS = {"J": True, "JA": True, "1": True, "X": True, "N": False, "NEIN": False, "0": False}
_TAG = r"^\d{2}\.\d{2}\.\d{4}$"
_ISO_TAG = r"^\d{4}-\d{2}-\d{2}$"
_ZAHL = r"^-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$"
_FORMEN = {
    "datum": "ein Datum TT.MM.JJJJ",
    "monat": "ein Monat JJJJ-MM",
    "uhrzeit": "eine Uhrzeit HH:MM",
    "flag": "J oder N",
}


@dataclass(frozen=True)
class Geprueft:
    """One export after validation: typed rows that count (with `zeile`), findings, and how many rows were read."""

    export: str
    datei: str
    frame: pl.DataFrame
    befunde: pl.DataFrame
    gelesen: int


def validate_export(roh: Rohdaten, werte: Mapping[str, Mapping[str, str]]) -> Geprueft:
    """Parse and check one export; `werte` maps delivered values to our codes, per column."""
    schema = EXPORTS[roh.export].to_schema()
    text = roh.frame.select(ZEILE, *schema.columns).with_columns(
        pl.col(spalte).replace(dict(zuordnung)) for spalte, zuordnung in werte.items()
    )
    typisiert = text.select(ZEILE, *(_parse(spalte) for spalte in schema.columns.values()))
    gefunden = [
        *_schema_findings(roh, schema, text, typisiert),
        *_unreadable_optional(roh, schema, text, typisiert),
        *_repeated_keys(roh, schema, typisiert),
        *_foreign_columns(roh),
    ]
    befunde = bf.join(gefunden)
    ausgeschlossen = bf.excluded_rows(befunde, roh.export)
    bleibt = typisiert.filter(~pl.col(ZEILE).is_in(ausgeschlossen.implode())).with_columns(
        _emptied(spalte) for spalte in schema.columns.values() if _is_emptied(spalte)
    )
    return Geprueft(roh.export, roh.datei.name, bleibt, befunde, roh.frame.height)


def _parse(spalte: pa.Column) -> pl.Expr:
    """Return the expression that turns the column's text into its type; unreadable text becomes null."""
    text = pl.col(spalte.name)
    match _form(spalte):
        case "datum":
            deutsch = pl.when(text.str.contains(_TAG)).then(text).str.to_date("%d.%m.%Y", strict=False)
            iso = pl.when(text.str.contains(_ISO_TAG)).then(text).str.to_date("%Y-%m-%d", strict=False)
            return pl.coalesce(deutsch, iso).alias(spalte.name)
        case "monat":
            nur_monat = pl.when(text.str.contains(r"^\d{4}-\d{2}$")).then(text + "-01")
            return nur_monat.str.to_date("%Y-%m-%d", strict=False).alias(spalte.name)
        case "uhrzeit":
            nur_zeit = pl.when(text.str.contains(r"^\d{2}:\d{2}$")).then(text + ":00")
            return nur_zeit.str.to_time("%H:%M:%S", strict=False).alias(spalte.name)
        case "flag":
            return text.str.to_uppercase().replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
    if spalte.dtype.type == pl.String:
        return text
    zahl = pl.when(text.str.contains(_ZAHL)).then(text).str.replace_all(".", "", literal=True)
    return zahl.str.replace(",", ".", literal=True).cast(spalte.dtype.type, strict=False).alias(spalte.name)


def _form(spalte: pa.Column) -> str | None:
    return (spalte.metadata or {}).get("form")


def _is_emptied(spalte: pa.Column) -> bool:
    return bool((spalte.metadata or {}).get("leeren"))


def _allowed_codes(spalte: pa.Column) -> list[str]:
    return next((p.statistics["allowed_values"] for p in spalte.checks if p.name == "isin"), [])


def _emptied(spalte: pa.Column) -> pl.Expr:
    return pl.when(pl.col(spalte.name).is_in(_allowed_codes(spalte))).then(pl.col(spalte.name))


def _schema_findings(
    roh: Rohdaten, schema: pa.DataFrameSchema, text: pl.DataFrame, typisiert: pl.DataFrame
) -> list[pl.DataFrame]:
    """Let pandera judge the typed rows and say each kind of failure in one German sentence."""
    # Keys are checked below: pandera reports the first occurrence as well, and that one stays.
    ohne_schluessel = pa.DataFrameSchema(schema.columns)
    try:
        ohne_schluessel.validate(typisiert.drop(ZEILE), lazy=True)
    except SchemaErrors as fehler:
        # The exception's own text quotes cell values; only places are taken from it.
        faelle = fehler.failure_cases.select("column", "check", "index").unique()
    else:
        return []
    ergebnis = []
    for (name, pruefung), gruppe in faelle.group_by("column", "check", maintain_order=True):
        if name not in schema.columns or gruppe["index"].null_count():
            raise RuntimeError(f"Die Prüfung {pruefung} des Exports {roh.export} ist selbst fehlerhaft.")
        stellen = gruppe["index"].sort()
        ergebnis += _column_findings(roh, schema, schema.columns[str(name)], str(pruefung), text[stellen.to_list()])
    return ergebnis


def _column_findings(
    roh: Rohdaten, schema: pa.DataFrameSchema, spalte: pa.Column, pruefung: str, zeilen: pl.DataFrame
) -> list[pl.DataFrame]:
    """Turn one kind of failure of one column into findings."""
    if pruefung == "not_nullable":
        leer = zeilen.filter(pl.col(spalte.name).is_null())[ZEILE]
        unlesbar = zeilen.filter(pl.col(spalte.name).is_not_null())[ZEILE]
        ist_schluessel = spalte.name in (schema.unique or [])
        code = "schluessel_fehlt" if ist_schluessel else "pflichtwert_fehlt"
        return [
            _finding(
                roh,
                leer,
                spalte.name,
                code,
                bf.AUSSCHLUSS,
                f"{spalte.name} ist leer, muss aber gefüllt sein.",
            ),
            _finding(roh, unlesbar, spalte.name, "wert_unlesbar", bf.AUSSCHLUSS, _unreadable(spalte)),
        ]
    if pruefung.startswith("isin"):
        if _is_emptied(spalte):
            satz = f"{spalte.name} enthält freien Text; er wird verworfen und nicht gespeichert."
            return [_finding(roh, zeilen[ZEILE], spalte.name, "freitext_verworfen", bf.HINWEIS, satz)]
        satz = (
            f"{spalte.name} enthält einen unbekannten Code; bekannt sind {', '.join(_allowed_codes(spalte))}. "
            f"Abweichende Codes ordnet [werte.{roh.export}.{spalte.name}] in kontaktdichte.toml zu."
        )
        return [_finding(roh, zeilen[ZEILE], spalte.name, "code_unbekannt", bf.AUSSCHLUSS, satz)]
    satz = f"{spalte.name} liegt außerhalb des üblichen Bereichs; der Wert zählt wie geliefert."
    return [_finding(roh, zeilen[ZEILE], spalte.name, "wert_ungewoehnlich", bf.HINWEIS, satz)]


def _unreadable(spalte: pa.Column) -> str:
    erwartet = _FORMEN.get(_form(spalte) or "", "eine Zahl mit Dezimalkomma")
    return f"{spalte.name} ist nicht lesbar; erwartet wird {erwartet}."


def _unreadable_optional(
    roh: Rohdaten, schema: pa.DataFrameSchema, text: pl.DataFrame, typisiert: pl.DataFrame
) -> list[pl.DataFrame]:
    """Say which values of columns that may be empty could not be read: they count as empty."""
    ergebnis = []
    for name, spalte in schema.columns.items():
        if spalte.nullable and spalte.dtype.type != pl.String:
            unlesbar = text.filter(text[name].is_not_null() & typisiert[name].is_null())[ZEILE]
            satz = f"{_unreadable(spalte)} Der Wert zählt als leer."
            ergebnis.append(_finding(roh, unlesbar, name, "wert_unlesbar", bf.HINWEIS, satz))
    return ergebnis


def _repeated_keys(roh: Rohdaten, schema: pa.DataFrameSchema, typisiert: pl.DataFrame) -> list[pl.DataFrame]:
    schluessel = list(schema.unique or [])
    vollstaendig = typisiert.filter(pl.all_horizontal(pl.col(schluessel).is_not_null()))
    wiederholt = vollstaendig.filter(~pl.struct(schluessel).is_first_distinct())[ZEILE]
    satz = f"Der Schlüssel {', '.join(schluessel)} kam schon vor; die erste Zeile bleibt."
    return [_finding(roh, wiederholt, schluessel[0], "schluessel_doppelt", bf.AUSSCHLUSS, satz)]


def _foreign_columns(roh: Rohdaten) -> list[pl.DataFrame]:
    satz = "Die Spalte gehört nicht zum Export; sie wird nicht gespeichert."
    return [_finding(roh, [None], name, "spalte_unbekannt", bf.HINWEIS, satz) for name in roh.fremde_spalten]


def _finding(
    roh: Rohdaten, zeilen: pl.Series | list[None], spalte: str, code: str, schwere: str, satz: str
) -> pl.DataFrame:
    return bf.make(
        zeilen, export=roh.export, datei=roh.datei.name, spalte=spalte, code=code, schwere=schwere, satz=satz
    )
