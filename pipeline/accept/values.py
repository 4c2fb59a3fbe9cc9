"""How the text of a cell becomes a value: dates, months, times, flags and numbers as German exports write them.

Text that is none of these becomes null here; `accept.validate` says so in a finding.
"""

import pandera.polars as pa
import polars as pl

FLAGS = {"J": True, "JA": True, "1": True, "X": True, "N": False, "NEIN": False, "0": False}
# What source systems write where a date is not known or not yet set.
OFFENE_TAGE = ("00.00.0000", "31.12.9999", "01.01.1900", "0000-00-00", "9999-12-31", "1900-01-01")
LAENGSTER_TEXT = 500
_TAG = r"^\d{2}\.\d{2}\.\d{4}$"
_ISO_TAG = r"^\d{4}-\d{2}-\d{2}$"
_KURZER_TAG = r"^\d{1,2}\.\d{1,2}\.\d{2}$"
_ZAHL = r"^-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$"
# Control signs and U+FFFD: what is left of a value when bytes were lost on the way.
_ZERSTOERT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffd}]"
_FORMEN = {
    "datum": "ein Datum TT.MM.JJJJ",
    "monat": "ein Monat JJJJ-MM",
    "uhrzeit": "eine Uhrzeit HH:MM",
    "flag": "J oder N",
}


def form(column: pa.Column) -> str | None:
    """Return the kind of value that is not plain text: datum, monat, uhrzeit or flag."""
    return (column.metadata or {}).get("form")


def is_emptied(column: pa.Column) -> bool:
    """Tell whether foreign values of the column are personal free text, to be dropped on reading."""
    return bool((column.metadata or {}).get("leeren"))


def allowed_codes(column: pa.Column) -> list[str]:
    """Return the closed list of a code column, empty for any other."""
    return next((p.statistics["allowed_values"] for p in column.checks if p.name == "isin"), [])


def expected(column: pa.Column) -> str:
    """Say in German what a readable value looks like."""
    if column.dtype.type == pl.String:
        return f"ein Text ohne Steuerzeichen, höchstens {LAENGSTER_TEXT} Zeichen"
    return _FORMEN.get(form(column) or "", "eine Zahl mit Dezimalkomma")


def is_short_year(text: pl.Series) -> pl.Series:
    """Tell which values of any columns are dates with a year of two digits: nobody can know the century."""
    return text.str.contains(_KURZER_TAG)


def parse(column: pa.Column) -> pl.Expr:
    """Return the expression that turns the column's text into its type; unreadable text becomes null."""
    text = pl.col(column.name)
    match form(column):
        case "datum":
            deutsch = pl.when(text.str.contains(_TAG)).then(text).str.to_date("%d.%m.%Y", strict=False)
            iso = pl.when(text.str.contains(_ISO_TAG)).then(text).str.to_date("%Y-%m-%d", strict=False)
            return pl.coalesce(deutsch, iso).alias(column.name)
        case "monat":
            nur_monat = pl.when(text.str.contains(r"^\d{4}-\d{2}$")).then(text + "-01")
            return nur_monat.str.to_date("%Y-%m-%d", strict=False).alias(column.name)
        case "uhrzeit":
            nur_zeit = pl.when(text.str.contains(r"^\d{2}:\d{2}$")).then(text + ":00")
            return nur_zeit.str.to_time("%H:%M:%S", strict=False).alias(column.name)
        case "flag":
            return text.str.to_uppercase().replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
    if column.dtype.type == pl.String:
        return _parse_text(column)
    zahl = pl.when(text.str.contains(_ZAHL)).then(text).str.replace_all(".", "", literal=True)
    return zahl.str.replace(",", ".", literal=True).cast(column.dtype.type, strict=False).alias(column.name)


def _parse_text(column: pa.Column) -> pl.Expr:
    """Keep text as it is; a destroyed key or name is unreadable, elsewhere the mere presence of a text counts."""
    text = pl.col(column.name)
    if allowed_codes(column):
        return text
    if column.nullable:
        return text.str.replace_all(_ZERSTOERT, "·").str.slice(0, LAENGSTER_TEXT)
    zerstoert = text.str.contains(_ZERSTOERT) | (text.str.len_chars() > LAENGSTER_TEXT)
    return pl.when(~zerstoert).then(text).alias(column.name)
