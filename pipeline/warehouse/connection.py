"""The warehouse file: where it lies, how it is opened and locked down, and when what a run has done is kept.

`raw.*` holds the accepted rows of each month, `ref.*` what the current run is judged by, `stg`, `fct`, `kpi` and
`mart` what the models make of it. One transaction per month.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import duckdb

from pipeline.errors import ConfigurationError

# What other packages hold and hand on; only this package talks to it.
Warehouse: TypeAlias = duckdb.DuckDBPyConnection

SCHEMATA = ("raw", "ref", "stg", "fct", "kpi", "mart")
# Spilling is bounded: DuckDB's own default would fill the disk.
AUSLAGERUNG = "20GB"


def default_warehouse(output: Path) -> Path:
    """Return the file beside an output folder: reports are handed on, the warehouse is not."""
    folder = output.resolve()
    return folder.with_name(f"{folder.name}.duckdb")


@contextmanager
def open_warehouse(file: Path | None, speichergrenze: str) -> Iterator[Warehouse]:
    """Open the file (None: in memory) in a transaction that is rolled back unless the caller commits.

    `speichergrenze` is a number with its unit, `4GB`.

    :raises ConfigurationError: another run holds the file, or it was written by another kind of program
    """
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    con = _connect(file, speichergrenze)
    if file is not None:
        # The deliveries lie in it: for the controlling department's eyes alone.
        file.chmod(0o600)
    with TemporaryDirectory(prefix=".auslagerung-", dir=file and file.parent) as spill, con:
        _lock_down(con, Path(spill))
        con.begin()
        for schema in SCHEMATA:
            con.execute(f"create schema if not exists {schema}")
        yield con


def _connect(file: Path | None, speichergrenze: str) -> Warehouse:
    """Connect to the file (None: in memory); no extension is loaded, no variable of Python is a table.

    :raises ConfigurationError: another run holds the file, or it was written by another kind of program
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
    try:
        return duckdb.connect(str(file) if file else ":memory:", config=config)
    except duckdb.Error as error:
        if "could not set lock" in str(error).lower():
            reason = "wird gerade von einem anderen Lauf benutzt. Bitte ihn abwarten oder --warehouse ändern"
        else:
            reason = "ist nicht lesbar: Es ist keine Warehouse-Datei, oder die Rechte fehlen. Bitte --warehouse prüfen"
        raise ConfigurationError(f"Das Warehouse {file} {reason}.") from None


def _lock_down(con: Warehouse, spill: Path) -> None:
    """Let rows spill into a private folder only; models see tables, no files and no network, and cannot change that."""
    con.execute(f"set temp_directory = '{str(spill).replace(chr(39), chr(39) * 2)}'")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")


def commit(con: Warehouse) -> None:
    """Keep what the run has done; the write-ahead file that this makes is readable by its owner alone."""
    maske = os.umask(0o077)
    try:
        con.commit()
    finally:
        os.umask(maske)
