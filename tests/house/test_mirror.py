"""Tests stand where the thing they test stands: the tree of tests is the tree of the house."""

import ast
from pathlib import Path

import pytest

from drawn.source import PIPELINE, ROOT, imports_in

TESTS = ROOT / "tests"
PACKAGES = sorted(d.parent.name for d in PIPELINE.glob("*/__init__.py"))
# Folders that belong to no package: modules beside the packages, the house as a whole, the second calculation.
GROUND, OTHERS = "ground", {"house", "second"}
# Tests of what more than one module makes, by folder: what they are about is in no module alone.
BEYOND_MODULES = {
    "accept": {"dialects", "hostile", "pollution"},
    "regelwerk": {"cases", "handbook"},
    "compute": {"kpi", "second_calculation", "targets"},
    "present": {"golden", "view_model"},
    "run": {"crash", "reorganised"},
}
TEST_FILES = sorted(TESTS.rglob("test_*.py"))


def path_of(file: Path) -> str:
    return str(file.relative_to(TESTS))


def modules_in(folder: str) -> set[str]:
    """The modules and packages that a folder of tests stands for."""
    place = PIPELINE if folder == GROUND else PIPELINE / folder
    files = place.glob("*.py") if folder == GROUND else [*place.rglob("*.py"), *place.rglob("*/")]
    return {file.stem for file in files} - {"__init__"}


@pytest.mark.parametrize("file", sorted(TESTS.rglob("*.py")), ids=path_of)
def test_no_test_file_imports_another(file):
    package = ".".join(file.parent.relative_to(TESTS).parts)
    tests = {t.stem for t in TEST_FILES} | {"conftest"}
    for name in imports_in(file.read_text(encoding="utf-8"), package):
        assert not tests & set(name.split(".")), f"tests/{path_of(file)} imports {name}: what both need is drawn"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_its_folder_of_tests(package):
    assert list((TESTS / package).glob("test_*.py")), f"tests/{package} is missing or empty"


def test_every_test_stands_in_the_folder_of_a_package():
    for file in TEST_FILES:
        folder, *rest = file.relative_to(TESTS).parts
        assert len(rest) == 1, f"tests/{path_of(file)}: one folder per package, and none within"
        assert folder in {*PACKAGES, *OTHERS, GROUND}, f"tests/{path_of(file)}: pipeline has no package {folder}"


@pytest.mark.parametrize("file", [f for f in TEST_FILES if f.parent.name not in OTHERS], ids=path_of)
def test_a_test_is_called_like_the_module_that_it_tests(file):
    folder, name = file.parent.name, file.stem.removeprefix("test_")
    assert name in modules_in(folder) | BEYOND_MODULES.get(folder, set()), (
        f"pipeline/{folder} has no module {name}: call tests/{path_of(file)} like the module that it tests, or name it "
        "among BEYOND_MODULES"
    )


def test_exceptions_are_no_wider_than_needed():
    for folder, names in BEYOND_MODULES.items():
        there = {f.stem.removeprefix("test_") for f in (TESTS / folder).glob("test_*.py")}
        assert names <= there - modules_in(folder), f"tests/{folder}: {names - (there - modules_in(folder))}"


@pytest.mark.parametrize("file", TEST_FILES, ids=path_of)
def test_names_of_tests_are_sentences(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            words = node.name.removeprefix("test_").split("_")
            assert len(words) > 1, f"tests/{path_of(file)}: {node.name} says nothing of what it shows"
