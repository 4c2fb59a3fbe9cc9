"""The command line as its users meet it: German, one sentence, documented exit codes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from drawn.deliveries import HOUSE, write_case
from drawn.files import hashes
from drawn.sample import SAMPLE, copy_reports
from drawn.source import ROOT
from pipeline import __version__
from pipeline.cli.app import app
from pipeline.regelwerk.files import known_regelwerke
from pipeline.run.month import MonthOrder, run_month
from pipeline.settings import Settings
from pipeline.warehouse.connection import open_warehouse
from pipeline.warehouse.history import read_months


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
    assert all(re.search(rf"\b{code}\s+[a-zA-Z]", hilfe) for code in (*range(5), 75))


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
    assert "3 Mappen geschrieben: 2026-10, Stand 01." in aus
    assert "Bericht: berichte/2026-10/html/index.html" in aus.replace("\\", "/")
    steps = ("Lesen", "Werten", "Prüfen", "Rechnen", "Archivieren", "Schreiben")
    assert fehler.splitlines() == [f"{step} …" for step in steps]
    assert (tmp_path / "berichte.duckdb").is_file()
    code, aus, _ = call(*RUN, "berichte", "--team", "T1", "--regelwerk", "weinstrasse-2023")
    assert code == 0
    assert "Nichts Neues: Lieferung, Regeln und Einstellungen sind die von 2026-10, Stand 01." in aus
    assert "1 Mappe aus dem Archiv geschrieben." in aus


@pytest.mark.parametrize(
    ("argumente", "code", "satz"),
    [
        (["run"], 2, "Die Option --input fehlt."),
        (["check"], 2, "Die Option --month fehlt."),
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
        (["run", "--month", "2026-10", "--input", SAMPLE, "--output", "b", "--config", "."], 4, "ist ein Ordner"),
        (["run", "--month", "10/2026", "--input", SAMPLE, "--output", "b"], 2, "gemeint ist wohl 2026-10."),
        (["run", "--month", "2026-10", "--input", SAMPLE / "2026-10", "--output", "b"], 2, f"--input {SAMPLE} angeben"),
        (["run", "--moth", "x"], 2, "Gemeint ist vielleicht --month."),
        (["rnu"], 2, "Gemeint ist vielleicht run."),
        (["run", "--month"], 2, "Die Option --month braucht einen Wert."),
        (["run", "2026-10"], 2, "Die Option --input fehlt."),
        (["run", "2026-10", "--input", SAMPLE, "--output", "b"], 2, "Zu viele Angaben: 2026-10."),
        (["check", "2026-10"], 2, "Die Option --month fehlt."),
        (["regelwerke", "show", "a", "b"], 2, "Zu viele Angaben: b."),
        (["regelwerke", "show"], 2, "Das Argument ID fehlt."),
        (["regelwerke", "check", "."], 4, "ist ein Ordner, keine Datei"),
        (["--version=3"], 2, "Die Option --version hat keinen Wert"),
        (["soll-ist", "--year", "x", "--output", "b"], 2, "--year muss eine ganze Zahl sein."),
        (["regelwerke", "show", "x"], 4, "Das Regelwerk x gibt es nicht"),
        (["sample", "--output", SAMPLE / "README.md"], 2, "ist eine Datei"),
        (["run", "--month", "2026-10", "--month", "2026-09"], 2, "Die Option --month steht mehrmals da"),
        (["check", "--input", "a", "--month=2026-10", "--input=a"], 2, "Die Option --input steht mehrmals da"),
        (["sample", "--output", "s", "--seed", "1", "--seed", "2"], 2, "Die Option --seed steht mehrmals da"),
        (["run", "--month", "", "--input", SAMPLE, "--output", "b"], 2, "--month ist leer."),
        (["run", "--month", "2026-10", "--input=", "--output", "b"], 2, "--input ist leer."),
        (["run", "--month", "2026-10", "--input", SAMPLE, "--output", " "], 2, "--output ist leer."),
        (["run", "--month", "2026-10", "--team", "T1", "--team", ""], 2, "--team ist leer."),
        (["soll-ist", "--year", "", "--output", "b"], 2, "--year ist leer."),
        (["regelwerke", "show", ""], 2, "ID ist leer."),
        (["run", "--month", "--input", SAMPLE], 2, "Die Option --month braucht einen Wert; nach ihr steht gleich --in"),
        (["run", "--month", "--input=x"], 2, "Die Option --month braucht einen Wert; nach ihr steht gleich --input=x."),
    ],
)
def test_mistakes_are_one_sentence_with_a_way_out(call, argumente, code, satz):
    ergebnis = call(*argumente)
    assert ergebnis[0] == code
    assert satz in ergebnis[2]
    assert "Traceback" not in ergebnis[2]
    letzte = ergebnis[2].splitlines()[-1]
    assert letzte.startswith("Fehler: ")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("", "Für J1, J2 ist kein Regelwerk eingestellt."),
        ('[jobcenter]\nJ2 = "bremen-2022"', "Für J1 ist kein Regelwerk eingestellt."),
        ('regelwerk = "bremen-2022"\n[jobcenter]\nJ9 = "x"', "[jobcenter] nennt J9, die Lieferung hat nur J1, J2."),
        ('[jobcenter]\nJ9 = "x"\nJ1 = "bremen-2022"', "Eintrag berichtigen. Für J2 ist kein Regelwerk eingestellt."),
        ('regelwerk = "bremen-2022"\n[jobcenter]\nJ2 = "x"', "Das Regelwerk x gibt es nicht."),
        ('regelwerk = "bremen-2022"', ""),
        ('[jobcenter]\nJ1 = "bremen-2022"\nJ2 = "lichtenberg-2022"', ""),
    ],
)
def test_every_jobcenter_has_a_rule_set_that_somebody_chose(call, tmp_path, settings, sentence):
    write_case(
        {"organisation": "team_id | jobcenter_id\nT1 | J1\nT2 | J2", "verbis_kunden": "kunde_id\nP1"}, tmp_path / "e"
    )
    (tmp_path / "e" / "kontaktdichte.toml").write_text(settings, encoding="utf-8")
    for aufruf in (("check", *DELIVERY), (*RUN, "b", "--team", "T1")):
        code, _, fehler = call(*aufruf)
        assert code == (4 if sentence else 0), fehler
        assert sentence in fehler
        if "kein Regelwerk" in sentence:
            assert all(name in fehler for name in (*known_regelwerke(), "--regelwerk", "[jobcenter]"))
    assert (tmp_path / "b" / "2026-10").exists() == (not sentence)


def test_check_lists_findings(call, tmp_path):
    code, aus, _ = call("check", "--month", "2026-08", "--input", SAMPLE, "--befunde", tmp_path / "b")
    assert code == 0
    assert re.search(r"ausschluss +2 × atv_termine.datum: datum ist nicht lesbar", aus)
    assert "Die Lieferung ist verwendbar." in aus
    assert (tmp_path / "b" / "befunde.csv").is_file()


def test_regelwerke_lists_and_shows(call):
    assert "weinstrasse-2023" in call("regelwerke")[1]
    text = call("regelwerke", "show", "beratungsaktivitaet-2024")[1]
    # What the law asks of every house is listed with what the paper asks, and from when on.
    (law,) = [line for line in text.splitlines() if line.startswith("  erstgespraech_persoenlich_quote: ")]
    assert "Stichtage ab 01.09.2026" in law
    assert "im Durchschnitt alle 42 Tage" in text
    assert "Annahmen:" in text


def test_sample_command(call, tmp_path):
    code, aus, _ = call("sample", "--persons", "60", "--months", "2", "--seed", "3", "--output", tmp_path / "s")
    assert code == 0
    assert {o.name for o in (tmp_path / "s").iterdir()} == {"2026-09", "2026-10", "kontaktdichte.toml"}
    assert aus.count("geschrieben:") == 3
    assert call("check", "--month", "2026-10", "--input", tmp_path / "s")[0] == 0


def test_sample_keeps_settings_that_are_there(call, tmp_path):
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "kontaktdichte.toml").write_text('regelwerk = "bremen-2022"', encoding="utf-8")
    assert call("sample", "--persons", "20", "--output", tmp_path / "s")[0] == 0
    assert (tmp_path / "s" / "kontaktdichte.toml").read_text(encoding="utf-8") == 'regelwerk = "bremen-2022"'


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
        work = ("run", "--month", monat, "--input", "e", "--output", "b", "--team", "T1")
        fehler = call(*work, "--regelwerk", "weinstrasse-2023")[2]
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


@pytest.mark.parametrize("befehl", [[], *([b.name] for b in app.registered_commands), ["regelwerke", "check"]])
def test_help_comes_by_its_short_name_too(call, befehl):
    assert call(*befehl, "-h") == call(*befehl, "--help")


@pytest.fixture
def eingang(tmp_path) -> Path:
    write_case(HOUSE, tmp_path / "e")
    return tmp_path / "e"


@pytest.fixture(scope="module")
def _finished(tmp_path_factory) -> Path:
    """What a run on that house has written."""
    ordner = tmp_path_factory.mktemp("haus")
    write_case(HOUSE, ordner / "e")
    order = MonthOrder("2026-10", ordner / "e", ordner / "b", Settings(regelwerk="weinstrasse-2023"))
    run_month(order, lambda _: None)
    return ordner / "b"


@pytest.fixture
def fertig(_finished, tmp_path, eingang) -> Path:
    """That report with its warehouse in the test's folder, to be replaced or left alone."""
    return copy_reports(_finished, tmp_path / "b")


def start(tmp_path, *argumente, streams=""):
    """Start the command line as a process of its own in the test's folder; `streams` redirects some."""
    worte = " ".join(f"'{a}'" for a in (sys.executable, "-m", "pipeline", *argumente))
    umgebung = os.environ | {"PYTHONPATH": str(ROOT)}
    befehl = ["bash", "-c", f"set -o pipefail; {'' if streams else 'exec '}{worte} {streams}"]
    return subprocess.Popen(
        befehl, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=umgebung
    )


WHOLE = (*RUN, "b", "--regelwerk", "weinstrasse-2023")


@pytest.mark.parametrize(
    ("stroeme", "code", "satz"),
    [
        ("2>&-", 0, ""),
        (">&-", 0, ""),
        ("<&- >&- 2>&-", 0, ""),
        ("2>/dev/full", 0, ""),
        (">/dev/full 2>/dev/full", 1, ""),
        (">/dev/full", 1, "Der neue Bericht ist veröffentlicht: b/2026-10/html/index.html"),
        ("| head -n 1", 0, ""),
        ("2>&1 | true", 0, ""),
    ],
)
def test_the_report_is_made_whatever_becomes_of_its_messages(eingang, tmp_path, stroeme, code, satz):
    lauf = start(tmp_path, *WHOLE, streams=stroeme)
    _, fehler = lauf.communicate()
    assert lauf.returncode == code
    assert satz in fehler
    assert "unverändert" not in fehler
    assert not re.search("Traceback|Exception|Error", fehler)
    assert (tmp_path / "b" / "2026-10" / "html" / "index.html").is_file()
    # Nothing of what was to be read on a terminal ended up in a file that was opened in its place.
    with open_warehouse(tmp_path / "b.duckdb", "1GB") as con:
        assert list(read_months(con)) == ["2026-10"]


def test_a_reader_who_leaves_does_not_change_the_code(eingang, tmp_path):
    (eingang / "2026-10" / "organisation.csv").unlink()
    lauf = start(tmp_path, *WHOLE, streams="2>&1 | true")
    lauf.communicate()
    assert lauf.returncode == 3
    assert start(tmp_path, "--help", streams="| true").communicate() == ("", "")


@pytest.mark.parametrize(("nummer", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_being_stopped_is_said_and_leaves_nothing(eingang, tmp_path, nummer, code):
    lauf = start(tmp_path, *WHOLE)
    assert "Lesen" in lauf.stderr.readline()
    lauf.send_signal(nummer)
    aus, fehler = lauf.communicate()
    assert (lauf.returncode, aus) == (code, "")
    assert fehler.splitlines()[-1] == "Abgebrochen. Der letzte Bericht ist unverändert."
    assert "Traceback" not in fehler
    assert {d.name for d in tmp_path.iterdir()} == {"e"}


@pytest.mark.parametrize("wo", ["pipeline.run.month.read_lieferung", "pipeline.run.month.MonthResult"])
@pytest.mark.parametrize("art", [KeyboardInterrupt, ValueError, OSError(28, "x", "w.csv")])
def test_that_the_last_report_is_unchanged_is_said_only_where_it_is(call, eingang, monkeypatch, wo, art):
    def broken(*_, **__):
        raise art

    monkeypatch.setattr(wo, broken)
    code, _, fehler = call(*WHOLE)
    assert code == {KeyboardInterrupt: 130, ValueError: 1}.get(art, 2)
    published = Path("b/2026-10/html/index.html").is_file()
    assert published is wo.endswith("MonthResult")
    assert ("Der letzte Bericht ist unverändert." in fehler) is not published
    assert ("Der neue Bericht war da schon geschrieben." in fehler) is published


def test_a_busy_warehouse_has_a_code_of_its_own(call, fertig, tmp_path):
    halten = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('offen', flush=True); sys.stdin.read()"
    befehl = [sys.executable, "-c", halten, str(tmp_path / "b.duckdb")]
    with subprocess.Popen(befehl, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as anderer:
        assert anderer.stdout.readline() == b"offen\n"
        asked = ("soll-ist", "--year", "2026", "--output", "b")
        code, _, fehler = call(*asked)
        assert code == 75
        assert re.search(r"b\.duckdb wird gerade von einem anderen Lauf .* benutzt\. Bitte sein Ende abwarten", fehler)
        assert "Lesen: " not in fehler
        assert fehler.rstrip().endswith("Der letzte Bericht ist unverändert.")
        # A run makes a new file and puts it into its place; who has the old one open keeps that.
        assert [call(*aufruf)[0] for aufruf in ((*WHOLE, "--neu"), asked)] == [0, 0]
        anderer.communicate()


def test_what_is_kept_and_what_is_removed_is_said(call, tmp_path):
    kunden = {"verbis_kunden": "kunde_id | team_id\nP1 | T1\nP2 | T2"}
    write_case({"organisation": "team_id\nT1\nT2\nT3"} | kunden, tmp_path / "e")
    call(*WHOLE)
    monat = tmp_path / "b" / "2026-10"
    (monat / "Kommentar der Leitung.docx").write_text("x")
    (monat / "notizen").mkdir()
    (monat / "notizen" / "a.txt").write_text("x")
    (monat / "excel" / "team-T1.xlsx").write_text("mit Anmerkung")
    write_case({"organisation": "team_id\nT1\nT2"} | kunden, tmp_path / "e")
    code, aus, _ = call(*WHOLE, "--team", "T1")
    assert code == 0
    assert "1 Mappe geschrieben: 2026-10, Stand 02." in aus
    assert "Neu, weil: Die Lieferung ist eine andere: organisation." in aus
    assert "Entfernt, weil es nicht mehr zur Lieferung gehört: excel/team-T3.xlsx" in aus
    behalten = re.findall(r"^Behalten, .* geändert: (.*)$", aus, re.MULTILINE)
    assert behalten == [
        f"2026-10/{name}" for name in ("Kommentar der Leitung.docx", "excel/team-T1 (geändert).xlsx", "notizen/")
    ]


DELIVERY = ("--month", "2026-10", "--input", "e")
RULES = ("--regelwerk", "bremen-2022", "--regelwerk", "weinstrasse-2023")


@pytest.mark.parametrize(
    "aufruf",
    [
        ("check", *DELIVERY, *RULES[:2]),
        ("vergleich", *DELIVERY, "--output", "v", *RULES),
        ("mapping", *DELIVERY, "--output", "z.toml"),
        ("pseudonymise", *DELIVERY, "--output", "p", "--key-file", "k", "--create-key"),
    ],
)
def test_every_command_that_reads_a_delivery_names_what_it_did_not_read(call, eingang, aufruf):
    (eingang / "2026-10" / "verbis_vermerke_teil2.xls").write_text("x")
    (eingang / "2026-10" / "Frau Meier.rar").write_text("x")
    code, aus, fehler = call(*aufruf)
    assert code == 0
    assert "Warnung: verbis_vermerke….xls: 1 Datei mit der Endung .xls im Ordner heißt wie ein Teil von" in fehler
    assert "hinweis" in aus if aufruf[0] == "check" else "Hinweis: ….rar: 1 Datei" in fehler
    assert "Die Lieferung ist auffällig" in fehler.splitlines()[-1]
    assert "Meier" not in aus + fehler


@pytest.mark.parametrize(
    "aufruf",
    [
        *(("run", *DELIVERY, "--output", ziel) for ziel in ("e", "e/", "./e/.", "e/2026-10", "e/neu", ".", "verweis")),
        ("run", *DELIVERY, "--output", "b", "--warehouse", "e/w.duckdb"),
        ("run", *DELIVERY, "--output", "b", "--warehouse", "b/w.duckdb"),
        ("run", "--month", "2026-10", "--input", "verweis", "--output", "e"),
        ("vergleich", *DELIVERY, "--output", "e/x", "--regelwerk", "bremen-2022", "--regelwerk", "weinstrasse-2023"),
        ("check", *DELIVERY, "--befunde", "e/2026-10"),
        ("check", *DELIVERY, "--befunde", "verweis/x"),
        ("mapping", *DELIVERY, "--output", "e/2026-10/zuordnung.toml"),
        ("pseudonymise", *DELIVERY, "--output", "e", "--key-file", "k", "--create-key"),
        ("pseudonymise", *DELIVERY, "--output", "e/2026-10", "--key-file", "k", "--create-key"),
        ("pseudonymise", *DELIVERY, "--output", "p", "--key-file", "e/2026-10/k", "--create-key"),
        ("sample", "--persons", "20", "--output", "e"),
        ("sample", "--persons", "20", "--output", "e/2026-10"),
        ("sample", "--persons", "20", "--output", "e/2026-10/neu"),
        ("soll-ist", "--year", "2026", "--output", "e"),
        ("soll-ist", "--year", "2026", "--output", "verweis/2026-10"),
        (*("evaluation", "--from", "2026-01", "--to", "2026-10", "--stichtag", "2026-05-01"), "--output", "e/neu"),
    ],
)
def test_no_call_touches_the_delivery(call, eingang, tmp_path, aufruf):
    (tmp_path / "verweis").symlink_to(eingang)
    vorher = hashes(tmp_path)
    code, _, fehler = call(*aufruf)
    assert code == 2
    assert re.search(r"(wird nicht geschrieben|liegen schon Lieferungen|läge im Ausgabeordner)", fehler)
    assert hashes(tmp_path) == vorher
    assert {d.name for d in tmp_path.iterdir()} == {"e", "verweis"}


@pytest.mark.parametrize(
    ("link", "aufruf"),
    [
        ("b/2026-10", ("run", *DELIVERY, "--output", "b")),
        ("b/abgelehnt/2026-10", ("run", *DELIVERY, "--output", "b")),
        ("b/abgelehnt", ("run", *DELIVERY, "--output", "b")),
        ("b.archiv", ("run", *DELIVERY, "--output", "b")),
        ("b/vergleich-2026-10", ("vergleich", *DELIVERY, "--output", "b", *RULES)),
        ("b/abgelehnt/2026-10", ("vergleich", *DELIVERY, "--output", "b", *RULES)),
        ("b/2026-10", ("pseudonymise", *DELIVERY, "--output", "b", "--key-file", "k", "--create-key")),
        ("b/befunde", ("check", *DELIVERY, "--befunde", "b/befunde")),
        ("b/2026-10", ("sample", "--persons", "20", "--output", "b")),
        ("b/soll-ist-2026", ("soll-ist", "--year", "2026", "--output", "b")),
        (
            "b/evaluation-2026-05-01",
            ("evaluation", "--from", "2026-01", "--to", "2026-10", "--stichtag", "2026-05-01", "--output", "b"),
        ),
    ],
)
def test_no_link_where_something_is_written_leads_into_the_delivery(call, eingang, tmp_path, link, aufruf):
    (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / link).symlink_to(eingang / "2026-10")
    vorher = hashes(tmp_path)
    code, _, fehler = call(*aufruf)
    assert code == 2
    assert re.search(r"(wird nicht geschrieben|liegen schon Lieferungen)", fehler)
    assert hashes(tmp_path) == vorher
    assert not {d.name for d in tmp_path.iterdir()} - {"e", "b", "b.archiv"}


@pytest.mark.parametrize(
    "aufruf",
    [
        ("run", *DELIVERY, "--output", "echt"),
        ("run", *DELIVERY, "--output", "b", "--warehouse", "echt/2026-10/w.duckdb"),
        ("vergleich", *DELIVERY, "--output", "echt/2026-10", *RULES),
        ("check", *DELIVERY, "--befunde", "echt/2026-10"),
        ("mapping", *DELIVERY, "--output", "echt/2026-10/zuordnung.toml"),
        ("pseudonymise", *DELIVERY, "--output", "echt", "--key-file", "k", "--create-key"),
    ],
)
def test_no_call_touches_the_files_that_the_delivery_links_to(call, eingang, tmp_path, aufruf):
    eingang.rename(tmp_path / "echt")
    (eingang / "2026-10").mkdir(parents=True)
    for file in (tmp_path / "echt" / "2026-10").iterdir():
        (eingang / "2026-10" / file.name).symlink_to(file)
    vorher = hashes(tmp_path)
    code, _, fehler = call(*aufruf)
    assert (code, "wird nicht geschrieben" in fehler) == (2, True)
    assert hashes(tmp_path) == vorher
    assert {d.name for d in tmp_path.iterdir()} == {"e", "echt"}


def test_check_keeps_what_lies_in_the_folder_for_its_findings(call, eingang, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "befunde.csv").write_text("meine")
    for _ in range(2):
        assert call("check", *DELIVERY, "--regelwerk", "weinstrasse-2023", "--befunde", "b")[0] == 0
    assert (tmp_path / "b" / "befunde (bisher).csv").read_text() == "meine"
    assert len(list((tmp_path / "b").iterdir())) == 4


def without_rights() -> list[str]:
    """What makes root, who may do all, a user like others."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may read everything, and there is no setpriv")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


LOCKED = (
    ("e/2026-10", (*WHOLE,), {2}),
    ("e/2026-10/organisation.csv", (*WHOLE,), {2}),
    ("e/kontaktdichte.toml", (*WHOLE,), {2}),
    ("haus.toml", ("run", *DELIVERY, "--output", "b", "--regelwerk", "haus.toml"), {2, 4}),
    ("zu", ("run", *DELIVERY, "--output", "zu/b"), {2}),
    ("zu", ("run", *DELIVERY, "--output", "b", "--warehouse", "zu/w.duckdb"), {2, 4}),
    ("zu", ("check", *DELIVERY, "--regelwerk", "bremen-2022", "--befunde", "zu/b"), {2}),
    ("zu", ("sample", "--persons", "20", "--output", "zu/s"), {2}),
    ("zu", ("mapping", *DELIVERY, "--output", "zu/z.toml"), {2}),
    ("k", ("pseudonymise", *DELIVERY, "--output", "p", "--key-file", "k"), {2, 4}),
    ("zu", ("pseudonymise", *DELIVERY, "--output", "p", "--key-file", "zu/k", "--create-key"), {2, 4}),
)
# Calls with one thing locked after the other, all in one process: as root it has to be another than the test's.
_CALL_LOCKED = """
import contextlib, io, json, pathlib, sys
from pipeline.cli.app import main
answers = []
for locked, words in json.loads(sys.argv[1]):
    place = pathlib.Path(locked)
    place.chmod(0o500 if locked == "zu" else 0)
    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
        try:
            main(words)
        except SystemExit as end:
            answers.append((end.code, said.getvalue()))
    place.chmod(0o700)
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def locked(tmp_path_factory) -> list[tuple[int, str]]:
    """Exit code and stderr of each of `LOCKED`."""
    ordner = tmp_path_factory.mktemp("rechte")
    write_case(HOUSE, ordner / "e")
    for name in ("e/kontaktdichte.toml", "haus.toml", "k"):
        (ordner / name).write_text("")
    (ordner / "zu").mkdir()
    calls = json.dumps([(place, words) for place, words, _ in LOCKED])
    ended = subprocess.run(
        [*without_rights(), sys.executable, "-c", _CALL_LOCKED, calls],
        capture_output=True,
        text=True,
        cwd=ordner,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
    )
    return json.loads(ended.stdout)


@pytest.mark.parametrize("nummer", range(len(LOCKED)))
def test_missing_rights_are_said_with_the_file(locked, nummer):
    gesperrt, _, codes = LOCKED[nummer]
    code, fehler = locked[nummer]
    letzte = fehler.splitlines()[-1]
    assert code in codes, letzte
    assert letzte.startswith("Fehler: ")
    assert Path(gesperrt).name in letzte
    assert "Rechte" in letzte
    assert "Permission" not in letzte


def test_help_is_shown_whatever_stands_twice_and_flags_may(call, tmp_path):
    assert call("run", "--month", "a", "--month", "b", "--help") == call("run", "--help")
    assert "Die Option --input fehlt." in call("run", "--month", "a", "--auch-ungueltig", "--auch-ungueltig")[2]
    assert call("sample", "--persons", "20", "--seed", "-3", "--output", "s")[0] == 0


@pytest.mark.parametrize(
    ("module", "aufruf"),
    [
        ("pipeline.run.month.check_lieferung", ("check", *DELIVERY)),
        ("pipeline.accept.mapping.propose_mapping", ("mapping", *DELIVERY)),
        ("pipeline.sample.generate.write_sample", ("sample", "--output", "s")),
    ],
)
@pytest.mark.parametrize("art", [KeyboardInterrupt, ValueError, OSError(28, "x", "w.csv")])
def test_where_no_report_is_concerned_none_is_spoken_of(call, eingang, monkeypatch, module, aufruf, art):
    def broken(*_, **__):
        raise art

    monkeypatch.setattr(module, broken)
    code, _, fehler = call(*aufruf)
    assert code == {KeyboardInterrupt: 130, ValueError: 1}.get(art, 2)
    assert re.search("^(Abgebrochen|Unerwarteter Fehler|Fehler)", fehler, re.MULTILINE)
    assert "letzte Bericht" not in fehler


@pytest.mark.parametrize("mode", [0, 0o444])
def test_a_warehouse_without_rights_is_said_to_be_just_that(fertig, tmp_path, mode):
    prefix = without_rights()
    (tmp_path / "b.duckdb").chmod(mode)
    lauf = run_with(prefix, tmp_path, "soll-ist", "--year", "2026", "--output", "b")
    assert lauf.returncode == 4
    assert "die Rechte fehlen" in lauf.stderr
    assert "Warehouse-Datei" not in lauf.stderr
    # A run opens none: it makes a new one.
    assert run_with(prefix, tmp_path, *WHOLE, "--neu").returncode == 0
    assert run_with(prefix, tmp_path, "soll-ist", "--year", "2026", "--output", "b").returncode == 0


@pytest.mark.parametrize("ordner", ["b/2026-10", "b/2026-10/excel"])
@pytest.mark.parametrize("mode", [0o555, 0])
def test_a_protected_folder_of_the_last_run_is_replaced_and_nothing_is_left(fertig, tmp_path, ordner, mode):
    prefix = without_rights()
    before = {file.name for file in (tmp_path / "b" / "2026-10").rglob("*")}
    (tmp_path / ordner).chmod(mode)
    lauf = run_with(prefix, tmp_path, *WHOLE, "--neu")
    assert lauf.returncode == 0, lauf.stderr
    assert [d.name for d in (tmp_path / "b").iterdir()] == ["2026-10"]
    assert {file.name for file in (tmp_path / "b" / "2026-10").rglob("*")} == before | {"aenderungen.csv"}


def test_a_file_without_rights_is_named_as_the_user_knows_it(fertig, tmp_path):
    prefix = without_rights()
    (tmp_path / "b/2026-10/excel/team-T1.xlsx").chmod(0)
    lauf = run_with(prefix, tmp_path, *WHOLE, "--neu")
    assert lauf.returncode == 75
    assert "2026-10, Stand 02 ist fertig, aber noch nicht ganz veröffentlicht" in lauf.stderr
    assert "b/2026-10/excel/team-T1.xlsx ist nicht zugänglich, die Rechte fehlen" in lauf.stderr
    assert ".alt" not in lauf.stderr
    assert [d.name for d in (tmp_path / "b").iterdir()] == ["2026-10"]


def run_with(prefix: list[str], tmp_path: Path, *call: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*prefix, sys.executable, "-m", "pipeline", *call],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def test_cleaning_up_removes_neither_reports_nor_warehouses():
    rezept = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nclean:")[2].partition("rm -rf")[2]
    assert ".venv" in rezept
    assert not re.search(r"berichte|duckdb|quarantaene|reports", rezept)
