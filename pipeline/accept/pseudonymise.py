"""Makes a delivery out of clear exports: keyed hashes for persons, months for birthdays, nothing that is not ours.

HMAC-SHA-256 with a key only the site has: without a key every Kundennummer could be tried out in a day. The same key
gives the same pseudonyms in all files and months.
"""

import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.collect import refuse_together
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import HANDED_ON, ZEILE
from pipeline.accept.guard import PSEUDONYME, require_no_clear_text
from pipeline.accept.last_line import judge_last_lines
from pipeline.accept.match import read_foreign_export, shape_of
from pipeline.accept.new_file import write_new
from pipeline.accept.placeholders import read_cells
from pipeline.accept.sources import find_missing, find_sources, single_exports
from pipeline.accept.unread import find_unread
from pipeline.accept.write_csv import write_rows
from pipeline.errors import ConfigurationError, LieferungError, explain_os_error
from pipeline.notation import exact
from pipeline.settings import Settings
from schemas import EXPORTS

KUERZESTER_SCHLUESSEL = 32
# 80 bits: five million notes collide with a probability of one in a hundred billion.
_ZEICHEN = 20


# Identifiers that people write in several ways: with a word before them, in groups, with dashes or one stroke.
_KUNDENNUMMER = re.compile(r"[A-Z]*(\d{3}[A-Z]\d{6})")
_BG_NUMMER = re.compile(r"[A-Z\W]*(\d{5})(?:\W+(?:BG)?|BG)\W*(\d{7})")
# Dates and months of birth as they are written.
_GEBURT = (
    r"^(?<tag>\d{1,2})\.(?<monat>\d{1,2})\.(?<jahr>\d{4})(?:[ T][\d:.,]+)?$",
    r"^(?<jahr>\d{4})[-/.](?<monat>\d{1,2})(?:[-/.]\d{1,2})?(?:[ T][\d:.,]+)?$",
    r"^(?<jahr>(?:19|20)\d{2})(?<monat>\d{2})\d{2}$",
    r"^(?<monat>\d{1,2})[./](?<jahr>\d{4})$",
)


@dataclass(frozen=True)
class PseudonymisedExport:
    """What was written for one export, how many of its rows are damaged as they were, and what was left out."""

    file: Path
    rows: int
    damaged_rows: int
    dropped_columns: int


@dataclass(frozen=True)
class Pseudonymised:
    """What was written of a delivery, and what is odd about its files: Befunde with the columns of `befund.SCHEMA`."""

    parts: list[PseudonymisedExport]
    befunde: pl.DataFrame


def create_key(file: Path) -> None:
    """Write a new random key that only its owner can read; an existing file stays.

    :raises ConfigurationError: the file exists or cannot be written
    """
    try:
        write_new(file, secrets.token_hex(32) + "\n", 0o600)
    except OSError as error:
        raise ConfigurationError(
            f"Der Schlüssel {file} kann nicht angelegt werden; ein vorhandener bleibt, wie er ist. "
            f"{explain_os_error(error)}"
        ) from None


def read_key(file: Path) -> bytes:
    """Read the key of a file that nobody else can read.

    :raises ConfigurationError: missing, readable by others, or too short
    """
    try:
        with file.open("rb") as strom:
            status = os.fstat(strom.fileno())
            key = strom.read(4096).strip()
    except OSError as error:
        raise ConfigurationError(
            f"Der Schlüssel {file} ist nicht lesbar. {explain_os_error(error)} Mit --create-key wird einer angelegt."
        ) from None
    # Windows has no such bits; there the folder's rights protect the file.
    if os.name == "posix" and (status.st_mode & 0o077 or status.st_uid != os.getuid()):
        raise ConfigurationError(
            f"Der Schlüssel {file} ist auch für andere zugänglich. Bitte Eigentümer prüfen und „chmod 600 {file}“ "
            "ausführen; wer ihn kennt, kann die Pseudonyme auflösen."
        )
    if len(key) < KUERZESTER_SCHLUESSEL:
        raise ConfigurationError(
            f"Der Schlüssel {file} ist zu kurz (mindestens {KUERZESTER_SCHLUESSEL} Zeichen). "
            "Mit --create-key wird einer angelegt."
        )
    return key


def write_pseudonymised(location: Path, folder: Path, key: bytes, settings: Settings) -> Pseudonymised:
    """Write the nine exports of a month into a folder, as CSV that only its owner can read.

    :raises LieferungError: exports are missing or unreadable, too many of their rows are, or clear text would remain in
        a column that is kept; all of them are named at once
    """
    sources = find_sources(location)
    refusals = find_missing(sources, location)
    exporte = single_exports(sources)
    parts, befunde, unended = [], [], set()
    for export, source in exporte.items():
        try:
            raw = read_foreign_export(export, source, settings.spalten.get(export, {}))
            parts.append(_write_export(raw, folder, key, settings))
            befunde.append(raw.befunde)
            unended |= {export} if raw.is_unended else set()
        except LieferungError as error:
            refusals.append(str(error))
    refuse_together(refusals)
    unread = find_unread(location, exporte.values(), settings.spalten, settings.fertig_datei)
    befunde += [*judge_last_lines(exporte, unended), *unread]
    return Pseudonymised(parts, bf.join(befunde))


def _write_export(raw: RawExport, folder: Path, key: bytes, settings: Settings) -> PseudonymisedExport:
    """Write one export; what is damaged in it stays damaged.

    :raises LieferungError: too many of its rows are unreadable, or clear text would remain
    """
    export = raw.export
    frame = pseudonymise_export(raw, key, settings.werte.get(export, {}))
    # A row of which nothing is left would be blank, and blank rows are none.
    blank = frame.filter(pl.all_horizontal(pl.exclude(ZEILE).is_null()))[ZEILE]
    damaged = sorted([*(row.zeile for row in raw.unreadable), *blank])
    if len(damaged) > settings.hoechster_ausschluss * raw.gelesen:
        raise LieferungError(
            f"In {raw.file} sind {len(damaged)} von {raw.gelesen} Zeilen nicht lesbar, mehr als "
            f"{exact(settings.hoechster_ausschluss * 100)} %. Es wurde nichts geschrieben; bitte neu exportieren."
        )
    file = folder / f"{export}.csv"
    write_rows(frame.filter(~pl.col(ZEILE).is_in(blank.implode())), damaged, file)
    return PseudonymisedExport(file, raw.gelesen, len(damaged), len(raw.foreign_columns))


def pseudonymise_export(raw: RawExport, key: bytes, values: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """Return our columns as text that holds no person: hashed, checked against its form, or free of identifiers.

    The result has `zeile` and the columns of the export's schema, in its order; `values` maps delivered values to our
    codes, per column.

    :raises LieferungError: clear text would remain in a column that is kept
    """
    schema = EXPORTS[raw.export].to_schema()
    identifiers = {name for name in schema.unique or [] if name.endswith("_id")} | set(PSEUDONYME)
    # Nobody is called NULL: what stands for nothing must not become a pseudonym that many share.
    frame = raw.frame.select(
        ZEILE,
        *(read_cells(raw.frame[name], column, values.get(name, {}))[0] for name, column in schema.columns.items()),
    )
    for name, column in schema.columns.items():
        if name in identifiers - {"team_id"}:
            # What a spreadsheet or a lost byte has destroyed is nobody's identifier.
            readable = frame.select(pl.when(w.parse(column).is_not_null()).then(pl.col(name)).alias(name))
            frame = frame.with_columns(_hash_column(readable[name], key))
        elif w.form(column) == "monat":
            frame = frame.with_columns(_to_month(name))
        elif column.dtype.type != pl.String or w.allowed_codes(column):
            frame = frame.with_columns(_only_readable(column))
        elif column.nullable and w.is_presence(column):
            frame = frame.with_columns(_presence(name))
        else:
            frame = frame.with_columns(pl.col(name).str.replace_all(r"\s+", " "))
    # An identifier where a text must stand is no text of that kind: it is refused rather than passed over.
    require_no_clear_text(raw.with_only(frame))
    return frame.with_columns(_presence(name) for name, column in schema.columns.items() if w.is_presence(column))


def _presence(column: str) -> pl.Expr:
    """Keep of a text only that it is there; what it says may be personal."""
    return pl.when(pl.col(column).is_not_null()).then(pl.lit(w.VORHANDEN)).alias(column)


def _hash_column(column: pl.Series, key: bytes) -> pl.Series:
    """Replace each identifier by its keyed hash; the column's name keeps persons and Bedarfsgemeinschaften apart."""
    identifiers = column.drop_nulls().unique()
    pseudonyme = [make_pseudonym(key, column.name, identifier) for identifier in identifiers]
    return column.replace_strict(identifiers, pl.Series(pseudonyme, dtype=pl.String), default=None)


def make_pseudonym(key: bytes, kind: str, identifier: str) -> str:
    """Return the pseudonym of one identifier, however it is spaced or written."""
    digest = hmac.digest(key, f"{kind}:{_normalise_identifier(kind, identifier)}".encode(), "sha256")
    return kind[0] + digest.hex()[:_ZEICHEN]


def _normalise_identifier(kind: str, identifier: str) -> str:
    """Return how an identifier is hashed: known ones in one form, others without blanks, in capitals."""
    plain = "".join(identifier.split()).upper()
    composed = unicodedata.normalize("NFKC", plain)
    if kind == "kunde_id" and (found := _KUNDENNUMMER.fullmatch(re.sub(r"[\W_]+", "", composed))):
        return found[1]
    if kind == "bg_id":
        found = _BG_NUMMER.fullmatch(composed)
        return f"{found[1]}BG{found[2]}" if found else plain.replace("//", "BG")
    return plain


def _to_month(name: str) -> pl.Expr:
    """Cut a date of birth down to its month; anything else but a month is not kept."""
    text = pl.col(name)
    parts = [text.str.extract_groups(pattern) for pattern in _GEBURT]
    months = [pl.format("{}-{}", part.struct.field("jahr"), part.struct.field("monat").str.zfill(2)) for part in parts]
    month = pl.coalesce(months)
    gibt_es = month.str.slice(5).is_in([f"{nummer:02d}" for nummer in range(1, 13)])
    return pl.when(text.is_not_null()).then(pl.when(gibt_es).then(month).otherwise(pl.lit(HANDED_ON))).alias(name)


def _only_readable(column: pa.Column) -> pl.Expr:
    """Keep values that are what the column holds; others could be anything, a name as well.

    A day or number that only looks like one is kept as it is: what is wrong with it is to be seen later.
    """
    text = pl.col(column.name)
    if codes := w.allowed_codes(column):
        sonst = pl.lit(None if w.is_emptied(column) else HANDED_ON, dtype=pl.String)
        passt = text.is_in(codes)
    else:
        sonst = pl.lit(HANDED_ON)
        passt = w.parse(column).is_not_null() | text.is_in(w.OFFENE_TAGE)
        if w.is_end(column):
            passt |= w.open_days(column)
        if (shape := shape_of(column)) is not None:
            passt |= text.str.contains(shape)
    return pl.when(text.is_null() | passt).then(text).otherwise(sonst).alias(column.name)
