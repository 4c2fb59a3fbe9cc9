"""The command line as its users meet it: German, one sentence, documented exit codes."""

import re
import subprocess
import sys

import pytest

from drawn.deliveries import HOUSE, write_case
from drawn.sample import SAMPLE
from drawn.source import ROOT
from pipeline import __version__
from pipeline.cli.german import translate_error


def test_version_is_that_of_the_package(call):
    assert call("--version") == (0, f"kontaktdichte {__version__}\n", "")


@pytest.mark.parametrize("befehl", [[], ["run"], ["check"], ["sample"], ["regelwerke"], ["regelwerke", "show"]])
def test_help_is_german(call, befehl):
    code, hilfe, _ = call(*befehl, "--help")
    assert code == 0
    assert not re.search(r"Usage|Options|Commands|Arguments|Show this|required|default:", hilfe)
    assert hilfe.startswith("Aufruf: ")


def test_help_names_the_exit_codes(call):
    hilfe = call("--help")[1]
    assert all(re.search(rf"\b{code}\s+[a-zA-Z]", hilfe) for code in range(5))


def test_help_loads_nothing_heavy():
    schwer = ("polars", "duckdb", "pandera", "openpyxl", "pydantic", "sqlglot")
    code = f"import sys; import pipeline.cli.app; print([m for m in {schwer} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


RUN = ("run", "--month", "2026-10", "--input", "e", "--output")


def test_run_says_what_it_did(call, tmp_path):
    write_case({"verbis_kunden": "kunde_id\nP1"}, tmp_path / "e")
    code, aus, fehler = call(*RUN, "berichte", "--regelwerk", "weinstrasse-2023")
    assert code == 0
    assert "Zeilen gelesen" in aus
    assert "3 Mappen geschrieben." in aus
    assert "Bericht: berichte/2026-10/html/index.html" in aus.replace("\\", "/")
    assert fehler.splitlines() == ["Lesen …", "Werten …", "Prüfen …", "Rechnen …", "Schreiben …"]
    assert (tmp_path / "berichte.duckdb").is_file()
    code, aus, _ = call(*RUN, "berichte", "--team", "T1")
    assert (code, "1 Mappe" in aus, "übrige blieben" in aus) == (0, True, True)


@pytest.mark.parametrize(
    ("argumente", "code", "satz"),
    [
        (["run"], 2, "Die Option --month fehlt."),
        (["lauf"], 2, "Den Befehl lauf gibt es nicht."),
        (["run", "--monat", "x"], 2, "Die Option --monat gibt es nicht."),
        (["run", "--month", "2026-13", "--input", SAMPLE, "--output", "b"], 2, "ist kein Monat"),
        (["run", "--month", "2026-11", "--input", SAMPLE, "--output", "b"], 2, "Vorhanden sind: 2026-07"),
        (["run", "--month", "2026-11", "--input", "nirgends", "--output", "b"], 2, "Dort liegt kein Monatsordner"),
        (["run", "--month", "2026-10", "--input", SAMPLE, "--output", SAMPLE / "README.md"], 2, "ist eine Datei"),
        (
            ["run", "--month", "2026-10", "--input", SAMPLE, "--output", "b", "--mindestfallzahl", "2"],
            2,
            "--mindestfallzahl muss mindestens 3 sein",
        ),
        (["run", "--month", "2026-10", "--input", SAMPLE, "--output", "b", "--team", "X"], 2, "Das Team X gibt es"),
        (
            ["run", "--month", "2026-10", "--input", SAMPLE, "--output", "b", "--regelwerk", "x"],
            4,
            "Vorhanden sind: ba-",
        ),
        (["run", "--month", "2026-10", "--input", SAMPLE, "--output", "b", "--config", "x.toml"], 4, "gibt es nicht"),
        (["regelwerke", "show", "x"], 4, "Das Regelwerk x gibt es nicht"),
        (["sample", "--output", SAMPLE / "README.md"], 2, "ist eine Datei"),
    ],
)
def test_mistakes_are_one_sentence_with_a_way_out(call, argumente, code, satz):
    ergebnis = call(*argumente)
    assert ergebnis[0] == code
    assert satz in ergebnis[2]
    assert "Traceback" not in ergebnis[2]
    letzte = ergebnis[2].splitlines()[-1]
    assert letzte.startswith("Fehler: ")


def test_a_rule_set_nobody_chose_is_said(call, tmp_path):
    write_case(HOUSE, tmp_path / "e")
    fehler = call(*RUN, "b", "--team", "T1")[2]
    assert "Hinweis: Für J1 ist kein Regelwerk eingestellt; es gilt die Voreinstellung weinstrasse-2023." in fehler
    fehler = call(*RUN, "b", "--team", "T1", "--regelwerk", "weinstrasse-2023")[2]
    assert "Hinweis" not in fehler


def test_check_lists_findings(call, tmp_path):
    code, aus, _ = call("check", "--month", "2026-08", "--input", SAMPLE, "--befunde", tmp_path / "b")
    assert code == 0
    assert re.search(r"ausschluss +2 × atv_termine.datum: datum ist nicht lesbar", aus)
    assert "Die Lieferung ist verwendbar." in aus
    assert (tmp_path / "b" / "befunde.csv").is_file()


def test_regelwerke_lists_and_shows(call):
    assert "weinstrasse-2023" in call("regelwerke")[1]
    text = call("regelwerke", "show", "beratungsaktivitaet-2024")[1]
    assert "im Durchschnitt alle 42 Tage" in text
    assert "Annahmen:" in text


def test_sample_command(call, tmp_path):
    code, aus, _ = call("sample", "--persons", "60", "--months", "2", "--seed", "3", "--output", tmp_path / "s")
    assert code == 0
    assert {o.name for o in (tmp_path / "s").iterdir()} == {"2026-09", "2026-10"}
    assert aus.count("geschrieben:") == 2


def test_sample_overwrites_no_delivery(call, tmp_path):
    (tmp_path / "s" / "2026-10").mkdir(parents=True)
    (tmp_path / "s" / "2026-10" / "verbis_kunden.csv").write_text("echt")
    code, _, fehler = call("sample", "--persons", "60", "--output", tmp_path / "s")
    assert (code, "liegen schon Lieferungen (2026-10)" in fehler) == (2, True)
    assert (tmp_path / "s" / "2026-10" / "verbis_kunden.csv").read_text() == "echt"


def test_check_needs_a_folder_for_its_findings(call, tmp_path):
    (tmp_path / "datei").write_text("")
    code, _, fehler = call("check", "--month", "2026-10", "--input", SAMPLE, "--befunde", tmp_path / "datei")
    assert (code, "Bitte --befunde auf einen Ordner setzen" in fehler) == (2, True)


def test_last_months_delivery_is_said_on_the_console(call, tmp_path):
    for monat in ("2026-09", "2026-10"):
        write_case(HOUSE | {"monat": monat}, tmp_path / "e")
        fehler = call("run", "--month", monat, "--input", "e", "--output", "b", "--team", "T1")[2]
    assert "Hinweis: verbis_kunden.csv:" in fehler


def test_what_is_odd_about_the_whole_delivery_is_said_last_and_check_does_not_call_it_usable(call, tmp_path):
    write_case({"verbis_kunden": "kunde_id\nP1\nP2\nP3\nP4\nP5"}, tmp_path / "e")
    code, _, fehler = call(*RUN, "b", "--team", "T1", "--regelwerk", "weinstrasse-2023")
    warnung, schluss = fehler.splitlines()[-2:]
    # One sentence for all of them.
    assert warnung.startswith(
        "Warnung: allegro_antraege.csv, atv_kapazitaet.csv, atv_termine.csv, verbis_lebenslauf.csv,"
    )
    assert (code, schluss.startswith("Die Lieferung ist auffällig")) == (0, True)
    code, aus, fehler = call("check", *RUN[1:-1], "--regelwerk", "weinstrasse-2023")
    assert (code, "verwendbar" in aus, "Die Lieferung ist auffällig" in fehler) == (0, False, True)


def test_folder_and_archive_of_one_month_are_refused(call, tmp_path):
    (tmp_path / "e" / "2026-10").mkdir(parents=True)
    (tmp_path / "e" / "2026-10.zip").write_bytes(b"PK")
    code, _, fehler = call("run", "--month", "2026-10", "--input", "e", "--output", "b")
    assert (code, "als Ordner und als ZIP-Datei" in fehler) == (3, True)


def test_unexpected_error_shows_no_values(call, monkeypatch):
    def broken(*_, **__):
        raise ValueError("k7f3a9c21e in Zeile 5")

    monkeypatch.setattr("pipeline.run.month.run_month", broken)
    code, _, fehler = call("run", "--month", "2026-10", "--input", SAMPLE, "--output", "b")
    assert code == 1
    assert "k7f3a9c21e" not in fehler
    assert "Unerwarteter Fehler (ValueError" in fehler


def test_python_dash_m_does_the_same():
    lauf = subprocess.run([sys.executable, "-m", "pipeline", "--version"], capture_output=True, text=True, cwd=ROOT)
    assert (lauf.returncode, lauf.stdout) == (0, f"kontaktdichte {__version__}\n")


def test_unknown_complaint_stays_as_it_is():
    assert translate_error("Something new.") == "Something new."
