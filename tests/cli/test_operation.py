"""The commands that keep months in order, as their users meet them: what they say and how they end."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest

from drawn.archive import (
    AUGUST,
    MONTHS,
    MOVED,
    OCTOBER,
    corrected_department,
    deliver,
    department,
    draw_department,
    kept_in,
    newest,
    outdated_department,
    pseudonyms,
)
from drawn.files import hashes
from drawn.source import ROOT

SETTINGS = 'regelwerk = "weinstrasse-2023"\nhoechster_ausschluss = 0.2\naufbewahrung_monate = 1200\n'
HERE = ("--output", "aus")
RUN = ("run", "--month", OCTOBER, "--input", "in", *HERE)
HOLD = """
import sys; from pathlib import Path; from pipeline.publish.lock import holding
with holding(Path(sys.argv[1]), 'backfill'): print('hält', flush=True); sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def settings(tmp_path):
    (tmp_path / "kontaktdichte.toml").write_text(SETTINGS, encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    return department(tmp_path)


def test_status_says_a_line_per_month(call, folder):
    code, out, err = call("status", *HERE)
    assert (code, err) == (0, "")
    lines = [line for line in out.splitlines() if line.startswith("2024")]
    assert [line.split("  ")[0] for line in lines] == [*MONTHS]
    assert all("Stand 01 vom " in line and " · veröffentlicht" in line for line in lines)
    assert "Stichtag 31.10.2024" in lines[-1]
    assert "Warehouse: aktuell · Archiv: " in out


def test_status_says_what_it_has_mended_and_what_is_outdated(call, tmp_path):
    folder = outdated_department(tmp_path)
    (folder / "aus.duckdb").unlink()
    shutil.rmtree(folder / "aus" / OCTOBER)
    code, out, _ = call("status", *HERE)
    assert code == 0
    assert out.splitlines()[:2] == [
        "Aus dem Archiv wiederhergestellt: Bericht 2024-10",
        "Aus dem Archiv wiederhergestellt: Warehouse",
    ]
    assert "veraltet: Der Bericht 2024-10 zeigt 2024-08 im Verlauf noch nach dem alten Stand. Bitte erneuern" in out
    assert "aktuell" in out.splitlines()[-1]


def test_status_of_nothing_says_so(call, tmp_path):
    code, out, _ = call("status", *HERE)
    assert (code, out) == (0, f"Im Archiv {tmp_path / 'aus.archiv'} liegt noch kein Monat.\n")
    assert [p.name for p in tmp_path.iterdir()] == ["kontaktdichte.toml"]


def test_doctor_ends_with_one_where_it_finds_something_and_says_what_to_type(call, folder):
    assert call("doctor", *HERE) == (0, "Alles in Ordnung: Archiv, Berichte und Warehouse stimmen überein.\n", "")
    (folder / "aus.duckdb").unlink()
    code, out, _ = call("doctor", *HERE)
    assert code == 1
    said, deed = out.splitlines()
    assert said.endswith("aus.duckdb fehlt oder ist veraltet.")
    assert deed == "   → kontaktdichte status --output aus"
    assert not (folder / "aus.duckdb").exists()
    assert call("status", *HERE)[0] == 0
    assert call("doctor", *HERE)[0] == 0


def test_what_doctor_says_to_type_is_a_command_that_there_is(call, folder):
    (folder / "aus.duckdb").unlink()
    (folder / "aus.archiv").chmod(0o755)
    found = json.loads(call("doctor", *HERE, "--json")[1])
    typed = [f["tun"].split() for f in found if f["tun"].startswith("kontaktdichte ")]
    assert typed
    for command in typed:
        assert call(*command[1:])[0] == 0
    assert json.loads(call("doctor", *HERE, "--json")[1]) == []
    assert (folder / "aus.archiv").stat().st_mode & 0o777 == 0o700


def test_a_run_of_the_same_says_that_nothing_is_new(call, folder):
    code, out, _ = call(*RUN)
    assert code == 0
    assert "Nichts Neues: Lieferung, Regeln und Einstellungen sind die von 2024-10, Stand 01." in out
    assert "Einen neuen Stand ohne Änderung macht --neu." in out
    code, out, _ = call(*RUN, "--team", "T1")
    assert (code, "1 Mappe aus dem Archiv geschrieben." in out) == (0, True)


def test_a_run_of_something_new_says_why_and_what_is_outdated_now(call, folder):
    deliver(folder, draw_department(AUGUST, MOVED))
    code, out, err = call("run", "--month", AUGUST, "--input", "in", *HERE, "--team", "T1")
    assert code == 0
    assert "1 Mappe geschrieben: 2024-08, Stand 02." in out
    assert "Neu, weil: Die Lieferung ist eine andere: verbis_vermerke." in out
    assert "Hinweis: Der Bericht 2024-09 zeigt 2024-08 als Vormonat" in err


def test_backfill_renews_what_is_outdated_and_says_it_month_by_month(call, tmp_path):
    outdated_department(tmp_path)
    code, out, _ = call("backfill", *HERE)
    assert (code, out) == (0, "2024-09, Stand 02: neu erstellt.\n2024-10, Stand 02: neu erstellt.\n")
    assert call("backfill", *HERE)[:2] == (0, "Kein Bericht ist veraltet.\n")


def test_backfill_that_ends_early_says_what_it_did_and_why_it_ended(call, tmp_path):
    folder = outdated_department(tmp_path)
    shutil.rmtree(newest(folder, OCTOBER).folder / "lieferung")
    code, out, err = call("backfill", *HERE)
    assert (code, out) == (2, "2024-09, Stand 02: neu erstellt.\n")
    assert "Fehler: Die Zeilen der Lieferung 2024-10 liegen nicht mehr im Archiv (Aufbewahrung)." in err


def test_going_back_says_which_stand_holds_now(call, tmp_path):
    folder = corrected_department(tmp_path)
    code, out, _ = call("zurueck", "--month", OCTOBER, "--stand", "1", *HERE)
    assert (code, out) == (0, "2024-10, Stand 03 gilt jetzt: Rückkehr zu Stand 01.\n")
    code, out, _ = call(*RUN)
    assert code == 0
    assert "die von 2024-10, Stand 03 (Rückkehr zu Stand 01)." in out
    code, _, err = call("zurueck", "--month", OCTOBER, "--stand", "9", *HERE)
    assert code == 2
    assert err.splitlines()[-1] == "Fehler: Den Stand 09 von 2024-10 gibt es nicht. Vorhanden: 01, 02, 03."
    assert newest(folder, OCTOBER).number == 3


def test_everything_is_rebuilt_figure_by_figure(call, folder):
    files, rows = hashes(folder / "aus"), kept_in(folder / "aus.duckdb")
    (folder / "aus" / OCTOBER / "excel" / "team-T1.xlsx").write_bytes(b"mit Anmerkung")
    (folder / "aus.duckdb").write_bytes(b"kaputt")
    code, out, _ = call("neuaufbau", *HERE)
    assert code == 0
    assert out.splitlines() == [
        "Neu veröffentlicht: 2024-08, 2024-09, 2024-10.",
        f"Warehouse neu aufgebaut: {folder / 'aus.duckdb'}",
    ]
    assert kept_in(folder / "aus.duckdb") == rows
    kept = folder / "aus" / OCTOBER / "excel" / "team-T1 (geändert).xlsx"
    assert kept.read_bytes() == b"mit Anmerkung"
    kept.unlink()
    assert hashes(folder / "aus") == files


def test_of_nothing_nothing_is_rebuilt(call, tmp_path):
    code, out, _ = call("neuaufbau", *HERE)
    assert (code, out) == (0, "Neu veröffentlicht: kein Bericht.\nDas Archiv ist noch leer.\n")
    assert [p.name for p in tmp_path.iterdir()] == ["kontaktdichte.toml"]


def test_tidying_says_first_what_it_would_do_and_then_does_just_that(call, folder):
    assert call("aufraeumen", *HERE)[:2] == (0, "Keine Zeilen sind älter als 1200 Monate.\n")
    (folder / "kontaktdichte.toml").write_text(SETTINGS.replace("1200", "1"), encoding="utf-8")
    before = {n: h for n, h in hashes(folder).items() if not n.endswith(".sperre")}
    code, out, _ = call("aufraeumen", *HERE, "--dry-run")
    assert (code, out) == (0, "".join(f"Würde Zeilen löschen: {month}, Stand 01\n" for month in MONTHS))
    assert {n: h for n, h in hashes(folder).items() if not n.endswith(".sperre")} == before
    code, out, _ = call("aufraeumen", *HERE)
    assert (code, out) == (0, "".join(f"Zeilen gelöscht: {month}, Stand 01\n" for month in MONTHS))
    assert not list((folder / "aus.archiv").glob("*/*/lieferung"))
    assert "Zeilen gelöscht" in call("status", *HERE)[1]


@pytest.mark.parametrize(
    "command",
    [
        RUN,
        ("backfill", *HERE),
        ("zurueck", "--month", OCTOBER, "--stand", "1", *HERE),
        ("neuaufbau", *HERE),
        ("aufraeumen", *HERE),
    ],
    ids=lambda command: command[0],
)
def test_whoever_comes_second_is_told_to_come_again(call, folder, command):
    holder = [sys.executable, "-c", HOLD, str(folder / "aus.archiv")]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout.readline()
        code, out, err = call(*command)
        other.kill()
    assert (code, out) == (75, "")
    assert "arbeitet gerade ein anderer Lauf (backfill, aufgerufen von " in err


def test_whoever_waits_goes_on_when_the_other_is_done(call, folder):
    holder = [
        sys.executable,
        "-c",
        HOLD.replace("sys.stdin.read()", "import time; time.sleep(1)"),
        str(folder / "aus.archiv"),
    ]
    with subprocess.Popen(holder, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout.readline()
        assert call(*RUN, "--warten", "60")[0] == 0


def test_a_report_on_a_drive_that_is_not_there_is_finished_and_comes_later(call, folder):
    """The output lies on a drive of its own, warehouse and archive do not."""
    drive, away = folder / "laufwerk", folder / "getrennt"
    drive.mkdir()
    there = ("--output", "laufwerk/aus", "--warehouse", "aus.duckdb")
    assert call("neuaufbau", *there)[0] == 0
    assert {p.name for p in (drive / "aus").iterdir()} == set(MONTHS)
    drive.rename(away)
    deliver(folder, draw_department(OCTOBER, MOVED))
    code, out, err = call("run", "--month", OCTOBER, "--input", "in", *there)
    assert code == 75
    assert "7 Mappen geschrieben: 2024-10, Stand 02." in out
    assert (
        "2024-10, Stand 02 ist fertig, aber noch nicht ganz veröffentlicht: Der Ort laufwerk ist nicht da; ist ein"
        in err
    )
    assert "Der nächste Aufruf (auch „kontaktdichte status“) holt es nach." in err
    assert not drive.exists()
    # Coming again while it is away changes nothing.
    code, _, err = call("run", "--month", OCTOBER, "--input", "in", *there)
    assert (code, "noch nicht ganz veröffentlicht" in err) == (75, True)
    assert newest(folder, OCTOBER).number == 2
    away.rename(drive)
    code, out, _ = call("run", "--month", OCTOBER, "--input", "in", *there)
    assert (code, "Nichts Neues" in out) == (0, True)
    assert hashes(drive / "aus" / OCTOBER) == hashes(newest(folder, OCTOBER).report)


def test_without_a_month_the_last_complete_one_is_run_or_waited_for(call, tmp_path):
    (tmp_path / "in").mkdir()
    code, out, err = call("run", "--input", "in", *HERE)
    assert code == 75
    assert "(der letzte abgeschlossene)." in out
    month = out.split()[1]
    assert f"Die Lieferung {month} ist noch nicht da." in err
    case = draw_department(month)
    deliver(tmp_path, case)
    (tmp_path / "in" / month / "atv_termine.csv").unlink()
    code, _, err = call("run", "--input", "in", *HERE)
    assert (code, f"Die Lieferung {month} ist noch nicht vollständig." in err) == (75, True)
    assert not (tmp_path / "aus.archiv").exists()


def test_with_a_file_that_says_that_it_is_complete_a_delivery_is_not_read_before(call, tmp_path):
    (tmp_path / "kontaktdichte.toml").write_text(f'{SETTINGS}fertig_datei = "FERTIG"\n', encoding="utf-8")
    deliver(tmp_path, draw_department(OCTOBER))
    (tmp_path / "in" / OCTOBER / "verbis_kunden.csv").write_bytes(b"halb")
    code, _, err = call(*RUN)
    assert (code, "FERTIG fehlt (fertig_datei)" in err) == (75, True)
    assert not (tmp_path / "aus").exists()


def test_a_delivery_in_an_archive_is_read_as_well(call, folder):
    place = folder / "in" / OCTOBER
    with zipfile.ZipFile(folder / "in" / f"{OCTOBER}.zip", "w") as archive:
        for file in place.iterdir():
            archive.write(file, file.name)
    shutil.rmtree(place)
    code, out, _ = call(*RUN, "--json")
    told = json.loads(out)
    assert (code, told["stand"], told["neu"], len(told["mappen"])) == (0, 2, True, 7)
    assert told["gruende"][0].startswith("Die Lieferung ist eine andere: ")
    assert not [name for name in pseudonyms() if name in out]
    assert "Stand 02" in call("status", *HERE)[1]
    assert "Nichts Neues" in call(*RUN)[1]


def test_a_drive_that_is_not_there_gets_no_folder_of_its_name(call, folder):
    share = folder / "laufwerk"
    share.mkdir()
    there = ("--output", "laufwerk/aus", "--warehouse", "haus.duckdb")
    asked = ("run", "--month", OCTOBER, "--input", "in", *there)
    assert call(*asked)[0] == 0
    share.rename(folder / "weg")
    code, _, err = call(*asked, "--team", "T1")
    assert (code, "Der Ort laufwerk ist nicht da; ist ein Netzlaufwerk getrennt?" in err) == (75, True)
    (folder / "in" / OCTOBER / "verbis_kunden.csv").write_text("kunde_id\n", encoding="utf-8")
    assert call(*asked)[0] == 3
    assert not share.exists()


def test_a_refusal_is_forgotten_when_the_accepted_delivery_lies_there_again(call, folder):
    people = folder / "in" / OCTOBER / "organisation.csv"
    before = people.read_bytes()
    people.write_bytes(before.replace(b"T1", b"T8").replace(b"T2", b"T9"))
    assert call(*RUN)[0] == 3
    assert call("doctor", *HERE)[0] == 1
    people.write_bytes(before)
    assert "Nichts Neues" in call(*RUN)[1]
    assert call("doctor", *HERE)[0] == 0
