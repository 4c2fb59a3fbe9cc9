"""The promises of the house, each with a message that says what to do."""

import re
import tomllib

import pytest
from conftest import WURZEL

from pipeline.cli.app import app, regelwerke_app
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import known_regelwerke, read_regelwerk
from pipeline.warehouse import models

PIPELINE = WURZEL / "pipeline"


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
    quellen += [werk.kontakt.quelle, werk.neukunde.quelle, werk.hoechstabstand.quelle, werk.absolventen.quelle]
    quellen += [t.quelle for t in (werk.vereinbarung, werk.bg_beratung, werk.sofo, werk.absage, werk.terminausfall)]
    for quelle in quellen:
        assert re.match(r"annahme: \S|\d", quelle), f"{kennung}: „{quelle}“ is neither a paragraph nor a reason"


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
