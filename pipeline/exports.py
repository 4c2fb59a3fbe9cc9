"""Finds the nine exports of a delivery and reads them as text, with the row numbers a spreadsheet would show."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipeline.errors import LieferungError
from schemas import EXPORTS

ZEILE = "zeile"
ENDUNGEN = (".csv", ".xlsx", ".parquet")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Rohdaten:
    """One export as delivered: stripped text (empty = null), one column per header, and `zeile`.

    `zeile` counts the header as row 1. `fremde_spalten` were delivered but are in no schema; they are still
    part of `frame` so that the privacy guard can see them.
    """

    export: str
    datei: Path
    frame: pl.DataFrame
    fremde_spalten: list[str] = field(default_factory=list)


def find_exports(ordner: Path) -> dict[str, Path]:
    """Return the file of each export; a missing or doubled one refuses the delivery, all of them named."""
    dateien = sorted(d for d in ordner.iterdir() if d.is_file() and d.suffix.lower() in ENDUNGEN)
    gefunden = {name: [d for d in dateien if d.stem.lower() == name] for name in EXPORTS}
    fehlend = [name for name, treffer in gefunden.items() if not treffer]
    if fehlend:
        raise LieferungError(
            f"In {ordner} fehlen: {', '.join(fehlend)}. Erwartet wird je Export eine Datei wie {fehlend[0]}.csv "
            f"(auch .xlsx oder .parquet). Bitte beim Datenlieferanten nachfordern."
        )
    for name, treffer in gefunden.items():
        if len(treffer) > 1:
            raise LieferungError(
                f"In {ordner} liegt der Export {name} mehrfach: {', '.join(d.name for d in treffer)}. "
                "Bitte nur die gültige Datei liegen lassen."
            )
    return {name: treffer[0] for name, treffer in gefunden.items()}


def read_export(export: str, datei: Path, zuordnung: Mapping[str, str]) -> Rohdaten:
    """Read one export; `zuordnung` maps its headers to ours.

    :raises LieferungError: the file is unreadable, a column is missing, or a header stands twice
    """
    lesen = {".csv": _read_csv, ".xlsx": _read_xlsx, ".parquet": _read_parquet}[datei.suffix.lower()]
    frame = lesen(datei)
    kopf = {name: zuordnung.get(name, name) for name in frame.columns}
    _require_unique(kopf.values(), datei)
    frame = frame.rename(kopf)
    erwartet = list(EXPORTS[export].to_schema().columns)
    if fehlend := [spalte for spalte in erwartet if spalte not in frame.columns]:
        raise LieferungError(
            f"In {datei.name} fehlen die Spalten {', '.join(fehlend)}. Heißen sie dort anders, ordnet sie "
            f"[spalten.{export}] in kontaktdichte.toml zu; sonst bitte nachfordern."
        )
    gestutzt = pl.all().str.strip_chars(" \t\r\n\u00a0").replace("", None)
    frame = frame.with_columns(gestutzt).with_row_index(ZEILE, offset=2)
    leer = pl.all_horizontal(pl.exclude(ZEILE).is_null())
    return Rohdaten(export, datei, frame.filter(~leer), [s for s in kopf.values() if s not in erwartet])


def _require_unique(kopf: Iterable[str], datei: Path) -> None:
    gesehen: set[str] = set()
    for name in kopf:
        if name in gesehen:
            raise LieferungError(f"In {datei.name} steht die Spalte {name} zweimal. Bitte eine entfernen.")
        gesehen.add(name)


def _read_csv(datei: Path) -> pl.DataFrame:
    """Read `;`-separated text, UTF-8 or Windows-1252, any line end, quotes as Excel writes them."""
    inhalt = datei.read_bytes()
    kodierung = _encoding(inhalt)
    if kodierung != "utf-8":
        try:
            inhalt = inhalt.decode(kodierung).encode()
        except UnicodeDecodeError:
            raise LieferungError(
                f"{datei.name} ist weder UTF-8 noch Windows-1252. Bitte mit einer dieser Kodierungen exportieren."
            ) from None
    kopfzeile = inhalt.partition(b"\n")[0]
    if b";" not in kopfzeile:
        raise LieferungError(
            f"{datei.name} hat in der ersten Zeile kein Semikolon. Erwartet wird eine Kopfzeile mit den "
            "Spaltennamen, getrennt durch Semikolon."
        )
    _require_unique(_split_header(kopfzeile), datei)
    try:
        return pl.read_csv(io.BytesIO(inhalt), separator=";", infer_schema=False)
    except pl.exceptions.PolarsError:
        raise LieferungError(
            f"{datei.name} ist nicht zeilenweise lesbar: Eine Zeile hat mehr Felder als die Kopfzeile, oder ein "
            "Anführungszeichen ist nicht geschlossen. Bitte den Export neu erzeugen."
        ) from None


def _encoding(inhalt: bytes) -> str:
    for bom, kodierung in _BOMS:
        if inhalt.startswith(bom):
            return kodierung
    try:
        inhalt.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _split_header(kopfzeile: bytes) -> list[str]:
    return [name.strip().strip('"') for name in kopfzeile.decode().split(";")]


def _read_xlsx(datei: Path) -> pl.DataFrame:
    """Read the first sheet; typed cells become the text a German export would hold."""
    from python_calamine import CalamineError, load_workbook

    try:
        zeilen = load_workbook(str(datei)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError):
        raise LieferungError(
            f"{datei.name} ist keine lesbare Excel-Mappe. Bitte neu exportieren oder als CSV liefern."
        ) from None
    if not zeilen:
        raise LieferungError(f"{datei.name} ist leer; erwartet wird eine Kopfzeile mit den Spaltennamen.")
    kopf = [str(zelle).strip() for zelle in zeilen[0]]
    while kopf and not kopf[-1]:
        kopf.pop()
    _require_unique(kopf, datei)
    spalten = {name: [_cell_text(z[i]) for z in zeilen[1:]] for i, name in enumerate(kopf)}
    return pl.DataFrame(spalten, schema=dict.fromkeys(kopf, pl.String))


def _cell_text(zelle: object) -> str:
    from datetime import date, datetime, time

    match zelle:
        case bool():
            return "J" if zelle else "N"
        case float():
            return str(int(zelle)) if zelle.is_integer() else str(zelle).replace(".", ",")
        case datetime():
            return f"{zelle:%Y-%m-%d}"
        case date():
            return zelle.isoformat()
        case time():
            return f"{zelle:%H:%M}"
    return str(zelle)


def _read_parquet(datei: Path) -> pl.DataFrame:
    """Read typed columns back to the text a German export would hold."""
    try:
        frame = pl.read_parquet(datei)
    except (pl.exceptions.PolarsError, OSError):
        raise LieferungError(f"{datei.name} ist keine lesbare Parquet-Datei. Bitte neu exportieren.") from None
    return frame.select(_column_text(name, dtype) for name, dtype in frame.schema.items())


def _column_text(name: str, dtype: pl.DataType) -> pl.Expr:
    spalte = pl.col(name)
    if dtype == pl.Boolean:
        return pl.when(spalte).then(pl.lit("J")).when(~spalte).then(pl.lit("N")).alias(name)
    if dtype == pl.Datetime:
        return spalte.dt.date().cast(pl.String)
    if dtype == pl.Time:
        return spalte.dt.to_string("%H:%M")
    if dtype.is_float():
        ganz = spalte.cast(pl.Int64, strict=False)
        text = spalte.cast(pl.String).str.replace(".", ",", literal=True)
        return pl.when(spalte == ganz).then(ganz.cast(pl.String)).otherwise(text).alias(name)
    if dtype.is_decimal():
        return spalte.cast(pl.String).str.replace(".", ",", literal=True)
    return spalte.cast(pl.String)
