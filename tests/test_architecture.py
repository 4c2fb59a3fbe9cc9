"""The promises of the house, each with a message that says what to do."""

import ast
import re
import sys
import tomllib
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from conftest import WURZEL

from pipeline.cli.app import app, regelwerke_app
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import known_regelwerke, read_regelwerk
from pipeline.warehouse import models

PIPELINE, SCHEMAS = WURZEL / "pipeline", WURZEL / "schemas"
# The way of the data: a module imports only from stages to its left, or from its own stage.
AUSWERTUNGEN = ("vergleich", "soll_ist", "evaluation")
STUFEN = [
    {"errors", "resources", "__init__"},
    {"toml_file", "kalender", "progress", "cli.german"},
    {"katalog"},
    {"regelwerk"},
    {"settings"},
    {"compute.reference", "accept.export", "accept.sources", "accept.values", "accept.formats", "accept.befund"},
    {"accept.guard", "accept.validate"},
    {"warehouse"},
    {"accept.lieferung", "accept.previous_month", "disclose.door"},
    {"evaluate.month"},
    {"present.cell"},
    {"present.explain"},
    {"present.excel", "present.html", "present.data", "present.documents", "accept.quarantine", "publish"},
    {"present.files"},
    {"run.month"},
    {
        *("evaluate", "disclose.history", "present.frame", "run"),
        *(f"present.{medium}.{name}" for medium in ("documents", "excel", "html") for name in AUSWERTUNGEN),
    },
    {"cli.messages"},
    {"cli.evaluations"},
    {"cli"},
    {"__main__"},
]
# Beside the way of the data: the generator, and tools around a delivery.
DANEBEN = {"sample", "accept.mapping", "accept.pseudonymise"}
# Writers see what is published, and nothing of how it came about.
SCHREIBER = {"present.*"}
NICHT_FUER_SCHREIBER = {
    *("warehouse.tables", "warehouse.models", "duckdb"),
    *("accept.lieferung", "accept.validate", "disclose.door", "run.month"),
}
# Every library has its door: the modules that may import it.
TUEREN = {
    "polars": {"*"},  # frames are what the stages hand to each other
    "duckdb": {"warehouse.*"},
    "sqlglot": {"warehouse.models"},
    "pandera": {"accept.validate", "schemas", "schemas.*"},
    "pydantic": {"toml_file", "katalog", "settings", "regelwerk.*"},
    "holidays": {"kalender", "sample.house"},
    "python_calamine": {"accept.formats.xlsx"},
    "openpyxl": {"present.excel.*", "present.documents.befunde", "present.frame", "sample.rewrite"},
    "jinja2": {"present.html.render", "present.frame"},
    "rich": {"progress"},
    "typer": {"cli.*"},
}
# Allowed for now: they need the library's name for an annotation or an exception alone. This list only shrinks.
NUR_DEM_NAMEN_NACH = {
    "duckdb": {"run.month", "accept.lieferung", "accept.previous_month", "disclose.history"},
    "pandera": {"accept.values", "accept.mapping", "accept.pseudonymise"},
}


def stage_of(modul: str) -> int | None:
    """The most precisely named stage goes first; inside a stage of writers the order is not held yet."""
    stufen = [(len(s), n) for n, stufe in enumerate(STUFEN) for s in stufe if f"{modul}.".startswith(f"{s}.")]
    return max(stufen)[1] if stufen else None


def imports_in(text: str, paket: str) -> Iterator[str]:
    """Yield the full name of everything that a module of `paket` imports, in any form and at any place."""
    for knoten in ast.walk(ast.parse(text)):
        if isinstance(knoten, ast.Import):
            yield from (a.name for a in knoten.names)
        elif isinstance(knoten, ast.ImportFrom):
            eltern = paket.split(".")[: 1 - knoten.level or None] if knoten.level else []
            yield from (".".join([*eltern, *filter(None, [knoten.module]), a.name]) for a in knoten.names)


def imports_of(datei: Path) -> set[str]:
    """Names of the pipeline modules (without `pipeline.`) that a file imports."""
    return modules_among(read_imports(datei))


def read_imports(datei: Path) -> set[str]:
    paket = ".".join(datei.parent.relative_to(WURZEL).parts)
    return set(imports_in(datei.read_text(encoding="utf-8"), paket))


def modules_among(namen: Collection[str]) -> set[str]:
    """Cut imported names down to modules of the pipeline: `pipeline.report.Zeile` is of `report`."""
    module = set()
    for name in namen:
        teile = name.removeprefix("pipeline.").split(".") if name.startswith("pipeline.") else []
        while teile and not any(PIPELINE.joinpath(*teile[:-1], f"{teile[-1]}{e}").exists() for e in (".py", "")):
            teile.pop()
        module.add(".".join(teile))
    return module - {""}


def libraries_among(namen: Collection[str]) -> set[str]:
    return {n.split(".")[0] for n in namen} - sys.stdlib_module_names - {"pipeline", "schemas"}


def python_files() -> list[Path]:
    return [d for d in sorted(PIPELINE.rglob("*.py")) if d.name != "__init__.py"]


def name_of(datei: Path) -> str:
    wurzel = PIPELINE if datei.is_relative_to(PIPELINE) else WURZEL
    teile = datei.relative_to(wurzel).with_suffix("").parts
    return ".".join(t for t in teile if t != "__init__")


def is_one_of(modul: str, muster: Collection[str]) -> bool:
    return any(fnmatchcase(modul, m) for m in muster)


def is_beside(modul: str) -> bool:
    return any(f"{modul}.".startswith(f"{d}.") for d in DANEBEN)


@pytest.mark.parametrize("datei", python_files(), ids=name_of)
def test_modules_import_only_to_their_left(datei):
    modul = name_of(datei)
    if is_beside(modul):
        return
    assert "pipeline" not in read_imports(datei), f"pipeline/{modul}: import the module itself, not the whole pipeline"
    stufe = stage_of(modul)
    assert stufe is not None, f"pipeline/{modul} has no stage: add it to STUFEN in {Path(__file__).name}"
    for quelle in imports_of(datei):
        if modul.startswith("cli") and is_beside(quelle):
            continue
        gelesen = stage_of(quelle)
        assert gelesen is not None, f"pipeline/{modul} imports {quelle}, which is beside the way of the data"
        assert gelesen <= stufe, f"pipeline/{modul} imports {quelle}, which lies to its right"


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
    namen = set(imports_in(text, "pipeline.present.excel"))
    assert libraries_among(namen) == {"duckdb", "sqlglot", "jinja2"}
    assert modules_among(namen) == {
        *("warehouse.tables", "katalog", "present.documents.evaluation", "evaluate.month"),
        *("present.excel.sheet", "present.excel.package", "run", "accept.lieferung"),
    }


def test_writers_see_only_the_report():
    for datei in python_files():
        if is_one_of(name_of(datei), SCHREIBER):
            namen = read_imports(datei)
            verboten = (modules_among(namen) | libraries_among(namen)) & NICHT_FUER_SCHREIBER
            assert not verboten, (
                f"pipeline/{name_of(datei)} is a writer; it may not import {', '.join(sorted(verboten))}: "
                "what it needs belongs into the report that it is given"
            )
    for muster in SCHREIBER:
        assert any(fnmatchcase(name_of(d), muster) for d in python_files()), f"no writer {muster}: mend SCHREIBER"


@pytest.mark.parametrize("datei", [*python_files(), *sorted(SCHEMAS.glob("*.py"))], ids=name_of)
def test_libraries_are_imported_at_their_doors_only(datei):
    for bibliothek in sorted(libraries_among(read_imports(datei))):
        assert bibliothek in TUEREN, f"{name_of(datei)} imports {bibliothek}, which has no door: add it to TUEREN"
        erlaubt = TUEREN[bibliothek] | NUR_DEM_NAMEN_NACH.get(bibliothek, set())
        assert is_one_of(name_of(datei), erlaubt), (
            f"{name_of(datei)} imports {bibliothek}; only {', '.join(sorted(TUEREN[bibliothek]))} may: ask one of them"
        )


def test_doors_are_no_wider_than_needed():
    einfuhr = {name_of(d): libraries_among(read_imports(d)) for d in [*python_files(), *SCHEMAS.glob("*.py")]}
    for tabelle in (TUEREN, NUR_DEM_NAMEN_NACH):
        for bibliothek, muster in tabelle.items():
            nutzer = [modul for modul, namen in einfuhr.items() if bibliothek in namen]
            for m in muster:
                assert any(fnmatchcase(n, m) for n in nutzer), f"{m} no longer imports {bibliothek}: take it out"
    projekt = tomllib.loads((WURZEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    erklaert = {re.split(r"[\[><=]", eintrag)[0].replace("-", "_") for eintrag in projekt}
    assert erklaert == TUEREN.keys(), "pyproject.toml and TUEREN name different libraries"


def test_each_figure_has_sql_catalogue_entry_and_drawn_test():
    sql = {m.name.removeprefix("kpi.") for m in models.read_models().values() if m.schema == "kpi"}
    katalog = {k.id for k in read_katalog().kennzahl}
    tests = {d.stem for d in (WURZEL / "tests" / "kpi").glob("*.yaml")}
    for kennzahl in sorted(sql | katalog | tests):
        assert kennzahl in sql, f"sql/kpi/{kennzahl}.sql is missing"
        assert kennzahl in katalog, f"reports/kennzahlen.toml has no entry {kennzahl}"
        assert kennzahl in tests, f"tests/kpi/{kennzahl}.yaml is missing"


def test_catalogue_is_consistent():
    katalog = read_katalog()
    abschnitte = [a.id for a in katalog.abschnitt]
    assert {k.abschnitt for k in katalog.kennzahl} == set(abschnitte)
    for kennzahl in katalog.kennzahl:
        assert set(kennzahl.segmente) <= katalog.segmentart.keys(), kennzahl.id
        assert (kennzahl.form == "anzahl") == (kennzahl.nenner is None), kennzahl.id
        assert (kennzahl.einheit == "Anteil") == (kennzahl.form == "anteil"), kennzahl.id


@pytest.mark.parametrize("modell", models.read_models().values(), ids=lambda m: m.name)
def test_models_state_their_grain_and_stay_short(modell):
    zeilen = modell.sql.splitlines()
    assert len(zeilen) <= 105, f"{modell.file} has {len(zeilen)} lines"
    if modell.schema != "check":
        assert modell.header.removeprefix(models.KEPT).startswith("eine Zeile je "), (
            f"{modell.file}: the first line states the grain"
        )
    assert not re.search(r"regelwerk\s*=\s*'", modell.sql), f"{modell.file} asks which rule set it is"


def test_no_rule_set_is_named_in_code_or_sql():
    dateien = [*PIPELINE.rglob("*.py"), *(WURZEL / "sql").rglob("*.sql"), *(WURZEL / "reports").rglob("*.html")]
    for datei in dateien:
        if datei.name == "settings.py":  # the default setting
            continue
        for kennung in known_regelwerke():
            assert kennung not in datei.read_text(encoding="utf-8"), f"{datei} names the rule set {kennung}"


@pytest.mark.parametrize("kennung", known_regelwerke())
def test_rule_sets_are_called_like_their_file_and_name_their_sources(kennung):
    werk = read_regelwerk(known_regelwerke()[kennung])
    assert werk.id == kennung
    quellen = [*(r.quelle for r in werk.kontaktregel), *(z.quelle for z in werk.ziel), werk.bestand.quelle]
    quellen += [werk.kontakt.quelle, werk.neukunde.quelle, werk.hoechstabstand.quelle]
    for quelle in quellen:
        assert re.match(r"annahme: \S|\d", quelle), f"{kennung}: „{quelle}“ is neither a paragraph nor a reason"


@pytest.mark.parametrize("datei", [*python_files(), *(WURZEL / "schemas").glob("*.py")], ids=lambda d: d.stem)
def test_modules_and_functions_stay_small(datei):
    text = datei.read_text(encoding="utf-8")
    grenze = 360 if datei.stem == "app" else 290
    assert len(text.splitlines()) <= grenze, f"{datei.name} is longer than {grenze} lines"
    for knoten in ast.walk(ast.parse(text)):
        if isinstance(knoten, ast.FunctionDef):
            laenge = (knoten.end_lineno or 0) - knoten.lineno + 1
            assert laenge <= 60, f"{datei.name}: {knoten.name} has {laenge} lines"


def test_readme_knows_commands_targets_and_the_tree():
    readme = (WURZEL / "README.md").read_text(encoding="utf-8")
    befehle = {b.name or b.callback.__name__ for b in app.registered_commands}
    befehle |= {f"regelwerke {b.name}" for b in regelwerke_app.registered_commands}
    for befehl in befehle:
        assert f"kontaktdichte {befehl}" in readme, f"README.md does not mention `kontaktdichte {befehl}`"
    ziele = re.findall(r"^([a-z]+):.*## ", (WURZEL / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for ziel in ("run", "test", "check", "golden", "bench"):
        assert ziel in ziele
        assert f"make {ziel}" in readme, f"README.md does not mention `make {ziel}`"
    baum = readme[readme.index("## Tree") :]
    for pfad in re.findall(r"^([\w.\-/]+)/ {2,}", baum, re.MULTILINE):
        assert (WURZEL / pfad).is_dir(), f"README.md's tree names {pfad}, which does not exist"


def test_links_between_documents_lead_somewhere():
    for datei in [*WURZEL.glob("*.md"), *(WURZEL / "docs").rglob("*.md"), *(WURZEL / "data").rglob("*.md")]:
        for ziel in re.findall(r"\]\((?!https?:|#)([^)#]+)", datei.read_text(encoding="utf-8")):
            assert (datei.parent / ziel).exists(), f"{datei.name} links to {ziel}, which does not exist"


def test_no_registry_host_in_any_file():
    hosts = re.compile(r"pypi\.org|pythonhosted|files\.python|index-url|find-links|trusted-host|registry\.npmjs", re.I)
    for muster in ("*.txt", "*.in", "*.toml", "Makefile", ".ci/run", "*.md", "docs/**/*.md"):
        for datei in WURZEL.glob(muster):
            assert not hosts.search(datei.read_text(encoding="utf-8")), f"{datei} names a package registry"


def test_declared_dependencies_are_the_pinned_ones():
    projekt = tomllib.loads((WURZEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    eingang = [z for z in (WURZEL / "requirements.in").read_text().splitlines() if z and not z.startswith("#")]
    nur_bau = {"hatchling>=1.27", "editables"}
    assert set(eingang) - nur_bau == set(projekt), "requirements.in and pyproject.toml differ"
    gepinnt = (WURZEL / "requirements.txt").read_text()
    for zeile in eingang:
        name = re.split(r"[\[><=]", zeile)[0]
        assert re.search(rf"^{re.escape(name)}==", gepinnt, re.MULTILINE), f"run `make lock`: {name} is not pinned"
