"""Which package may import which, and that only the warehouse speaks SQL and DuckDB."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from conftest import WURZEL
from sqlglot import exp
from sqlglot.errors import SqlglotError

PIPELINE = WURZEL / "pipeline"
# The way of the data: a package imports only from those to its left, and what is not named here is ground.
ORDER = [
    *("ground", "katalog", "settings", "regelwerk", "warehouse", "accept", "compute"),
    *("disclose", "evaluate", "present", "publish", "review", "run", "cli"),
]
# Beside the way: the generator, which only the command line calls, and the start itself.
BESIDE = {"sample", "__main__"}
MODULES = sorted(PIPELINE.rglob("*.py"))
STATEMENTS = (exp.Query, exp.Insert, exp.Delete, exp.Update, exp.Create, exp.Drop, exp.Alter)


def name_of(datei: Path) -> str:
    return ".".join(datei.relative_to(PIPELINE).with_suffix("").parts)


def package_of(modul: str) -> str:
    oben = modul.partition(".")[0]
    return oben if oben in ORDER or oben in BESIDE else "ground"


def imports_of(baum: ast.AST) -> Iterator[str]:
    """Full names of what a module imports anywhere, also inside functions; relative imports are not used."""
    for knoten in ast.walk(baum):
        if isinstance(knoten, ast.Import):
            yield from (a.name for a in knoten.names)
        elif isinstance(knoten, ast.ImportFrom):
            assert not knoten.level, "relative import"
            yield from (f"{knoten.module}.{a.name}" for a in knoten.names)


def parse(datei: Path) -> ast.Module:
    return ast.parse(datei.read_text(encoding="utf-8"))


@pytest.mark.parametrize("datei", MODULES, ids=name_of)
def test_packages_import_only_from_their_left(datei):
    eigenes = package_of(name_of(datei))
    if eigenes in BESIDE:
        return
    for name in imports_of(parse(datei)):
        if not name.startswith("pipeline."):
            continue
        gelesen = package_of(name.removeprefix("pipeline."))
        if gelesen in BESIDE:
            assert eigenes == "cli", f"pipeline/{name_of(datei)} imports {name}, which only the command line may"
        else:
            assert ORDER.index(gelesen) <= ORDER.index(eigenes), (
                f"pipeline/{name_of(datei)} imports {name}, which lies to its right"
            )


@pytest.mark.parametrize("datei", MODULES, ids=name_of)
def test_only_the_warehouse_imports_duckdb_and_the_sql_parser(datei):
    if package_of(name_of(datei)) != "warehouse":
        fremd = {name.partition(".")[0] for name in imports_of(parse(datei))} & {"duckdb", "sqlglot"}
        assert not fremd, f"pipeline/{name_of(datei)} imports {fremd}; pipeline.warehouse hands out what it needs"


def texts(baum: ast.Module) -> Iterator[str]:
    """All string literals but docstrings; what an f-string fills in is a word."""
    erklaerungen, teile = set(), set()
    for knoten in ast.walk(baum):
        if isinstance(knoten, ast.Expr):
            erklaerungen.add(id(knoten.value))
        if isinstance(knoten, ast.JoinedStr):
            teile |= {id(wert) for wert in ast.walk(knoten) if wert is not knoten}
    for knoten in ast.walk(baum):
        if id(knoten) in erklaerungen | teile:
            continue
        if isinstance(knoten, ast.JoinedStr):
            yield "".join(w.value if isinstance(w, ast.Constant) else "wort" for w in knoten.values)
        elif isinstance(knoten, ast.Constant) and isinstance(knoten.value, str):
            yield knoten.value


def is_sql(text: str) -> bool:
    anfang = r"\s*(\(\s*)?(with|select|from|insert|delete|update|create|drop|alter)\s+\S"
    if not re.match(anfang, text, re.IGNORECASE):
        return False
    try:
        return any(isinstance(a, STATEMENTS) for a in sqlglot.parse(text, dialect="duckdb"))
    except SqlglotError:
        return False


@pytest.mark.parametrize("datei", MODULES, ids=name_of)
def test_no_sql_text_outside_the_warehouse(datei):
    if package_of(name_of(datei)) == "warehouse":
        return
    baum = parse(datei)
    for text in texts(baum):
        assert not is_sql(text), f"pipeline/{name_of(datei)} holds SQL ({text[:40]!r} …): it belongs under sql/"
    for knoten in ast.walk(baum):
        if isinstance(knoten, ast.Call) and isinstance(knoten.func, ast.Attribute):
            assert knoten.func.attr not in {"execute", "executemany", "sql"}, (
                f"pipeline/{name_of(datei)}:{knoten.lineno} speaks to the database; pipeline.warehouse does that"
            )


@pytest.mark.parametrize(
    ("code", "erwartet"),
    [
        ('x = "select monat, stichtag from mart.stichtage order by monat"', True),
        ('x = f"select * from {tabelle}"', True),
        ('x = f"delete from {tabelle} where monat = ?"', True),
        ('x = f"create table if not exists {t} (monat varchar)"', True),
        ('x = f"insert into {t} " "values (?, ?)"', True),
        ('x = "with a as (select 1 as b) select * from a"', True),
        ('"""Create or replace a table from a frame."""', False),
        ('def f():\n    """Select rows."""', False),
        ('x = "from"', False),
        ('x = "Create a key"', False),
        ('x = "select"', False),
    ],
)
def test_the_search_for_sql_finds_it_and_nothing_else(code, erwartet):
    assert any(is_sql(text) for text in texts(ast.parse(code))) is erwartet
