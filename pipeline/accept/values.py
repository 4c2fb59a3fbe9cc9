"""How the text of a cell becomes a value: dates, months, times, flags and numbers as German exports write them.

What has one reading only is read (08:00:00, 30,0 minutes, WAHR); text that is none of these, or that could be two
things, becomes null here, and `accept.judge` says so in a finding.
"""

import re
from datetime import date

import pandera.polars as pa
import polars as pl

from pipeline.accept.nobody import nobody_pattern
from pipeline.accept.spellings import GESTRICHEN, NICHTS_GESAGT, NICHTS_TECHNISCH, NICHTS_WOERTER

FLAGS = {
    **dict.fromkeys(("J", "JA", "1", "1,0", "X", "✓", "✔", "☑", "WAHR", "TRUE", "Y", "YES"), True),
    **dict.fromkeys(("N", "NEIN", "0", "0,0", "☐", "FALSCH", "FALSE", "NO"), False),
}
# What source systems and databases write where a date is not known or not yet set.
_STELLVERTRETER = (
    *(date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1)),
    date(9999, 12, 31),
)
OFFENE_TAGE = (
    *("00.00.0000", "0000-00-00", "0", "00000000"),
    *(f"{tag:%d.%m}.{tag.year:04}" for tag in _STELLVERTRETER),
    *(tag.isoformat() for tag in _STELLVERTRETER),
)
LAENGSTER_TEXT = 500
# What is kept of a text of which only the presence counts.
VORHANDEN = "vorhanden"
_OFFENER_MONAT = r"^(?:(?:01\.)?(?:00\.0000|01\.(?:0001|1753|1900)|12\.1899)|(?:0000-00|(?:0001|1753|1900)-01|1899-12))"
# The end of a period on the first or last day of a year that nobody plans for.
_OFFENES_ENDE = (
    r"^(?:(?:31\.12|01\.01)\.(?:2099|2[1-9]\d\d|[3-9]\d{3})|(?:2099|2[1-9]\d\d|[3-9]\d{3})-(?:12-31|01-01))(?: |T|$)"
)
# The end of a period that people, or databases, say in words.
_OFFENES_WORT = (
    r"^(?i:\W*(?:(?:noch |derzeit |weiter )?(?:laufend|läuft|offen)|läuft noch|fortlaufend|andauernd|unbefristet|"
    r"unbegrenzt|unendlich|(?:bis )?auf weiteres|b\. ?a\. ?w\.?|baw|(?:bis )?heute|\+?infinity)\W*)$"
)
# Nobody who is counselled was born before, and no record reaches further.
_JAHR = r"(?:19\d\d|20\d\d|2100)"
# A time of day that there is.
UHR = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?"
_UHR = rf"(?:[ T]{UHR})?"
_NULL_UHR = r"(?:[ T]0{1,2}:00(?::00(?:[.,]0+)?)?)?"
_TAG = rf"^\d{{2}}\.\d{{2}}\.{_JAHR}{_UHR}$"
_ISO_TAG = rf"^{_JAHR}-\d{{2}}-\d{{2}}{_UHR}$"
_ZAHL, _GANZE_ZAHL = (rf"^-?(?:\d+|[1-9]\d{{0,2}}(?:\.\d{{3}})+){stellen}$" for stellen in (r"(?:,\d+)?", r"(?:,0+)?"))
_TAUSENDERPUNKT = r"^-?\d{1,3}(?:\.\d{3})+$"
# Control signs and U+FFFD: what is left of a value when bytes were lost on the way.
_ZERSTOERT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffd}]"
# What a spreadsheet shows instead of a value; #NV and #N/A say "nothing".
FEHLERWERT = r"^(?i:#(?:REF!|BEZUG!|NAME\?|DIV/0!|WERT!|VALUE!|NUM!|ZAHL!|NULL!|SPILL!|ÜBERLAUF!|CALC!|KALK!))$"
# A long number that a spreadsheet has rounded: its digits are lost.
GERUNDET = r"^\d(?:[.,]\d+)?[eE]\+\d+$|^\d[.,]\d+[eE]\d+$"
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


def is_named_freely(column: pa.Column) -> bool:
    """Tell whether the column holds names in any letters: no key that a system counts up, no code, no dropped text."""
    metadata = column.metadata or {}
    is_free = metadata.get("eigen") or not metadata.get("kennung")
    return bool(column.dtype.type == pl.String and is_free and not allowed_codes(column) and not is_presence(column))


def is_presence(column: pa.Column) -> bool:
    """Tell whether only the presence of the column's text counts, so that nothing else is kept of it."""
    return bool((column.metadata or {}).get("vorhanden"))


def is_rare(column: pa.Column) -> bool:
    """Tell whether few rows should have a text in the column."""
    return bool((column.metadata or {}).get("selten"))


def usual_flag(column: pa.Column) -> bool | None:
    """Return what the flag of the column is in most rows; None where both are ordinary."""
    return (column.metadata or {}).get("meist")


def is_end(column: pa.Column) -> bool:
    """Tell whether the column holds the ends of periods, which may be open."""
    return bool((column.metadata or {}).get("ende"))


def possible(column: pa.Column) -> tuple[int, int] | None:
    """Return the smallest and the largest number that the column can hold, if its schema says so."""
    metadata = column.metadata or {}
    return (metadata["mindestens"], metadata["hoechstens"]) if "hoechstens" in metadata else None


def usual_minimum(column: pa.Column) -> int | None:
    """Return the number that nearly all of the column reach unless they are in another unit."""
    return (column.metadata or {}).get("meist_ab")


def allowed_codes(column: pa.Column) -> list[str]:
    """Return the closed list of a code column, empty for any other."""
    return next((p.statistics["allowed_values"] for p in column.checks if p.name == "isin"), [])


def expected(column: pa.Column) -> str:
    """Say in German what a readable value looks like."""
    if column.dtype.type == pl.String:
        return f"ein Text ohne Steuerzeichen, höchstens {LAENGSTER_TEXT} Zeichen"
    zahl = "eine ganze Zahl" if column.dtype.type.is_integer() else "eine Zahl mit Dezimalkomma"
    return _FORMEN.get(form(column) or "", zahl)


def nothing(column: pa.Column) -> str:
    """Return the pattern of what stands for nothing in a column; no code of the column is among it."""
    metadata = column.metadata or {}
    # Where a date or a number has to stand, a word is unreadable: said with what is expected instead.
    kennt_woerter = column.nullable or (column.dtype.type == pl.String and not metadata.get("eigen"))
    codes = [code.replace("_", " ") for code in allowed_codes(column)]
    # A text that has to be there may have been blotted out: it is there.
    may_be_struck = kennt_woerter and (column.nullable or not is_presence(column))
    is_free = column.nullable and not metadata.get("kennung") and not is_emptied(column)
    words = (
        *(NICHTS_WOERTER if kennt_woerter else ()),
        *((GESTRICHEN,) if may_be_struck else ()),
        *((NICHTS_GESAGT,) if is_free else ()),
        *((nobody_pattern(),) if metadata.get("niemand") else ()),
    )
    spellings = [*NICHTS_TECHNISCH, *words, metadata.get("nichts")]
    return rf"(?i)^(?:{'|'.join(s for s in spellings if s and not _is_any(s, codes))})$"


def _is_any(spelling: str, codes: list[str]) -> bool:
    return any(re.fullmatch(spelling, code, re.IGNORECASE) for code in codes)


def open_days(column: pa.Column) -> pl.Expr:
    """Return the expression that tells which text of a date or month column means that the day is open or unknown."""
    text = pl.col(column.name)
    if form(column) == "monat":
        return text.str.contains(_OFFENER_MONAT)
    offen = text.str.slice(0, 10).is_in(OFFENE_TAGE)
    return offen | text.str.contains(f"{_OFFENES_ENDE}|{_OFFENES_WORT}") if is_end(column) else offen


def unknown_end(column: pa.Column) -> pl.Expr:
    """Return the expression that tells which text says that nobody knows the end of a period: none far ahead does."""
    if not is_end(column):
        return pl.lit(value=False)
    return open_days(column) & ~pl.col(column.name).str.contains(f"{_OFFENES_ENDE}|{_OFFENES_WORT}")


def parse(column: pa.Column) -> pl.Expr:
    """Return the expression that turns the column's text into its type; unreadable text becomes null."""
    text = pl.col(column.name)
    match form(column):
        case "datum":
            return pl.coalesce(_days(text, _TAG, "%d.%m.%Y"), _days(text, _ISO_TAG, "%Y-%m-%d"))
        case "monat":
            month = text.str.replace(rf"^(?:01\.)?(\d{{2}})\.(\d{{4}}){_NULL_UHR}$", "$2-$1")
            month = month.str.replace(rf"^(\d{{4}}-\d{{2}})-01{_NULL_UHR}$", "$1")
            return _days(month + "-01", rf"^{_JAHR}-\d{{2}}-01$", "%Y-%m-%d")
        case "uhrzeit":
            ohne_bruch = text.str.replace(r"[.,]0+$", "")
            kurz = pl.when(text.str.contains(r"^\d{1,2}:\d{2}$")).then(text + ":00")
            zeit = kurz.when(ohne_bruch.str.contains(r"^\d{1,2}:\d{2}:\d{2}$")).then(ohne_bruch)
            return zeit.str.to_time("%H:%M:%S", strict=False).alias(column.name)
        case "flag":
            return text.str.to_uppercase().replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
    return _parse_text(column) if column.dtype.type == pl.String else _parse_number(column)


def _usual_maximum(column: pa.Column) -> int | None:
    """Return the largest usual number of a column, as its schema says."""
    return next((p.statistics["max_value"] for p in column.checks if "max_value" in p.statistics), None)


def _days(text: pl.Expr, pattern: str, notation: str) -> pl.Expr:
    """Read what looks like the pattern; a time of day behind it is cut off."""
    return pl.when(text.str.contains(pattern)).then(text.str.slice(0, 10)).str.to_date(notation, strict=False)


def _parse_number(column: pa.Column) -> pl.Expr:
    """Read a number; a point is one of thousands only where what it then means is possible, and alike the others.

    Among plain numbers that all are usual in the column, a single 1.440 is rather a slip than a thousand.
    """
    text, ist_ganz = pl.col(column.name), column.dtype.type.is_integer()
    lesbar = text.str.contains(_GANZE_ZAHL if ist_ganz else _ZAHL)
    if (hoechstens := (column.metadata or {}).get("hoechstens")) is not None:
        tausender = [f"{n // 1000}.{n % 1000:03}" for n in range(1000, hoechstens + 1)]
        ist_glatt = ~text.str.contains(_TAUSENDERPUNKT)
        plain = pl.when(ist_glatt).then(text).str.replace(",.*", "").cast(pl.Int64, strict=False)
        lesbar &= ist_glatt | (text.is_in(tausender) & ~(plain.max() <= _usual_maximum(column)).fill_null(False))
    zahl = pl.when(lesbar).then(text).str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    # An integer written with a fraction of 0 is one to us, but not to the cast.
    zahl = zahl.cast(pl.Float64, strict=False) if ist_ganz else zahl
    return zahl.cast(column.dtype.type, strict=False).alias(column.name)


def _parse_text(column: pa.Column) -> pl.Expr:
    """Keep text as it is; a destroyed key or name is unreadable, elsewhere the mere presence of a text counts."""
    text = pl.col(column.name)
    if allowed_codes(column):
        return text
    verloren = f"{FEHLERWERT}|{GERUNDET}" if (column.metadata or {}).get("kennung") else FEHLERWERT
    if column.nullable:
        bereinigt = text.str.replace_all(_ZERSTOERT, "·").str.slice(0, LAENGSTER_TEXT)
        return pl.when(~text.str.contains(verloren)).then(bereinigt).alias(column.name)
    zerstoert = text.str.contains(f"{_ZERSTOERT}|{verloren}") | (text.str.len_chars() > LAENGSTER_TEXT)
    return pl.when(~zerstoert).then(text).alias(column.name)
