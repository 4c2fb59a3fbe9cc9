"""A new rule set and a new figure take part in the second calculation without a change of Python."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drawn.source import ROOT

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
GEGENRECHNUNG = "tests/compute/test_second_calculation.py"


@pytest.fixture(scope="module")
def erweitert(tmp_path_factory) -> Path:
    """A copy of the checkout with a sixth rule set and one more figure; not a line of Python differs."""
    ordner = tmp_path_factory.mktemp("erweitert") / "kopie"
    for name in ("pipeline", "schemas", "sql", "regelwerke", "reports", "tests", "docs"):
        shutil.copytree(ROOT / name, ordner / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", ordner)
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
    (ordner / "regelwerke" / "haus-2030.toml").write_text(text, encoding="utf-8")
    (ordner / "sql" / "kpi" / "probe_quote.sql").write_text(KENNZAHL_SQL, encoding="utf-8")
    with (ordner / "reports" / "kennzahlen.toml").open("a", encoding="utf-8") as katalog:
        katalog.write(KENNZAHL_EINTRAG)
    return ordner


def run_tests(ordner: Path, *namen: str) -> subprocess.CompletedProcess[str]:
    befehl = [sys.executable, "-m", "pytest", "-v", "-rs", "-p", "no:cacheprovider"]
    return subprocess.run([*befehl, *namen], cwd=ordner, capture_output=True, text=True)


def test_a_new_rule_set_is_compared_and_a_new_figure_is_left_out_with_a_sentence(erweitert):
    lauf = run_tests(
        erweitert,
        f"{GEGENRECHNUNG}::test_all_figures_agree[2024-10-haus-2030]",
        f"{GEGENRECHNUNG}::test_random_deliveries_reach_the_rules_they_are_made_for[haus-2030]",
        f"{GEGENRECHNUNG}::test_figures_agree_for_several_jobcenter_with_a_mid_month_stichtag[0]",
        f"{GEGENRECHNUNG}::test_figure_is_calculated_twice[probe_quote]",
    )
    assert lauf.returncode == 0, lauf.stdout + lauf.stderr
    assert "3 passed, 1 skipped" in lauf.stdout
    assert "probe_quote is not compared: tests/second has no calculation of its own for it" in lauf.stdout


def test_the_new_rule_set_is_compared_indeed(erweitert):
    """Intervals that are a month too long in SQL are found under it, too."""
    modell = erweitert / "sql" / "fct" / "kontaktdichte.sql"
    gut = modell.read_text(encoding="utf-8")
    schlecht = gut.replace("to_months(r.ziel_monate)", "to_months(r.ziel_monate + 1)")
    assert schlecht != gut
    modell.write_text(schlecht, encoding="utf-8")
    try:
        lauf = run_tests(erweitert, f"{GEGENRECHNUNG}::test_all_figures_agree[2024-10-haus-2030]")
    finally:
        modell.write_text(gut, encoding="utf-8")
    assert lauf.returncode == 1, lauf.stdout + lauf.stderr
    assert "kontaktdichte_ziel_quote" in lauf.stdout
