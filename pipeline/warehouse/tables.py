"""The warehouse: a DuckDB file that keeps every month's delivery and its figures.

`raw.*` holds the accepted rows of each month, `ref.*` what the current run is judged by, `stg`, `fct`, `kpi` and
`mart` what the models make of it. Loading a month again replaces that month's rows. One transaction per month.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from pipeline.accept.befund import Zaehlung
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.validate import Geprueft
from pipeline.errors import KonfigurationError

SCHEMATA = ("raw", "ref", "stg", "fct", "kpi", "mart")
# Spilling is bounded: DuckDB's own default would fill the disk.
AUSLAGERUNG = "20GB"
# What the figures of one month are kept as; the columns are a contract with other programs.
KENNZAHLEN = "mart.kennzahlen"


class _ArrowStream:
    """Hands a polars frame to DuckDB through the Arrow C stream, which needs no pyarrow."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def default_warehouse(ausgabe: Path) -> Path:
    """Return the file beside an output folder: reports are handed on, the warehouse is not."""
    ordner = ausgabe.resolve()
    return ordner.with_name(f"{ordner.name}.duckdb")


@contextmanager
def open_warehouse(datei: Path | None, speichergrenze: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the file (None: in memory) in a transaction that is rolled back unless the caller commits.

    :raises KonfigurationError: another run holds the file, or it was written by another kind of program
    """
    config: dict[str, Any] = {
        "memory_limit": speichergrenze.replace(" ", ""),
        "max_temp_directory_size": AUSLAGERUNG,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
        # DuckDB 2.0.0 loses rows that are inserted in order, by several threads, into a table made in the same
        # transaction, from one row group (122,880 rows) on. Nothing here depends on the order of insertion.
        "preserve_insertion_order": "false",
    }
    if datei is not None:
        datei.parent.mkdir(parents=True, exist_ok=True)
    try:
        con = duckdb.connect(str(datei) if datei else ":memory:", config=config)
    except duckdb.Error as fehler:
        if "could not set lock" in str(fehler).lower():
            grund = "wird gerade von einem anderen Lauf benutzt. Bitte ihn abwarten oder --warehouse ändern"
        else:
            grund = "ist nicht lesbar: Es ist keine Warehouse-Datei, oder die Rechte fehlen. Bitte --warehouse prüfen"
        raise KonfigurationError(f"Das Warehouse {datei} {grund}.") from None
    if datei is not None:
        # The deliveries lie in it: for the controlling department's eyes alone.
        datei.chmod(0o600)
    with TemporaryDirectory(prefix=".auslagerung-", dir=datei and datei.parent) as auslagerung, con:
        _lock_down(con, Path(auslagerung))
        con.begin()
        for schema in SCHEMATA:
            con.execute(f"create schema if not exists {schema}")
        yield con


def _lock_down(con: duckdb.DuckDBPyConnection, auslagerung: Path) -> None:
    """Let rows spill into a private folder only; models see tables, no files and no network, and cannot change that."""
    con.execute(f"set temp_directory = '{str(auslagerung).replace(chr(39), chr(39) * 2)}'")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")


def commit(con: duckdb.DuckDBPyConnection) -> None:
    """Keep what the run has done; the write-ahead file that this makes is readable by its owner alone."""
    maske = os.umask(0o077)
    try:
        con.commit()
    finally:
        os.umask(maske)


def load_month(
    con: duckdb.DuckDBPyConnection, monat: str, geprueft: list[Geprueft], referenz: Mapping[str, pl.DataFrame]
) -> None:
    """Replace the month's rows in `raw.*`, and `ref.*` as a whole."""
    for name, frame in referenz.items():
        write_table(con, f"ref.{name}", frame)
    for teil in geprueft:
        _replace_month(con, f"raw.{teil.export}", monat, teil.frame)


def write_table(con: duckdb.DuckDBPyConnection, tabelle: str, frame: pl.DataFrame) -> None:
    """Create or replace a table from a frame."""
    con.register("_strom", _ArrowStream(frame))
    con.execute(f"create or replace table {tabelle} as select * from _strom")  # noqa: S608
    con.unregister("_strom")


def _replace_month(con: duckdb.DuckDBPyConnection, tabelle: str, monat: str, frame: pl.DataFrame) -> None:
    mit_monat = frame.select(pl.lit(monat).alias("monat"), pl.all())
    con.register("_strom", _ArrowStream(mit_monat))
    try:
        con.execute(f"create table if not exists {tabelle} as select * from _strom limit 0")  # noqa: S608
        con.execute(f"delete from {tabelle} where monat = ?", [monat])  # noqa: S608
        con.execute(f"insert into {tabelle} by name select * from _strom")  # noqa: S608
        _require_complete(con, tabelle, monat, frame)
    except (duckdb.BinderException, duckdb.ConversionException):
        raise _other_version(tabelle) from None
    con.unregister("_strom")


def _other_version(tabelle: str) -> KonfigurationError:
    return KonfigurationError(
        f"Das Warehouse enthält {tabelle} mit anderen Spalten, vermutlich von einer anderen Version. "
        "Bitte mit --warehouse eine neue Datei anlegen und die Monate neu laden."
    )


def _require_complete(con: duckdb.DuckDBPyConnection, tabelle: str, monat: str, frame: pl.DataFrame) -> None:
    """Read the month back: a count alone comes from metadata and says nothing of the rows."""
    abfrage = f"select count({ZEILE}), coalesce(sum({ZEILE}), 0)::bigint from {tabelle} where monat = ?"  # noqa: S608
    (gelesen,) = con.execute(abfrage, [monat]).fetchall()
    if gelesen != (frame.height, int(frame[ZEILE].cast(pl.Int64).sum())):
        raise RuntimeError(f"Das Warehouse gibt die Zeilen von {tabelle} nicht vollständig wieder.")


def exclude_rows(con: duckdb.DuckDBPyConnection, monat: str, export: str, zeilen: pl.Series) -> None:
    """Take rows out of the month again that a check between exports excludes."""
    con.register("_strom", _ArrowStream(zeilen.to_frame(ZEILE)))
    abfrage = f"delete from raw.{export} where monat = ? and {ZEILE} in (select {ZEILE} from _strom)"  # noqa: S608
    con.execute(abfrage, [monat])
    con.unregister("_strom")


def count_rows(con: duckdb.DuckDBPyConnection, monat: str, geprueft: list[Geprueft]) -> list[Zaehlung]:
    """Count read and excluded rows of each export."""
    ergebnis = []
    for teil in geprueft:
        abfrage = f"select count(*) from raw.{teil.export} where monat = ?"  # noqa: S608
        geladen = con.execute(abfrage, [monat]).fetchall()[0][0]
        ergebnis.append(Zaehlung(teil.export, teil.gelesen, teil.gelesen - geladen))
    return ergebnis


def fetch_units(con: duckdb.DuckDBPyConnection, stichtag: date) -> pl.DataFrame:
    """Return the units of all months up to the Stichtag, with the number of their counsellors."""
    return fetch_frame(con, "select * from mart.einheiten").filter(pl.col("stichtag") <= stichtag)


def fetch_figures(con: duckdb.DuckDBPyConnection, stichtag: date) -> pl.DataFrame:
    """Return figures and look-aheads of all months up to the Stichtag, unsuppressed, with `richtung`."""
    abfrage = f"""
        select k.*, z.richtung
        from (select * from {KENNZAHLEN} union all by name select * from mart.vorschau) as k
        left join mart.ziel as z using (ebene, einheit_id, kennzahl, segment_art, segment)
        order by k.stichtag, array_position(['gesamt', 'jobcenter', 'bereich', 'team'], k.ebene),
            k.einheit_id, k.kennzahl, k.segment_art, k.segment
    """  # noqa: S608
    return fetch_frame(con, abfrage).filter(pl.col("stichtag") <= stichtag)


def fetch_frame(con: duckdb.DuckDBPyConnection, abfrage: str) -> pl.DataFrame:
    """Return the rows of a query, read once."""
    return pl.DataFrame(con.sql(abfrage))


def store_figures(con: duckdb.DuckDBPyConnection) -> None:
    """Keep the month's figures, look-aheads and units for later months and for the auditor.

    The kept rows bear the Stichtag only; `mart.stichtage` knows which month it belongs to, so that a month that is
    run again under another Stichtag does not stay twice.
    """
    figuren = "(select k.* from mart.kennzahl_monat as k inner join ref.kennzahl as r using (kennzahl) where {})"
    tabellen = {
        KENNZAHLEN: figuren.format("not r.ist_vorschau"),
        "mart.vorschau": figuren.format("r.ist_vorschau"),
        "mart.einheiten": "(select l.stichtag, e.* from mart.einheit as e cross join ref.lauf as l)",
    }
    con.execute("create table if not exists mart.stichtage (monat varchar, stichtag date)")
    veraltet = "(select s.stichtag from mart.stichtage as s inner join ref.lauf as l using (monat))"
    for ziel, quelle in tabellen.items():
        try:
            con.execute(f"create table if not exists {ziel} as select * from {quelle} limit 0")  # noqa: S608
            con.execute(f"delete from {ziel} where stichtag in {veraltet}")  # noqa: S608
            con.execute(f"delete from {ziel} where stichtag = (select stichtag from ref.lauf)")  # noqa: S608
            con.execute(f"insert into {ziel} by name select * from {quelle}")  # noqa: S608
        except (duckdb.BinderException, duckdb.ConversionException):
            raise _other_version(ziel) from None
    con.execute("delete from mart.stichtage where monat = (select monat from ref.lauf)")
    con.execute("insert into mart.stichtage select monat, stichtag from ref.lauf")
