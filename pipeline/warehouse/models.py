"""The SQL runner: builds `sql/<schema>/<name>.sql` as `<schema>.<name>`, in the order their references give.

Layers read only leftwards; whatever breaks a rule of the house stops the run and is named with its file. A model is
built anew for every month, unless its first line says that the months are kept: then only its month is replaced.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb
import polars as pl
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipeline.errors import ModelError
from pipeline.progress import Tell
from pipeline.resources import resource_folder
from pipeline.warehouse import history
from pipeline.warehouse.connection import Warehouse

READS: dict[str, tuple[str, ...]] = {
    "stg": ("raw", "ref"),
    "check": ("stg", "ref"),
    "fct": ("stg", "fct", "ref"),
    "kpi": ("fct", "ref"),
    "mart": ("mart", "fct", "ref"),
}
# Staging only renames and filters, the course only puts kept rows side by side: neither is stored twice.
STORED_AS = {"stg": "view", "mart.verlauf": "view"}
# How the first line of a kept table begins; such a table bears `monat` or `stichtag`.
KEPT = "je Monat behalten: "
# Not a file: the figures of sql/kpi side by side, put together by `collect_kpis`.
KPI_WERT = "mart.kpi_wert"


@dataclass(frozen=True)
class Model:
    """One SELECT: its name `schema.name`, its text and the tables it reads."""

    name: str
    file: Path
    sql: str
    reads: frozenset[str]

    @property
    def schema(self) -> str:
        """The layer, which is also the DuckDB schema."""
        return self.name.partition(".")[0]

    @property
    def header(self) -> str:
        """The first line without its comment mark: the grain, or the severity and sentence of a check."""
        return self.sql.partition("\n")[0].removeprefix("-- ")

    @property
    def is_kept(self) -> bool:
        """Whether the rows of other months stay when the model is built."""
        return self.header.startswith(KEPT)


def read_model(file: Path) -> Model:
    """Parse one file and refuse what is not a single SELECT over `schema.name` to its left.

    :raises ModelError: names the file and what is wrong
    """
    sql, name = file.read_text(encoding="utf-8"), f"{file.parent.name}.{file.stem}"
    try:
        anweisungen = sqlglot.parse(sql, dialect="duckdb")
    except SqlglotError as error:
        raise ModelError(f"{_location(file)} ist kein lesbares SQL: {error}") from None
    if len(anweisungen) != 1 or not isinstance(anweisungen[0], exp.Query):
        raise ModelError(f"{_location(file)} muss genau ein SELECT enthalten.")
    if not sql.startswith("-- "):
        raise ModelError(f"{_location(file)} muss mit einer Kommentarzeile beginnen, die das Korn nennt.")
    return Model(name, file, sql, frozenset(_sources(anweisungen[0], file)))


def _sources(tree: exp.Query, file: Path) -> Iterable[str]:
    """Yield `schema.name` of every table that a model reads.

    :raises ModelError: it reads a function, a table without a schema, or one that its layer may not read
    """
    erlaubt = READS[file.parent.name]
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if isinstance(table.this, exp.Func):
            raise ModelError(f"{_location(file)} darf keine Tabellenfunktion lesen ({table.this.sql()}).")
        if not table.db:
            if table.name not in ctes:
                raise ModelError(f"{_location(file)} liest „{table.name}“ ohne Schema; gemeint ist schema.name.")
            continue
        if table.catalog or table.db not in erlaubt:
            raise ModelError(
                f"{_location(file)} liest {table.db}.{table.name}; erlaubt ist dort: {', '.join(erlaubt)}."
            )
        yield f"{table.db}.{table.name}"


def _location(file: Path) -> str:
    return f"sql/{file.parent.name}/{file.name}"


@cache
def read_models(root: Path | None = None) -> dict[str, Model]:
    """Read all models by name, those under `root` or the delivered ones.

    :raises ModelError: a file is wrong, or reads what does not exist
    """
    folder = root or resource_folder("sql")
    models = {m.name: m for m in (read_model(d) for s in READS for d in sorted((folder / s).glob("*.sql")))}
    for model in models.values():
        for source in sorted(model.reads - models.keys() - {KPI_WERT}):
            if source.partition(".")[0] not in ("raw", "ref"):
                raise ModelError(f"{_location(model.file)} liest {source}, das es nicht gibt.")
    return models


def build_order(models: Iterable[Model]) -> list[Model]:
    """Sort models so that each comes after those it reads.

    :raises ModelError: they read each other in a circle; names its members
    """
    nach_name = {m.name: m for m in models}
    graph = {name: sorted(m.reads & nach_name.keys()) for name, m in sorted(nach_name.items())}
    try:
        return [nach_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise ModelError(f"Modelle lesen sich im Kreis: {' → '.join(error.args[1])}.") from None


def build_models(
    con: Warehouse,
    *schemas: str,
    tell: Tell = lambda _: None,
) -> None:
    """Build all models of these layers; `tell` is told the name of each.

    :raises ModelError: a model cannot be run
    :raises ConfigurationError: a kept table has other columns than this version's
    """
    order = build_order(m for m in read_models().values() if m.schema in schemas)
    # Asked before any kept table is touched: in which order they are replaced does not matter then.
    outdated = history.outdated_stichtage(con) if any(m.is_kept for m in order) else []
    for model in order:
        tell(model.name)
        try:
            if model.is_kept:
                history.replace_kept(con, model.name, model.sql, outdated)
            else:
                kind = STORED_AS.get(model.name, STORED_AS.get(model.schema, "table"))
                con.execute(f"create or replace {kind} {model.name} as {model.sql}")
        except duckdb.IOException:
            # The disk is to blame, not the model; the warehouse says so.
            raise
        except duckdb.Error as error:
            raise ModelError(f"{_location(model.file)} ist nicht ausführbar: {_first_line(error)}") from None


def _first_line(error: duckdb.Error) -> str:
    """Return DuckDB's reason without what follows it: conversion errors quote cell values there."""
    if isinstance(error, duckdb.ConversionException | duckdb.InvalidInputException):
        return type(error).__name__
    return str(error).partition("\n")[0]


def collect_kpis(con: Warehouse) -> None:
    """Put all figures of sql/kpi side by side, under the name of their file."""
    auswahl = " union all by name ".join(
        f"select '{m.name.removeprefix('kpi.')}' as kennzahl, team_id, segment_art, segment, "  # noqa: S608
        f"zaehler::decimal(38, 15) as zaehler, nenner::decimal(38, 15) as nenner from {m.name}"
        for m in sorted(read_models().values(), key=lambda m: m.name)
        if m.schema == "kpi"
    )
    con.execute(f"create or replace view {KPI_WERT} as {auswahl}")


def checks(schwere: str) -> list[Model]:
    """Return the checks of that severity: `abbruch`, `ausschluss`, `warnung` or `hinweis`."""
    return [m for m in read_models().values() if m.schema == "check" and m.header.startswith(f"{schwere}: ")]


def find_rows(con: Warehouse, check: Model) -> pl.DataFrame:
    """Return the rows that a check complains of: `export`, `zeile` (None: the whole file) and `spalte`."""
    return pl.DataFrame(con.sql(check.sql))
