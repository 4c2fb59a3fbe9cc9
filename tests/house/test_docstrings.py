"""What a docstring owes its reader: whose columns a frame has, and which errors a function raises."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drawn.source import ROOT
from pipeline import errors
from pipeline.accept.befund import SCHEMA
from pipeline.accept.quarantine import GRUENDE
from schemas import EXPORTS

PIPELINE = ROOT / "pipeline"
# Are being rewritten and join when they are done.
MODULES = sorted(PIPELINE.rglob("*.py"))
ERRORS = {
    name for name, cls in vars(errors).items() if isinstance(cls, type) and issubclass(cls, errors.KontaktdichteError)
}
FRAMES = re.compile(r"\bpl\.(DataFrame|Series)\b")
# Says whose columns a frame has, where naming them all would be too long or is not for the function to know.
WHOSE_COLUMNS = re.compile(r"\b(columns|rows) of (`|the export)|\b(with its|any) columns?\b")


@dataclass(frozen=True)
class Place:
    """A class or function with the names around it."""

    file: Path
    name: str
    node: ast.ClassDef | ast.FunctionDef

    @property
    def doc(self) -> str:
        return ast.get_docstring(self.node) or ""

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.node.lineno} {self.name}"


def places_in(file: Path) -> Iterator[Place]:
    """Yield the classes and functions of a module and the methods of its classes, but nothing inside a function."""

    def walk(body: list[ast.stmt], prefix: str) -> Iterator[Place]:
        for node in body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield Place(file, f"{prefix}{node.name}", node)
            if isinstance(node, ast.ClassDef):
                yield from walk(node.body, f"{prefix}{node.name}.")

    yield from walk(ast.parse(file.read_text(encoding="utf-8")).body, "")


def is_public(place: Place) -> bool:
    return not any(part.startswith("_") for part in place.name.split("."))


def parameters(node: ast.ClassDef | ast.FunctionDef) -> list[ast.arg]:
    if isinstance(node, ast.ClassDef):
        return []
    a = node.args
    return [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, [a.vararg, a.kwarg])]


def annotations(node: ast.ClassDef | ast.FunctionDef) -> str:
    """The annotations of what a function takes and returns, or of the fields of a class."""
    if isinstance(node, ast.ClassDef):
        return " ".join(ast.unparse(field.annotation) for field in node.body if isinstance(field, ast.AnnAssign))
    given = [arg.annotation for arg in parameters(node) if arg.annotation]
    return " ".join(map(ast.unparse, [*given, *filter(None, [node.returns])]))


def known_columns() -> set[str]:
    """The columns of the exports, of findings and of the quarantine, and all words of the models."""
    words = {word for file in (ROOT / "sql").rglob("*.sql") for word in re.findall(r"\w+", file.read_text("utf-8"))}
    exported = {column for export in EXPORTS.values() for column in export.to_schema().columns}
    return words | exported | set(SCHEMA) | {GRUENDE}


COLUMNS = known_columns()


def names_columns(place: Place) -> bool:
    """Tell whether the docstring names a column in backticks that is no parameter, or says whose columns they are."""
    own = {arg.arg for arg in parameters(place.node)}
    named = set(re.findall(r"`(\w+)`", place.doc)) - own
    return bool(named & COLUMNS or WHOSE_COLUMNS.search(place.doc))


def error_makers() -> dict[str, str]:
    """Functions that return an error to be raised, such as `refuse`, and which."""
    makers = {}
    for file in MODULES:
        for place in places_in(file):
            if isinstance(place.node, ast.FunctionDef) and place.node.returns is not None:
                returned = ast.unparse(place.node.returns)
                if returned in ERRORS:
                    makers[place.node.name] = returned
    return makers


MAKERS = error_makers()


def raised_in(function: ast.FunctionDef) -> set[str]:
    """The errors of the house that a function raises itself."""
    raised = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            called = ast.unparse(node.exc.func).rpartition(".")[2]
            raised |= {MAKERS.get(called, called)} & ERRORS
    return raised


FUNCTIONS = [p for file in MODULES for p in places_in(file) if isinstance(p.node, ast.FunctionDef)]
FRAME_PLACES = [p for f in MODULES for p in places_in(f) if is_public(p) and FRAMES.search(annotations(p.node))]
RAISING = [p for p in FUNCTIONS if raised_in(p.node)]


@pytest.mark.parametrize("place", FRAME_PLACES, ids=str)
def test_whoever_hands_out_a_frame_says_which_columns_it_has(place):
    assert names_columns(place), (
        f"{place} takes or returns a polars frame; its docstring says nothing of columns. Name them in backticks "
        "(`team_id`), or say whose they are: „columns of `mart.kennzahlen`“, „rows of `SCHEMA`“, „any columns“."
    )


@pytest.mark.parametrize("place", RAISING, ids=str)
def test_whoever_raises_an_error_of_the_house_says_when(place):
    for error in sorted(raised_in(place.node)):
        assert re.search(rf"^:raises {error}: \S", place.doc, re.MULTILINE), (
            f"{place} raises {error}; add a line „:raises {error}: when“ to its docstring"
        )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('def f(frame: pl.DataFrame) -> None:\n    """Write `frame`."""', False),
        ('def f(frame: pl.DataFrame) -> None:\n    """Write `frame` by `team_id`."""', True),
        ('def f() -> pl.Series:\n    """Return rows of `mart.kennzahlen`."""', True),
        ('def f() -> "list[pl.DataFrame]":\n    """Return frames with any columns."""', True),
        ('class C:\n    """Holds `frame`."""\n    frame: pl.DataFrame', False),
    ],
)
def test_the_check_tells_columns_from_parameters(code, expected):
    place = Place(Path("x.py"), "f", ast.parse(code).body[0])
    assert FRAMES.search(annotations(place.node))
    assert names_columns(place) is expected


def test_the_check_finds_raised_errors_and_no_others():
    code = "def f():\n    if a:\n        raise UsageError('x')\n    raise ValueError('y')"
    assert raised_in(ast.parse(code).body[0]) == {"UsageError"}
