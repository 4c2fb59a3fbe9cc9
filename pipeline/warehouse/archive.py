"""What the warehouse holds of a month, as Parquet files in a folder and back: that is what the archive is made of.

A month's folder has the accepted rows of each export (by Jobcenter where there are several), its rows of the kept
tables, and the reference tables that it was judged by. A file of an earlier version may lack a column, which is empty
then: the archive outlives the format of the warehouse.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

import polars as pl

from pipeline.errors import ConfigurationError
from pipeline.warehouse import models, tables
from pipeline.warehouse.connection import Warehouse
from pipeline.warehouse.history import HIDDEN
from pipeline.warehouse.tables import DELIVERED
from schemas import EXPORTS

ROWS, REFERENCE = "lieferung", "ref"
# What the month after needs of a month's rows: who was where, and of the kept tables the one that has persons.
PERSONS = ("organisation", "verbis_kunden")
_OF_PERSONS = "fct.bestand_monat"
# Where the rows of persons lie whom no team has.
_NOWHERE = "ohne"
_HOME = "_jobcenter"
# So many rows at once are in memory twice; a larger export has several files.
_AT_ONCE = 500_000


def kept_tables() -> list[str]:
    """Return the tables that keep every month: those of models, of deliveries, and of what was hidden."""
    return [*(m.name for m in models.read_models().values() if m.is_kept), DELIVERED, HIDDEN]


def save_month(con: Warehouse, month: str, stichtag: date, folder: Path) -> None:
    """Write all that the warehouse has of a month into an empty folder."""
    for place in (folder / ROWS, folder / REFERENCE):
        place.mkdir()
    for table in kept_tables():
        if tables.has_table(con, table):
            _save(tables.read_own(con, table, month, stichtag), _file_of(folder, table))
    for name in tables.names_in(con, REFERENCE):
        _save(tables.read_table(con, f"{REFERENCE}.{name}"), folder / REFERENCE / f"{name}.parquet")
    _save_rows(con, month, folder / ROWS)


def _save_rows(con: Warehouse, month: str, folder: Path) -> None:
    """Write the accepted rows of each export with their row numbers (`zeile`)."""
    teams = tables.read_month(con, "raw.organisation", month).select("team_id", pl.col("jobcenter_id").alias(_HOME))
    persons = tables.read_month(con, "raw.verbis_kunden", month).select("kunde_id", "team_id")
    homes = {
        "jobcenter_id": teams.select(pl.col(_HOME).alias("jobcenter_id"), _HOME).unique(),
        "team_id": teams,
        "kunde_id": persons.join(teams, on="team_id").select("kunde_id", _HOME),
    }
    is_one = teams[_HOME].n_unique() < 2
    for export in EXPORTS:
        for number, rows in enumerate(tables.read_parts(con, f"raw.{export}", month, _AT_ONCE), start=1):
            name = f"{export}.parquet" if number == 1 else f"{export}.{number}.parquet"
            if is_one or rows.is_empty():
                # One without rows is kept, too: a file that is not there was forgotten.
                _save(rows, folder / name)
                continue
            key = next(column for column in homes if column in rows.columns)
            placed = rows.join(homes[key], on=key, how="left", maintain_order="left")
            for (home,), part in placed.group_by(_HOME, maintain_order=True):
                place = folder / f"jobcenter={_NOWHERE if home is None else quote(str(home), safe='')}"
                place.mkdir(exist_ok=True)
                _save(part.drop(_HOME), place / name)


def restore_kept(con: Warehouse, folders: Sequence[Path], delivered: Sequence[Path] | None = None) -> None:
    """Fill the kept tables with the months that lie in these folders, that of deliveries with others, if named.

    Of persons only the last month is there.
    """
    for table in kept_tables():
        own = delivered if table == DELIVERED and delivered is not None else folders
        own = own[-1:] if table == _OF_PERSONS else own
        files = [file for folder in own if (file := _file_of(folder, table)).is_file()]
        if files:
            frames = [read_file(file) for file in files]
            tables.write_table(con, table, pl.concat(frames, how="diagonal_relaxed"))


def restore_rows(con: Warehouse, month: str, folder: Path, exports: Sequence[str] = tuple(EXPORTS)) -> None:
    """Put a month's rows of some exports back into `raw.*`; nothing where they are no longer kept."""
    for export in exports:
        if (rows := read_rows(folder, export)) is not None:
            tables.replace_month(con, f"raw.{export}", month, rows)


def restore_reference(con: Warehouse, folder: Path) -> None:
    """Put the tables back by which the month of a folder was judged."""
    for file in sorted((folder / REFERENCE).glob("*.parquet")):
        tables.write_table(con, f"{REFERENCE}.{file.stem}", read_file(file))


def count_delivered(con: Warehouse, export: str) -> list[tuple[str, int]]:
    """Return the months (JJJJ-MM) that are known to have delivered an export, with the number of its loaded rows."""
    if not tables.has_table(con, DELIVERED):
        return []
    return tables.read_table(con, DELIVERED).filter(export=export).sort("monat").select("monat", "geladen").rows()


def read_rows(folder: Path, export: str) -> pl.DataFrame | None:
    """Return a month's accepted rows of an export, by `zeile`, columns as in its schema; None if they are gone."""
    files = [f for f in sorted((folder / ROWS).glob("**/*.parquet")) if f.name.partition(".")[0] == export]
    if not files:
        return None
    return pl.concat([read_file(file) for file in files]).sort("zeile")


def read_kept(folder: Path, table: str) -> pl.DataFrame:
    """Return a month's rows of a kept table, with its columns; no rows and columns if the month has none."""
    file = _file_of(folder, table)
    return read_file(file) if file.is_file() else pl.DataFrame()


def read_file(file: Path) -> pl.DataFrame:
    """Return a table of the archive, with any columns: those that it was written with.

    :raises ConfigurationError: the file is damaged
    """
    try:
        return pl.read_parquet(file, hive_partitioning=False)
    except pl.exceptions.PolarsError:
        raise ConfigurationError(
            f"Die Datei {file} im Archiv ist beschädigt; Berichte und Warehouse bleiben, wie sie sind. Was dagegen "
            "hilft, sagt „kontaktdichte doctor“."
        ) from None


def checksums(folder: Path) -> tuple[str, str]:
    """Return one hash (SHA-256) of what later months show of a month, and one of who was where."""
    figures, persons = hashlib.sha256(), hashlib.sha256()
    for table in kept_tables():
        total = persons if table == _OF_PERSONS else figures
        if table != DELIVERED:
            total.update(repr(read_kept(folder, table).rows()).encode())
    for export in PERSONS:
        if (rows := read_rows(folder, export)) is not None:
            columns = [name for name in ("kunde_id", "team_id", "team_art") if name in rows.columns]
            persons.update(repr(rows.select(columns).sort(columns).rows()).encode())
    return figures.hexdigest(), persons.hexdigest()


def _file_of(folder: Path, table: str) -> Path:
    """Return where a month's rows of a kept table lie; what speaks of persons goes with the delivery's rows."""
    place = folder / ROWS if table == _OF_PERSONS else folder
    return place / f"{table.partition('.')[2]}.parquet"


def _save(frame: pl.DataFrame, file: Path) -> None:
    frame.write_parquet(file, compression="zstd", statistics=False)
