"""The promises of the house, each with a message that says what to do."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from conftest import WURZEL

from pipeline import models
from pipeline.cli import app, regelwerke_app
from pipeline.katalog import read_katalog
from pipeline.regelwerk import known_regelwerke, read_regelwerk

PIPELINE = WURZEL / "pipeline"
# The way of the data: a module imports only from stages to its left, or from its own stage.
STUFEN = [
    {"errors", "resources", "__init__"},
    {"toml_datei", "kalender", "fortschritt", "deutsch"},
    {"katalog"},
    {"regelwerk"},
    {"config"},
    {"referenz", "exports", "befunde"},
    {"datenschutz", "validate"},
    {"load", "models"},
    {"lieferung", "vormonat", "disclosure"},
    {"report"},
    {"formate"},
    {"erlaeuterungen"},
    {"excel", "html", "ergebnis", "befunde_xlsx", "quarantaene", "ablage"},
    {"dateien"},
    {"run"},
    {"auswertung"},
    {"meldungen"},
    {"cli_auswertung"},
    {"cli"},
    {"__main__"},
]
# Beside the way of the data: the generator, and tools around a delivery.
DANEBEN = {"sample", "mapping", "pseudonymise"}


def stage_of(modul: str) -> int | None:
    wurzel = modul.split(".")[0]
    for nummer, stufe in enumerate(STUFEN):
        if wurzel in stufe:
            return nummer
    return None


def imports_of(datei: Path) -> set[str]:
    """Names of pipeline modules that a file imports anywhere, also inside functions."""
    namen = set()
    for knoten in ast.walk(ast.parse(datei.read_text(encoding="utf-8"))):
        if isinstance(knoten, ast.ImportFrom) and knoten.module == "pipeline":
            namen |= {
                a.name for a in knoten.names if (PIPELINE / f"{a.name}.py").exists() or (PIPELINE / a.name).is_dir()
            }
        elif isinstance(knoten, ast.ImportFrom) and (knoten.module or "").startswith("pipeline."):
            namen.add(knoten.module.removeprefix("pipeline."))
    return namen


def python_files() -> list[Path]:
    return [d for d in sorted(PIPELINE.rglob("*.py")) if d.name != "__init__.py" or d.parent != PIPELINE]


def name_of(datei: Path) -> str:
    teile = datei.relative_to(PIPELINE).with_suffix("").parts
    return ".".join(t for t in teile if t != "__init__")


def is_beside(modul: str) -> bool:
    return modul.split(".")[0].partition("_")[0] in DANEBEN


@pytest.mark.parametrize("datei", python_files(), ids=name_of)
def test_modules_import_only_to_their_left(datei):
    modul = name_of(datei)
    if is_beside(modul):
        return
    stufe = stage_of(modul)
    assert stufe is not None, f"pipeline/{modul} has no stage: add it to STUFEN in {Path(__file__).name}"
    for quelle in imports_of(datei):
        if modul == "cli" and is_beside(quelle):
            continue
        gelesen = stage_of(quelle)
        assert gelesen is not None, f"pipeline/{modul} imports {quelle}, which is beside the way of the data"
        assert gelesen <= stufe, f"pipeline/{modul} imports {quelle}, which lies to its right"


def test_writers_see_only_the_report():
    for datei in python_files():
        if name_of(datei).partition("_")[0].split(".")[0] in {"excel", "html"}:
            verboten = imports_of(datei) & {"load", "models", "lieferung", "validate", "disclosure", "run"}
            assert not verboten, f"{datei.name} is a writer; it may not import {verboten}"


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
    assert len(zeilen) <= 105, f"{modell.datei} has {len(zeilen)} lines"
    if modell.schema != "check":
        assert modell.kopf.startswith("eine Zeile je "), f"{modell.datei}: the first line states the grain"
    assert not re.search(r"regelwerk\s*=\s*'", modell.sql), f"{modell.datei} asks which rule set it is"


def test_no_rule_set_is_named_in_code_or_sql():
    dateien = [*PIPELINE.rglob("*.py"), *(WURZEL / "sql").rglob("*.sql"), *(WURZEL / "reports").rglob("*.html")]
    for datei in dateien:
        if datei.name == "config.py":  # the default setting
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
    grenze = 360 if datei.stem == "cli" else 290
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
