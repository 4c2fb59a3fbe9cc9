"""A new figure costs three files, a rule set its own and its drawn cases, none of them Python: one of each is added."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import second
from drawn.comparison import compute_month, differences, draw_month
from drawn.deliveries import HOUSE, write_case
from drawn.source import ROOT
from pipeline.settings import Settings
from pipeline.warehouse import models

KENNZAHL_SQL = """-- eine Zeile je Team
select
    team_id,
    'gesamt' as segment_art,
    'gesamt' as segment,
    count(*) filter (where gespraeche_av_periode >= 2) as zaehler,
    count(*) as nenner
from fct.bestand
group by team_id
"""
KENNZAHL_EINTRAG = """
[[kennzahl]]
id = "probe_quote"
titel = "Probe"
definition = "Anteil des AV-Bestands mit mindestens zwei Gesprächen in der AV-Periode."
abschnitt = "beratung"
form = "anteil"
einheit = "Anteil"
dezimalen = 1
richtung = "hoch"
segmente = ["gesamt"]
zaehler = { text = "davon mit zwei Gesprächen", zaehlt = "personen" }
nenner = { text = "Personen im AV-Bestand", zaehlt = "personen" }
"""
# Not of the month that most cases are of: then nothing else is computed with it.
KENNZAHL_FALL = """
- fall: mindestens zwei
  warum: Gezählt werden Gespräche in der AV-Periode; eines ist zu wenig, und vor ihrem Beginn zählt keines.
  monat: 2025-06
  verbis_kunden: |
    kunde_id | av_seit
    P1       | 01.01.2025
    P2       | 01.01.2025
    P3       | 01.06.2025
  verbis_vermerke: |
    kunde_id | datum
    P1       | 01.06.2025
    P1       | 02.06.2025
    P2       | 01.06.2025
    P3       | 31.05.2025
    P3       | 01.06.2025
  erwartet: |
    zaehler | nenner
    1       | 3
"""
TESTS = Path("tests")
SECOND = TESTS / "compute" / "test_second_calculation.py"


def copy_checkout(to: Path) -> Path:
    for name in ("pipeline", "schemas", "sql", "regelwerke", "reports", "tests", "docs"):
        shutil.copytree(ROOT / name, to / name)
    (to / "data").symlink_to(ROOT / "data")
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def python_in(folder: Path) -> dict[str, bytes]:
    return {
        str(f.relative_to(folder)): f.read_bytes()
        for part in ("pipeline", "schemas", "tests")
        for f in sorted((folder / part).rglob("*.py"))
    }


@pytest.fixture(scope="module")
def extended(tmp_path_factory) -> Path:
    """A copy of the checkout with a sixth rule set and one more figure."""
    ordner = copy_checkout(tmp_path_factory.mktemp("erweitert") / "kopie")
    text = (ordner / "regelwerke" / "bremen-2022.toml").read_text(encoding="utf-8")
    for vorher, nachher in (
        ('"bremen-2022"', '"haus-2030"'),
        ('"180 Tage"', '"2 Monate"'),
        ('"90 Tage"', '"6 Wochen"'),
        ('"30 Tage"', '"3 Wochen"'),
        ("mindestens = 20", "mindestens = 18\nmindest = 12"),
        ('land = "HB"', 'land = "SN"'),
        ("freie_tage_mehr_als = 0", "freie_tage_mehr_als = 40"),
    ):
        assert vorher in text
        text = text.replace(vorher, nachher)
    for datei, inhalt in (
        ("regelwerke/haus-2030.toml", text),
        ("sql/kpi/probe_quote.sql", KENNZAHL_SQL),
        ("tests/compute/kpi/probe_quote.yaml", KENNZAHL_FALL),
    ):
        (ordner / datei).write_text(inhalt, encoding="utf-8")
    with (ordner / "reports" / "kennzahlen.toml").open("a", encoding="utf-8") as katalog:
        katalog.write(KENNZAHL_EINTRAG)
    return ordner


def run_tests(ordner: Path, *namen: str) -> subprocess.CompletedProcess[str]:
    befehl = [sys.executable, "-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider"]
    return subprocess.run([*befehl, *namen], cwd=ordner, capture_output=True, text=True)


def test_a_new_figure_and_a_new_rule_set_pass_the_tests_as_they_are(extended):
    cases = TESTS / "compute" / "test_kpi.py"
    lauf = run_tests(
        extended,
        f"{cases}::test_every_figure_has_cases_with_names_of_their_own",
        f"{cases}::test_a_drawn_delivery_gives_the_figure_worked_out_by_hand[probe_quote-mindestens zwei]",
        str(TESTS / "house" / "test_contracts.py"),
        f"{SECOND}::test_all_figures_agree[2024-10-haus-2030]",
        f"{SECOND}::test_random_deliveries_reach_the_rules_they_are_made_for[haus-2030]",
        f"{SECOND}::test_figures_agree_for_several_jobcenter_with_a_mid_month_stichtag[0]",
        f"{SECOND}::test_figure_is_calculated_twice[probe_quote]",
    )
    assert lauf.returncode == 0, lauf.stdout + lauf.stderr
    assert " 1 skipped" in lauf.stdout
    assert "probe_quote is not compared: tests/second has no calculation of its own for it" in lauf.stdout
    assert python_in(extended) == python_in(ROOT)


def test_a_new_figure_stands_in_the_report(extended, tmp_path):
    write_case(HOUSE, tmp_path / "eingang")
    befehl = ["-m", "pipeline", "run", "--month", "2026-10", "--input", str(tmp_path / "eingang")]
    befehl += ["--output", str(tmp_path / "b"), "--regelwerk", "haus-2030", "--team", "T1", "--auch-ungueltig"]
    lauf = subprocess.run([sys.executable, *befehl], cwd=extended, capture_output=True, text=True)
    assert lauf.returncode == 0, lauf.stdout + lauf.stderr
    figuren = pl.read_parquet(tmp_path / "b" / "2026-10" / "daten" / "kennzahlen.parquet")
    zeilen = figuren.filter(kennzahl="probe_quote").select("ebene", "nenner", "gesperrt").unique().sort("ebene")
    # One or two persons are too few to be shown; the three of the Jobcenter may be.
    assert zeilen.rows() == [("bereich", None, True), ("jobcenter", 3.0, False), ("team", None, True)]
    assert "Anteil des AV-Bestands mit mindestens zwei Gesprächen" in (
        (tmp_path / "b" / "2026-10" / "html" / "index.html").read_text(encoding="utf-8")
    )


def test_the_new_rule_set_is_compared_indeed(extended, tmp_path, monkeypatch):
    """Intervals that are a month too long in SQL are found under it, too."""
    drawn = draw_month(tmp_path, "2024-10", seed=1, personen=300, jobcenter=1)
    regelwerk = str(extended / "regelwerke" / "haus-2030.toml")
    erwartet = second.berechne(drawn.second, drawn.monat, regelwerk)
    assert not differences(erwartet, compute_month(drawn, Settings(regelwerk=regelwerk))[0])
    modelle = models.read_models()
    gut = modelle["fct.kontaktdichte"]
    schlecht = replace(gut, sql=gut.sql.replace("to_months(r.ziel_monate)", "to_months(r.ziel_monate + 1)"))
    assert schlecht != gut
    monkeypatch.setattr(models, "read_models", lambda: modelle | {schlecht.name: schlecht})
    funde = differences(erwartet, compute_month(drawn, Settings(regelwerk=regelwerk))[0])
    assert any("'kontaktdichte_ziel_quote'" in fund for fund in funde)
