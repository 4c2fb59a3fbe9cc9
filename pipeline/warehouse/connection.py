"""The warehouse file: where it lies, how it is opened and locked down, and when what a run has done is kept.

`raw.*` holds the accepted rows of each month, `ref.*` what the current run is judged by, `stg`, `fct`, `kpi` and
`mart` what the models make of it. One transaction per month.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeAlias

import duckdb

from pipeline.errors import BusyError, ConfigurationError, ForeignError, UsageError, explain_os_error
from pipeline.scratch import scratch_folder

# What other packages hold and hand on; only this package talks to it.
Warehouse: TypeAlias = duckdb.DuckDBPyConnection

SCHEMATA = ("raw", "ref", "stg", "fct", "kpi", "mart")
# Spilling is bounded: DuckDB's own default would fill the disk.
AUSLAGERUNG = "20GB"
# How DuckDB says that somebody else has the file open, on Linux and on Windows.
_HELD = ("could not set lock", "being used by another process")
# How DuckDB, and the system within its words, says that nothing more can be written.
_FULL = ("no space left", "not enough space", "nicht genug speicherplatz", "disk quota exceeded", "file too large")


def default_warehouse(output: Path) -> Path:
    """Return the file beside an output folder: reports are handed on, the warehouse is not.

    :raises UsageError: there is nothing beside the root of a drive
    """
    folder = Path(os.path.realpath(output))
    if not folder.name:
        raise UsageError(f"Neben {folder} kann kein Warehouse liegen. Bitte --output auf einen Ordner darin setzen.")
    return folder.with_name(f"{folder.name}.duckdb")


@contextmanager
def open_warehouse(file: Path | None, speichergrenze: str) -> Iterator[Warehouse]:
    """Open the file (None: in memory) in a transaction that is rolled back unless the caller commits.

    `speichergrenze` is a number with its unit, `4GB`. A new file that nothing was committed to does not stay.

    :raises BusyError: another run holds the file
    :raises ConfigurationError: it was written by another kind of program, or cannot be written
    :raises OSError: the disk is full, even if that is seen only on closing, after a commit
    """
    is_new = file is not None and not file.exists()
    is_empty = False
    try:
        with _spill_folder(file) as spill, _connect(file, speichergrenze) as con:
            try:
                if file is not None:
                    _require_ours(con, file)
                    # The deliveries lie in it: for the department's eyes alone, all of them if it was made so.
                    if is_new or file.stat().st_mode & stat.S_IRWXO:
                        file.chmod(0o600)
                _lock_down(con, spill)
                con.begin()
                for schema in SCHEMATA:
                    con.execute(f"create schema if not exists {schema}")
                yield con
            finally:
                is_empty = is_new and _is_empty(con)
        if file is not None and not is_empty:
            _require_merged(file)
    except duckdb.Error as error:
        if any(sign in str(error).lower() for sign in _FULL):
            raise OSError(errno.ENOSPC, "", str(file or gettempdir())) from None
        if not isinstance(error, duckdb.IOException):
            raise
        raise ConfigurationError(
            f"Das Warehouse {file} lässt sich nicht lesen oder schreiben. Bitte Platz, Rechte und Datenträger prüfen."
        ) from None
    finally:
        if is_empty and file is not None:
            for left in (file, _write_ahead_file(file)):
                left.unlink(missing_ok=True)


def _require_ours(con: Warehouse, file: Path) -> None:
    """Require a file without tables, or one that a run has committed to: that makes all schemas at once.

    :raises ForeignError: the tables are another program's
    """
    query = (
        "select (select count(*) from duckdb_tables()) + (select count(*) from duckdb_views() where not internal), "
        "(select list(schema_name) from duckdb_schemas() where database_name = current_database())"
    )
    ((tables, schemata),) = con.execute(query).fetchall()
    if tables and not set(SCHEMATA) <= set(schemata):
        raise ForeignError(
            f"{file} ist keine Warehouse-Datei dieses Programms; sie enthält andere Tabellen. Bitte --warehouse prüfen."
        )


def _write_ahead_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")


def _require_merged(file: Path) -> None:
    """Require that closing has merged what was committed into the file; DuckDB does not say that it could not.

    Nothing is lost: the next run merges it, as soon as there is room.

    :raises OSError: the disk is full, or fails
    """
    left = _write_ahead_file(file)
    if left.exists():
        is_full = shutil.disk_usage(file.parent).free < left.stat().st_size
        raise OSError(errno.ENOSPC if is_full else errno.EIO, "", str(file))


@contextmanager
def _spill_folder(file: Path | None) -> Iterator[Path]:
    """Make the private folder for rows that have no room in memory, beside the file.

    :raises ConfigurationError: nothing can be written there
    """
    with ExitStack() as stack:
        try:
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(scratch_folder(file and file.parent))
        except OSError as error:
            reason = explain_os_error(OSError(error.errno, "", str(file.parent) if file else error.filename))
            raise ConfigurationError(f"Neben dem Warehouse kann nichts angelegt werden. {reason}") from None
        yield folder


def _is_empty(con: Warehouse) -> bool:
    """Tell whether nothing was ever committed, seen from outside the transaction; if in doubt, something was."""
    try:
        with con.cursor() as outside:
            found = outside.execute("select count(*) from duckdb_schemas() where schema_name = 'raw'").fetchone()
        return found == (0,)
    except duckdb.Error:
        return False


def _connect(file: Path | None, speichergrenze: str) -> Warehouse:
    """Connect to the file (None: in memory); no extension is loaded, no variable of Python is a table.

    :raises BusyError: another run holds the file
    :raises ConfigurationError: it was written by another kind of program, or the rights are missing
    :raises UsageError: its path is no text
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
        return duckdb.connect(_path_of(file), config=config)
    except duckdb.Error as error:
        # Windows says of a file that another process holds what it says of any open file.
        if any(sign in str(error).lower() for sign in _HELD):
            raise BusyError(
                f"Das Warehouse {file} wird gerade von einem anderen Lauf oder Programm benutzt. Bitte sein Ende "
                "abwarten und dann noch einmal aufrufen."
            ) from None
        raise ConfigurationError(f"Das Warehouse {file} {_explain_unreadable(file)}") from None


def _path_of(file: Path | None) -> str:
    """Return the path as DuckDB takes it.

    :raises UsageError: it has bytes that are no text, as names of another encoding have
    """
    path = str(file) if file else ":memory:"
    if not path.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in path):
        raise UsageError(
            f"Der Pfad des Warehouse {path.encode(errors='replace').decode()} enthält Zeichen, die kein lesbarer Text "
            "sind. Bitte den Ordner umbenennen oder mit --warehouse eine andere Datei nennen."
        )
    return path


def _explain_unreadable(file: Path | None) -> str:
    """Return what is with a file that could not be opened, and what to do."""
    if file is None or not file.exists():
        return "lässt sich nicht anlegen. Bitte Platz, Rechte und Datenträger prüfen."
    if file.is_dir():
        return "ist nicht lesbar: Es ist ein Ordner, keine Datei. Bitte --warehouse prüfen."
    if not os.access(file, os.R_OK | os.W_OK):
        return "ist nicht lesbar oder nicht beschreibbar, die Rechte fehlen. Bitte die Rechte prüfen."
    if file.stat().st_size == 0:
        return "ist nicht lesbar: Die Datei ist leer, sie ist keine Warehouse-Datei. Bitte --warehouse prüfen."
    return "ist nicht lesbar: Die Datei ist keine Warehouse-Datei oder beschädigt. Bitte --warehouse prüfen."


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
