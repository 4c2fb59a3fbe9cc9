"""The plan of the house: which stage may use which, which library has which door, how large a room may be."""

import ast
import re
import tomllib
from collections.abc import Collection
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from drawn.source import (
    PIPELINE,
    ROOT,
    SCHEMAS,
    imports_in,
    libraries_among,
    modules_among,
    name_of,
    python_files,
    read_imports,
)

# The way of the data: a module imports from its own stage or from stages to the left, never to the right.
ORDER = [
    *("ground", "katalog", "settings", "regelwerk", "warehouse", "accept", "compute", "disclose"),
    *("evaluate", "present", "publish", "run", "cli"),
]
GROUND = {
    *("errors", "resources", "progress", "notation", "kalender"),
    *("csv_file", "toml_file", "workbook_bytes", "scratch", "__init__"),
}
# Beside the way: the generator of deliveries, which may know how values are written but nothing of what becomes of
# them. Only the terminal calls it.
BESIDE = {"sample"}
SAMPLE_KNOWS = {"accept.values"}
# What writers get is published; disclosure control sees figures, never deliveries.
NEVER = {
    "present": {"warehouse", "compute", "disclose", "accept", "run"},
    "disclose": {"accept", "compute"},
}
# Findings are what a delivery's report is about.
EXCEPT = {"present": {"accept.befund"}}
# Every library has its door: the modules that may import it.
DOORS = {
    "polars": {"*"},  # frames are what the stages hand to each other
    "psutil": {"accept.formats.child"},  # what another process holds
    "duckdb": {"warehouse.*"},
    "sqlglot": {"warehouse.models"},
    "pandera": {"accept.*", "schemas", "schemas.*"},
    "pydantic": {"toml_file", "katalog", "settings", "regelwerk.*"},
    "holidays": {"kalender", "sample.house"},
    "openpyxl": {"present.excel.*", "sample.rewrite"},
    "jinja2": {"present.html.render"},
    "markupsafe": {"present.html.render"},
    "rich": {"progress"},
    "typer": {"cli.*"},
}
# Libraries that come with another one and are used through it.
COMES_WITH = {"markupsafe": "jinja2"}
ROOMS_AT_MOST, FLOORS_AT_MOST = 26, 11
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 250, 40, 6
ALL_FILES = [*python_files(), *sorted(SCHEMAS.glob("*.py"))]


def stage_of(module: str) -> str:
    first = module.split(".")[0]
    return "ground" if first in GROUND else first


def is_one_of(module: str, patterns: Collection[str]) -> bool:
    return any(fnmatchcase(module, p) for p in patterns)


@pytest.mark.parametrize("file", python_files(), ids=name_of)
def test_modules_import_only_to_their_left(file):
    module, names = name_of(file), read_imports(file)
    assert "pipeline" not in names, f"pipeline/{module}: import the module itself, not the whole pipeline"
    if module == "__main__":
        return
    own = stage_of(module)
    assert own in [*ORDER, *BESIDE], f"pipeline/{module} belongs to no stage: put it into one, or add it to ORDER"
    for source in sorted(modules_among(names)):
        other = stage_of(source)
        if own in BESIDE:
            assert other in {own, "ground"} or source in SAMPLE_KNOWS, f"pipeline/{module} may not know {source}"
        elif other in BESIDE:
            assert own == "cli", f"pipeline/{module} imports {source}, which is beside the way of the data"
        else:
            assert ORDER.index(other) <= ORDER.index(own), (
                f"pipeline/{module} imports {source}, which lies to its right"
            )


@pytest.mark.parametrize("file", python_files(), ids=name_of)
def test_writers_see_what_is_published_and_disclosure_sees_no_delivery(file):
    module, names = name_of(file), read_imports(file)
    stage = stage_of(module)
    for source in sorted(modules_among(names)):
        if source not in EXCEPT.get(stage, ()):
            assert stage_of(source) not in NEVER.get(stage, ()), (
                f"pipeline/{module} may not import {source}: what it needs belongs into what it is given"
            )


@pytest.mark.parametrize("file", ALL_FILES, ids=name_of)
def test_libraries_are_imported_at_their_doors_only(file):
    for library in sorted(libraries_among(read_imports(file))):
        assert library in DOORS, f"{name_of(file)} imports {library}, which has no door: add it to DOORS"
        assert is_one_of(name_of(file), DOORS[library]), (
            f"{name_of(file)} imports {library}; only {', '.join(sorted(DOORS[library]))} may: ask one of them"
        )


def test_doors_are_no_wider_than_needed():
    imported = {name_of(d): libraries_among(read_imports(d)) for d in ALL_FILES}
    for library, patterns in DOORS.items():
        users = [module for module, names in imported.items() if library in names]
        for pattern in patterns:
            assert is_one_of_any(users, pattern), f"{pattern} no longer imports {library}: take it out"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    declared = {re.split(r"[\[><=]", entry)[0].replace("-", "_") for entry in project}
    assert declared == DOORS.keys() - COMES_WITH.keys(), "pyproject.toml and DOORS name different libraries"


def is_one_of_any(modules: Collection[str], pattern: str) -> bool:
    return any(fnmatchcase(module, pattern) for module in modules)


def test_every_form_of_import_is_read():
    text = """
import duckdb, os.path
import pipeline.warehouse.tables as l
from pipeline import katalog, __version__
from pipeline.present.documents import evaluation as texte
from pipeline.evaluate.month import *
from . import sheet
from .package import save_bytes
from ... import run
from ...accept.lieferung import accept
if TYPE_CHECKING:
    from sqlglot.errors import SqlglotError
def later():
    import jinja2.nodes
"""
    names = set(imports_in(text, "pipeline.present.excel"))
    assert libraries_among(names) == {"duckdb", "sqlglot", "jinja2"}
    assert modules_among(names) == {
        *("warehouse.tables", "katalog", "present.documents.evaluation", "evaluate.month"),
        *("present.excel.sheet", "present.excel.package", "run", "accept.lieferung"),
    }


def test_inside_a_package_no_modules_import_each_other_in_a_circle():
    graph = {name_of(d): modules_among(read_imports(d)) for d in python_files()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"Modules import each other in a circle: {' → '.join(error.args[1])}")


def room_of(module: str) -> str:
    """A package is a room, and so is a module that stands in none."""
    package = module.rpartition(".")[0]
    return package or module


def test_the_plan_stays_small():
    rooms = {room_of(name_of(d)) for d in python_files()} - {"__main__"}
    assert len(rooms) <= ROOMS_AT_MOST, f"{len(rooms)} rooms: {', '.join(sorted(rooms))}"
    arrows = {room: set() for room in rooms}
    for file in python_files():
        own = room_of(name_of(file))
        used = {room_of(m) if m not in rooms else m for m in modules_among(read_imports(file))}
        # A package that uses its own inner rooms is one house part, seen from outside.
        arrows.get(own, set()).update(r for r in used & rooms if r != own and not r.startswith(f"{own}."))
    floors: dict[str, int] = {}
    for room in TopologicalSorter(arrows).static_order():
        floors[room] = 1 + max((floors[r] for r in arrows[room] if r in floors), default=0)
    assert max(floors.values()) <= FLOORS_AT_MOST, f"{max(floors.values())} floors: {sorted(floors.items())}"


@pytest.mark.parametrize("file", ALL_FILES, ids=name_of)
def test_modules_and_functions_stay_small(file):
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MODULE_LINES, f"{name_of(file)} is longer than {MODULE_LINES} lines: split it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= FUNCTION_LINES or is_command(file), f"{name_of(file)}: {node.name} has {lines} lines"
            named = [a.arg for a in (*node.args.args, *node.args.kwonlyargs) if a.arg not in ("self", "cls")]
            assert len(named) <= PARAMETERS or is_command(file), (
                f"{name_of(file)}: {node.name} has {len(named)} parameters: which of them belong together?"
            )


def is_command(file: Path) -> bool:
    """A command's parameters are its options, and each option is a line."""
    return file.parent.name == "cli"


@pytest.mark.parametrize("file", sorted(PIPELINE.rglob("__init__.py")), ids=name_of)
def test_packages_hold_nothing_but_what_they_are_for(file):
    body = ast.parse(file.read_text(encoding="utf-8")).body
    assert isinstance(body[0], ast.Expr), f"{file}: say in one sentence what the package is for"
    allowed = 2 if file.parent == PIPELINE else 1  # the version
    assert len(body) <= allowed, f"{file} holds code: put it into a module"
