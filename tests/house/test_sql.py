"""SQL stands under sql/ and in the warehouse, and only the warehouse speaks to the database."""

import ast
import re
from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from drawn.source import name_of, python_files

STATEMENTS = (exp.Query, exp.Insert, exp.Delete, exp.Update, exp.Create, exp.Drop, exp.Alter)
OUTSIDE = [d for d in python_files() if not name_of(d).startswith("warehouse.")]


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


@pytest.mark.parametrize("datei", OUTSIDE, ids=name_of)
def test_no_sql_text_outside_the_warehouse(datei):
    baum = ast.parse(datei.read_text(encoding="utf-8"))
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
