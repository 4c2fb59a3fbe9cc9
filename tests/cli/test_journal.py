"""What other programs are told as JSON: all that people are told, and no pseudonym of a delivery."""

import json

import pytest

from drawn.archive import MONTHS, OCTOBER, corrected_department, department, newest, pseudonyms
from pipeline.cli.journal import say_pending
from pipeline.errors import PendingError

SETTINGS = 'regelwerk = "weinstrasse-2023"\nhoechster_ausschluss = 0.2\naufbewahrung_monate = 1200\n'
HERE = ("--output", "aus")
RUN = ("run", "--month", OCTOBER, "--input", "in", *HERE)


@pytest.fixture(autouse=True)
def settings(tmp_path):
    (tmp_path / "kontaktdichte.toml").write_text(SETTINGS, encoding="utf-8")


def read(call, *arguments, code=0):
    """Return what a call says as JSON, and nothing of anybody."""
    got, out, err = call(*arguments, "--json")
    assert got == code, err
    assert not [name for name in pseudonyms() if name in out or name in err]
    return json.loads(out)


def test_status_tells_other_programs_what_it_tells_people(call, tmp_path):
    corrected_department(tmp_path)
    told = read(call, "status", *HERE)
    assert [(m["monat"], m["stand"], m["staende"], m["veroeffentlicht"]) for m in told["monate"]] == [
        (MONTHS[0], 1, 1, True),
        (MONTHS[1], 1, 1, True),
        (MONTHS[2], 2, 2, True),
    ]
    assert (told["warehouse_aktuell"], told["geheilt"], told["wartet"], told["laeuft"]) == (True, [], [], None)


def test_doctor_tells_what_is_wrong_and_what_to_type(call, tmp_path):
    folder = department(tmp_path)
    assert read(call, "doctor", *HERE) == []
    (newest(folder, OCTOBER).folder / "lieferung" / "verbis_kunden.parquet").write_bytes(b"x")
    (told,) = read(call, "doctor", *HERE, code=1)
    assert told.keys() == {"was", "tun"}
    assert told["was"] == "2024-10, Stand 01 ist beschädigt (lieferung/verbis_kunden.parquet)."


def test_a_run_tells_its_stand_and_why_it_is_there(call, tmp_path):
    corrected_department(tmp_path)
    told = read(call, *RUN, "--team", "T1")
    assert (told["monat"], told["stand"], told["neu"], told["veroeffentlicht"]) == (OCTOBER, 2, False, True)
    assert told["zeilen"]["verbis_vermerke"] == {"gelesen": 18, "ausgeschlossen": 1}
    assert told["mappen"] == ["aus/2024-10/excel/team-T1.xlsx"]
    assert told["gruende"] == ["Die Lieferung ist eine andere: verbis_vermerke."]
    assert (told["veraltet"], told["wartet"]) == ([], [])
    assert told["dauer_s"].keys() >= {"Lesen", "Rechnen", "Schreiben"}


def test_a_check_tells_what_was_found_in_a_delivery_and_not_of_whom(call, tmp_path):
    department(tmp_path)
    told = read(call, "check", "--month", OCTOBER, "--input", "in")
    assert (told["monat"], told["verwendbar"], told["ablehnung"]) == (OCTOBER, True, None)
    assert told["zeilen"]["verbis_vermerke"] == {"gelesen": 18, "ausgeschlossen": 1}
    assert [b for b in told["befunde"] if b["export"] == "verbis_vermerke"]


def test_a_check_of_a_delivery_that_is_refused_tells_why(call, tmp_path):
    (tmp_path / "kontaktdichte.toml").write_text(SETTINGS.replace("0.2", "0.01"), encoding="utf-8")
    department(tmp_path)
    got, out, err = call("check", "--month", OCTOBER, "--input", "in", "--json")
    told = json.loads(out)
    assert (got, told["verwendbar"]) == (3, False)
    assert told["ablehnung"] in err
    assert not [name for name in pseudonyms() if name in out or name in err]


def test_what_is_finished_and_not_published_is_said_once_per_reason():
    say_pending("Alles", ())
    with pytest.raises(PendingError) as error:
        say_pending("Alles", ("Der Ort ist nicht da.", "Der Ort ist nicht da.", "Offen."))
    assert error.value.exit_code == 75
    assert str(error.value) == (
        "Alles ist fertig, aber noch nicht ganz veröffentlicht: Der Ort ist nicht da. Offen. Der nächste Aufruf (auch "
        "„kontaktdichte status“) holt es nach."
    )
