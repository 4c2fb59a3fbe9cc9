"""Makes a delivery out of clear exports: keyed hashes for persons, months for birthdays, nothing that is not ours.

HMAC-SHA-256 with a key only the site has: without a key every Kundennummer could be tried out in a day. The same key
gives the same pseudonyms in all files and months.
"""

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandera.polars as pa
import polars as pl

from pipeline.accept import values as w
from pipeline.accept.export import RawExport, find_exports, read_export
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.guard import PSEUDONYME, require_no_clear_text
from pipeline.accept.placeholders import read_cells
from pipeline.errors import ConfigurationError
from pipeline.settings import Settings
from schemas import EXPORTS

KUERZESTER_SCHLUESSEL = 32
# 80 bits: five million notes collide with a probability of one in a hundred billion.
_ZEICHEN = 20
_UNLESBAR, _UNBEKANNT, _VORHANDEN = "unlesbar", "unbekannt", "vorhanden"


@dataclass(frozen=True)
class PseudonymisedExport:
    """What was written for one export, and what was left out."""

    file: Path
    rows: int
    dropped_rows: int
    dropped_columns: int


def create_key(file: Path) -> None:
    """Write a new random key that only its owner can read; an existing file stays.

    :raises ConfigurationError: the file exists or cannot be written
    """
    try:
        zugriff = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigurationError(
            f"Der Schlüssel {file} kann nicht angelegt werden ({error.strerror}); ein vorhandener bleibt, wie er ist."
        ) from None
    with os.fdopen(zugriff, "w") as strom:
        strom.write(secrets.token_hex(32) + "\n")


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
            f"Der Schlüssel {file} ist nicht lesbar ({error.strerror}). Mit --create-key wird einer angelegt."
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


def write_pseudonymised(location: Path, folder: Path, key: bytes, settings: Settings) -> list[PseudonymisedExport]:
    """Write the nine exports of a month into a folder, as CSV that only its owner can read.

    :raises LieferungError: an export is missing or unreadable, or clear text would remain in a column that is kept
    """
    result = []
    for export, source in find_exports(location).items():
        raw = read_export(export, source, settings.spalten.get(export, {}))
        frame = pseudonymise_export(raw, key, settings.werte.get(export, {}))
        file = folder / f"{export}.csv"
        frame.write_csv(file, separator=";", include_bom=True)
        file.chmod(0o600)
        result.append(PseudonymisedExport(file, frame.height, len(raw.unreadable), len(raw.foreign_columns)))
    return result


def pseudonymise_export(raw: RawExport, key: bytes, values: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """Return our columns as text that holds no person: hashed, checked against its form, or free of identifiers.

    The result has the columns of the export's schema, in its order; `values` maps delivered values to our codes, per
    column.

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
            frame = frame.with_columns(_hash_column(frame[name], key))
        elif w.form(column) == "monat":
            frame = frame.with_columns(_to_month(name))
        elif column.dtype.type != pl.String or w.allowed_codes(column):
            frame = frame.with_columns(_only_readable(column))
        elif column.nullable:
            # Where text is optional, only its presence counts; what it says may be personal.
            frame = frame.with_columns(pl.when(pl.col(name).is_not_null()).then(pl.lit(_VORHANDEN)).alias(name))
    require_no_clear_text(replace(raw, frame=frame, foreign_columns=(), unreadable=(), extras=()))
    return frame.drop(ZEILE)


def _hash_column(column: pl.Series, key: bytes) -> pl.Series:
    """Replace each identifier by its keyed hash; the column's name keeps persons and Bedarfsgemeinschaften apart."""
    identifiers = column.drop_nulls().unique()
    pseudonyme = [make_pseudonym(key, column.name, identifier) for identifier in identifiers]
    return column.replace_strict(identifiers, pl.Series(pseudonyme, dtype=pl.String), default=None)


def make_pseudonym(key: bytes, kind: str, identifier: str) -> str:
    """Return the pseudonym of one identifier, however it is spaced or written."""
    einheitlich = "".join(identifier.split()).upper()
    if kind == "bg_id":
        einheitlich = einheitlich.replace("//", "BG")
    return kind[0] + hmac.digest(key, f"{kind}:{einheitlich}".encode(), "sha256").hex()[:_ZEICHEN]


def _to_month(name: str) -> pl.Expr:
    """Cut a date of birth down to its month; anything else but a month is not kept."""
    text = pl.col(name)
    deutsch = text.str.replace(r"^\d{2}\.(\d{2})\.(\d{4})$", "$2-$1").str.replace(r"^(\d{4}-\d{2})-\d{2}$", "$1")
    month = pl.when(deutsch.str.contains(r"^\d{4}-\d{2}$")).then(deutsch)
    return pl.when(text.is_not_null()).then(pl.coalesce(month, pl.lit(_UNLESBAR))).alias(name)


def _only_readable(column: pa.Column) -> pl.Expr:
    """Keep values that are what the column holds; others could be anything, a name as well."""
    text = pl.col(column.name)
    if codes := w.allowed_codes(column):
        sonst = pl.lit(None if w.is_emptied(column) else _UNBEKANNT, dtype=pl.String)
        passt = text.is_in(codes)
    else:
        sonst, passt = pl.lit(_UNLESBAR), w.parse(column).is_not_null() | text.is_in(w.OFFENE_TAGE)
    return pl.when(text.is_null() | passt).then(text).otherwise(sonst).alias(column.name)
