"""The codes of findings that the program can make, taken from its own source."""

import ast
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from drawn.source import PIPELINE, ROOT, name_of, python_files
from pipeline.accept.typed import _LOST

ACCEPT, CHECKS = PIPELINE / "accept", ROOT / "sql" / "check"
# What only typed cells and sheets bring about; delimited text has neither.
TYPED = (ACCEPT / "typed.py", ACCEPT / "formats" / "xlsx.py")
# Where `RawExport.find` takes the code.
_THIRD = 2


def known_codes() -> set[str]:
    """All codes: of modules that look at a delivery, and of checks in SQL."""
    modules = [file for file in python_files() if file.is_relative_to(ACCEPT)]
    return codes_in(modules) | {file.stem for file in CHECKS.glob("*.sql")}


def codes_in(files: Iterable[Path]) -> set[str]:
    found: set[str] = set()
    for file in files:
        # Cells of typed formats are lost for a reason, and the reason is the code.
        found |= set(_LOST) if file == TYPED[0] else set()
        module = import_module(f"pipeline.{name_of(file)}")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for place in _code_places(node):
                found |= set(_texts(place, vars(module)))
    return found


def _code_places(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what is given as the code: to a kind of finding, to `find`, by the word `code`, to a name `code`."""
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        yield from node.args[:1] if called == "BefundKind" else ()
        yield from node.args[_THIRD : _THIRD + 1] if called == "find" else ()
        yield from (word.value for word in node.keywords if word.arg == "code")
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from [node.value] if any(getattr(t, "id", "") == "code" for t in targets) else ()


def _texts(place: ast.expr, names: dict[str, object]) -> Iterator[str]:
    """Yield the texts that may stand there; what a caller hands over is found at the caller's."""
    if isinstance(place, ast.IfExp):
        yield from (*_texts(place.body, names), *_texts(place.orelse, names))
    value = place.value if isinstance(place, ast.Constant) else names.get(getattr(place, "id", ""))
    if isinstance(value, str):
        yield value
