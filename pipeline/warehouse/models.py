"""The SQL runner: builds `sql/<schema>/<name>.sql` as `<schema>.<name>`, in the order their references give.

Layers read only leftwards; whatever breaks a rule of the house stops the run and is named with its file. A model is
built anew for every month, unless its first line says that the months are kept: then only its month is replaced.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb
import polars as pl
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipeline.errors import ModellError
from pipeline.resources import resource_dir
from pipeline.warehouse.connection import Warehouse
from pipeline.warehouse.tables import has_table, other_version

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
# The kept table that tells which month a Stichtag belongs to.
STICHTAGE = "mart.stichtage"
# Not a file: the figures of sql/kpi side by side, put together by `collect_kpis`.
KPI_WERT = "mart.kpi_wert"


@dataclass(frozen=True)
class Modell:
    """One SELECT: its name `schema.name`, its text and the tables it reads."""

    name: str
    datei: Path
    sql: str
    liest: frozenset[str]

    @property
    def schema(self) -> str:
        """The layer, which is also the DuckDB schema."""
        return self.name.partition(".")[0]

    @property
    def kopf(self) -> str:
        """The first line without its comment mark: the grain, or the severity and sentence of a check."""
        return self.sql.partition("\n")[0].removeprefix("-- ")

    @property
    def is_kept(self) -> bool:
        """Whether the rows of other months stay when the model is built."""
        return self.kopf.startswith(KEPT)


def read_model(datei: Path) -> Modell:
    """Parse one file and refuse what is not a single SELECT over `schema.name` to its left."""
    sql, name = datei.read_text(encoding="utf-8"), f"{datei.parent.name}.{datei.stem}"
    try:
        anweisungen = sqlglot.parse(sql, dialect="duckdb")
    except SqlglotError as fehler:
        raise ModellError(f"{_ort(datei)} ist kein lesbares SQL: {fehler}") from None
    if len(anweisungen) != 1 or not isinstance(anweisungen[0], exp.Query):
        raise ModellError(f"{_ort(datei)} muss genau ein SELECT enthalten.")
    if not sql.startswith("-- "):
        raise ModellError(f"{_ort(datei)} muss mit einer Kommentarzeile beginnen, die das Korn nennt.")
    return Modell(name, datei, sql, frozenset(_sources(anweisungen[0], datei)))


def _sources(baum: exp.Query, datei: Path) -> Iterable[str]:
    erlaubt = READS[datei.parent.name]
    ctes = {cte.alias for cte in baum.find_all(exp.CTE)}
    for tabelle in baum.find_all(exp.Table):
        if isinstance(tabelle.this, exp.Func):
            raise ModellError(f"{_ort(datei)} darf keine Tabellenfunktion lesen ({tabelle.this.sql()}).")
        if not tabelle.db:
            if tabelle.name not in ctes:
                raise ModellError(f"{_ort(datei)} liest „{tabelle.name}“ ohne Schema; gemeint ist schema.name.")
            continue
        if tabelle.catalog or tabelle.db not in erlaubt:
            raise ModellError(
                f"{_ort(datei)} liest {tabelle.db}.{tabelle.name}; erlaubt ist dort: {', '.join(erlaubt)}."
            )
        yield f"{tabelle.db}.{tabelle.name}"


def _ort(datei: Path) -> str:
    return f"sql/{datei.parent.name}/{datei.name}"


@cache
def read_models(wurzel: Path | None = None) -> dict[str, Modell]:
    """Read all models; an unknown or circular reference is a ModellError."""
    ordner = wurzel or resource_dir("sql")
    modelle = {m.name: m for m in (read_model(d) for s in READS for d in sorted((ordner / s).glob("*.sql")))}
    for modell in modelle.values():
        for quelle in sorted(modell.liest - modelle.keys() - {KPI_WERT}):
            if quelle.partition(".")[0] not in ("raw", "ref"):
                raise ModellError(f"{_ort(modell.datei)} liest {quelle}, das es nicht gibt.")
    return modelle


def build_order(modelle: Iterable[Modell]) -> list[Modell]:
    """Sort models so that each comes after those it reads; a cycle is a ModellError naming its members."""
    nach_name = {m.name: m for m in modelle}
    graph = {name: sorted(m.liest & nach_name.keys()) for name, m in sorted(nach_name.items())}
    try:
        return [nach_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as fehler:
        raise ModellError(f"Modelle lesen sich im Kreis: {' → '.join(fehler.args[1])}.") from None


def build(
    con: Warehouse,
    *schemata: str,
    melden: Callable[[str], None] = lambda _: None,
) -> None:
    """Build all models of these layers; `melden` is told the name of each.

    :raises ModellError: a model cannot be run
    :raises KonfigurationError: a kept table has other columns than this version's
    """
    order = build_order(m for m in read_models().values() if m.schema in schemata)
    # Asked before any kept table is touched: in which order they are replaced does not matter then.
    outdated = _outdated_stichtage(con) if any(m.is_kept for m in order) else []
    for modell in order:
        melden(modell.name)
        try:
            if modell.is_kept:
                _replace_month(con, modell, outdated)
            else:
                kind = STORED_AS.get(modell.name, STORED_AS.get(modell.schema, "table"))
                con.execute(f"create or replace {kind} {modell.name} as {modell.sql}")
        except duckdb.Error as fehler:
            raise ModellError(f"{_ort(modell.datei)} ist nicht ausführbar: {_first_line(fehler)}") from None


def _outdated_stichtage(con: Warehouse) -> list[date]:
    """Return the Stichtage whose kept rows give way: the current one, and that of an earlier run of the month."""
    query = "select stichtag from ref.lauf"
    if has_table(con, STICHTAGE):
        query += f" union all select s.stichtag from {STICHTAGE} as s inner join ref.lauf as l using (monat)"  # noqa: S608
    return [stichtag for (stichtag,) in con.execute(query).fetchall()]


def _replace_month(con: Warehouse, modell: Modell, outdated: list[date]) -> None:
    """Replace the current month's rows of a kept table; the first month creates it."""
    rows = f"select * from (\n{modell.sql}\n)"  # noqa: S608
    con.execute(f"create table if not exists {modell.name} as {rows} limit 0")
    try:
        if "monat" in con.sql(f"from {modell.name} limit 0").columns:
            con.execute(f"delete from {modell.name} where monat = (select monat from ref.lauf)")  # noqa: S608
        else:
            con.execute(f"delete from {modell.name} where list_contains(?, stichtag)", [outdated])  # noqa: S608
        con.execute(f"insert into {modell.name} by name {rows}")
    except (duckdb.BinderException, duckdb.ConversionException):
        raise other_version(modell.name) from None


def _first_line(fehler: duckdb.Error) -> str:
    """Return DuckDB's reason without what follows it: conversion errors quote cell values there."""
    if isinstance(fehler, duckdb.ConversionException | duckdb.InvalidInputException):
        return type(fehler).__name__
    return str(fehler).partition("\n")[0]


def collect_kpis(con: Warehouse) -> None:
    """Put all figures of sql/kpi side by side, under the name of their file."""
    auswahl = " union all by name ".join(
        f"select '{m.name.removeprefix('kpi.')}' as kennzahl, team_id, segment_art, segment, "  # noqa: S608
        f"zaehler::decimal(38, 15) as zaehler, nenner::decimal(38, 15) as nenner from {m.name}"
        for m in sorted(read_models().values(), key=lambda m: m.name)
        if m.schema == "kpi"
    )
    con.execute(f"create or replace view {KPI_WERT} as {auswahl}")


def checks(schwere: str) -> list[Modell]:
    """Return the checks of that severity: `abbruch`, `ausschluss` or `hinweis`."""
    return [m for m in read_models().values() if m.schema == "check" and m.kopf.startswith(f"{schwere}: ")]


def find_rows(con: Warehouse, check: Modell) -> pl.DataFrame:
    """Return the rows that a check complains of: `export`, `zeile` (None: the whole file) and `spalte`."""
    return pl.DataFrame(con.sql(check.sql))
