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
from pipeline.accept.export import Rohdaten, find_exports, read_export
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.guard import PSEUDONYME, require_no_clear_text
from pipeline.errors import KonfigurationError
from pipeline.settings import Einstellungen
from schemas import EXPORTS

KUERZESTER_SCHLUESSEL = 32
# 80 bits: five million notes collide with a probability of one in a hundred billion.
_ZEICHEN = 20
_UNLESBAR, _UNBEKANNT, _VORHANDEN = "unlesbar", "unbekannt", "vorhanden"


@dataclass(frozen=True)
class Pseudonymisiert:
    """What was written for one export, and what was left out."""

    datei: Path
    zeilen: int
    ausgelassene_zeilen: int
    ausgelassene_spalten: int


def create_key(datei: Path) -> None:
    """Write a new random key that only its owner can read; an existing file stays."""
    try:
        zugriff = os.open(datei, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fehler:
        raise KonfigurationError(
            f"Der Schlüssel {datei} kann nicht angelegt werden ({fehler.strerror}); ein vorhandener bleibt, wie er ist."
        ) from None
    with os.fdopen(zugriff, "w") as strom:
        strom.write(secrets.token_hex(32) + "\n")


def read_key(datei: Path) -> bytes:
    """Read the key of a file that nobody else can read.

    :raises KonfigurationError: missing, readable by others, or too short
    """
    try:
        with datei.open("rb") as strom:
            status = os.fstat(strom.fileno())
            schluessel = strom.read(4096).strip()
    except OSError as fehler:
        raise KonfigurationError(
            f"Der Schlüssel {datei} ist nicht lesbar ({fehler.strerror}). Mit --create-key wird einer angelegt."
        ) from None
    # Windows has no such bits; there the folder's rights protect the file.
    if os.name == "posix" and (status.st_mode & 0o077 or status.st_uid != os.getuid()):
        raise KonfigurationError(
            f"Der Schlüssel {datei} ist auch für andere zugänglich. Bitte Eigentümer prüfen und „chmod 600 {datei}“ "
            "ausführen; wer ihn kennt, kann die Pseudonyme auflösen."
        )
    if len(schluessel) < KUERZESTER_SCHLUESSEL:
        raise KonfigurationError(
            f"Der Schlüssel {datei} ist zu kurz (mindestens {KUERZESTER_SCHLUESSEL} Zeichen). "
            "Mit --create-key wird einer angelegt."
        )
    return schluessel


def write_pseudonymised(
    ort: Path, ordner: Path, schluessel: bytes, einstellungen: Einstellungen
) -> list[Pseudonymisiert]:
    """Write the nine exports of a month into a folder, as CSV that only its owner can read.

    :raises LieferungError: an export is missing or unreadable, or clear text would remain in a column that is kept
    """
    ergebnis = []
    for export, quelle in find_exports(ort).items():
        roh = read_export(export, quelle, einstellungen.spalten.get(export, {}))
        frame = pseudonymise(roh, schluessel, einstellungen.werte.get(export, {}))
        datei = ordner / f"{export}.csv"
        frame.write_csv(datei, separator=";", include_bom=True)
        datei.chmod(0o600)
        ergebnis.append(Pseudonymisiert(datei, frame.height, len(roh.unlesbar), len(roh.fremde_spalten)))
    return ergebnis


def pseudonymise(roh: Rohdaten, schluessel: bytes, werte: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """Return our columns as text that holds no person: hashed, checked against its form, or free of identifiers."""
    schema = EXPORTS[roh.export].to_schema()
    kennungen = {name for name in schema.unique or [] if name.endswith("_id")} | set(PSEUDONYME)
    frame = roh.frame.select(ZEILE, *schema.columns).with_columns(
        pl.col(spalte).replace(dict(zuordnung)) for spalte, zuordnung in werte.items()
    )
    for name, spalte in schema.columns.items():
        if name in kennungen - {"team_id"}:
            frame = frame.with_columns(_hash_column(frame[name], schluessel))
        elif w.form(spalte) == "monat":
            frame = frame.with_columns(_to_month(name))
        elif spalte.dtype.type != pl.String or w.allowed_codes(spalte):
            frame = frame.with_columns(_only_readable(spalte))
        elif spalte.nullable:
            # Where text is optional, only its presence counts; what it says may be personal.
            frame = frame.with_columns(pl.when(pl.col(name).is_not_null()).then(pl.lit(_VORHANDEN)).alias(name))
    require_no_clear_text(replace(roh, frame=frame, fremde_spalten=(), unlesbar=(), beiwerk=()))
    return frame.drop(ZEILE)


def _hash_column(spalte: pl.Series, schluessel: bytes) -> pl.Series:
    """Replace each identifier by its keyed hash; the column's name keeps persons and Bedarfsgemeinschaften apart."""
    kennungen = spalte.drop_nulls().unique()
    pseudonyme = [make_pseudonym(schluessel, spalte.name, kennung) for kennung in kennungen]
    return spalte.replace_strict(kennungen, pl.Series(pseudonyme, dtype=pl.String), default=None)


def make_pseudonym(schluessel: bytes, art: str, kennung: str) -> str:
    """Return the pseudonym of one identifier, however it is spaced or written."""
    einheitlich = "".join(kennung.split()).upper()
    if art == "bg_id":
        einheitlich = einheitlich.replace("//", "BG")
    return art[0] + hmac.digest(schluessel, f"{art}:{einheitlich}".encode(), "sha256").hex()[:_ZEICHEN]


def _to_month(name: str) -> pl.Expr:
    """Cut a date of birth down to its month; anything else but a month is not kept."""
    text = pl.col(name)
    deutsch = text.str.replace(r"^\d{2}\.(\d{2})\.(\d{4})$", "$2-$1").str.replace(r"^(\d{4}-\d{2})-\d{2}$", "$1")
    monat = pl.when(deutsch.str.contains(r"^\d{4}-\d{2}$")).then(deutsch)
    return pl.when(text.is_not_null()).then(pl.coalesce(monat, pl.lit(_UNLESBAR))).alias(name)


def _only_readable(spalte: pa.Column) -> pl.Expr:
    """Keep values that are what the column holds; others could be anything, a name as well."""
    text = pl.col(spalte.name)
    if codes := w.allowed_codes(spalte):
        sonst = pl.lit(None if w.is_emptied(spalte) else _UNBEKANNT, dtype=pl.String)
        passt = text.is_in(codes)
    else:
        sonst, passt = pl.lit(_UNLESBAR), w.parse(spalte).is_not_null() | text.is_in(w.OFFENE_TAGE)
    return pl.when(text.is_null() | passt).then(text).otherwise(sonst).alias(spalte.name)
