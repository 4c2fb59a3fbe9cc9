"""Reads the program's own source: which modules there are and what each imports, in whatever form."""

import ast
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIPELINE, SCHEMAS = ROOT / "pipeline", ROOT / "schemas"


def python_files() -> list[Path]:
    """All modules of the pipeline; packages themselves are docstrings only."""
    return [d for d in sorted(PIPELINE.rglob("*.py")) if d.name != "__init__.py"]


def name_of(file: Path) -> str:
    """`present.excel.sheet`, `schemas.codes`."""
    root = PIPELINE if file.is_relative_to(PIPELINE) else ROOT
    return ".".join(part for part in file.relative_to(root).with_suffix("").parts if part != "__init__")


def imports_in(text: str, package: str) -> Iterator[str]:
    """Yield the full name of everything that a module of `package` imports, in any form and at any place."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: 1 - node.level or None] if node.level else []
            yield from (".".join([*parents, *filter(None, [node.module]), a.name]) for a in node.names)


def read_imports(file: Path) -> set[str]:
    package = ".".join(file.parent.relative_to(ROOT).parts)
    return set(imports_in(file.read_text(encoding="utf-8"), package))


def modules_among(names: Collection[str]) -> set[str]:
    """Cut imported names down to modules of the pipeline: `pipeline.katalog.Kennzahl` is of `katalog`."""
    modules = set()
    for name in names:
        parts = name.removeprefix("pipeline.").split(".") if name.startswith("pipeline.") else []
        while parts and not any(PIPELINE.joinpath(*parts[:-1], f"{parts[-1]}{e}").exists() for e in (".py", "")):
            parts.pop()
        modules.add(".".join(parts))
    return modules - {""}


def libraries_among(names: Collection[str]) -> set[str]:
    return {n.split(".")[0] for n in names} - sys.stdlib_module_names - {"pipeline", "schemas"}
