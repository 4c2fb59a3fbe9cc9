"""The record of a run can be read by versions to come, says why a Stand is there, and names nobody."""

import json
import re
from datetime import date

import pytest

from drawn.archive import MONTHS, archive_of, corrected_department, newest, pseudonyms
from pipeline.publish.journal import NAME, Eingaben, Lauf, Shown, read_lauf, write_lauf

LAUF = Lauf(
    "2026-10",
    2,
    "2026-10-31",
    "2026-09-30",
    anlass="Lauf",
    version="1.2.3",
    kennung="k",
    eingaben=Eingaben({"verbis_kunden": "a"}, "b", {"haus": "c"}, {"mindestfallzahl": 3}, "d", ("x", "y"), False),
    zeigt={"2026-09": Shown(1, "e", "f")},
    mappen={"excel/team-T1.xlsx": "g"},
    zeilen={"verbis_kunden": {"gelesen": 5, "ausgeschlossen": 1}},
    warnungen=("Achtung – ä.",),
    verworfen=("h",),
    dauer_s={"Lesen": 0.5},
)


@pytest.fixture(scope="module")
def department(tmp_path_factory):
    return corrected_department(tmp_path_factory.mktemp("amt"))


def test_what_was_written_is_read(tmp_path):
    write_lauf(LAUF, tmp_path)
    assert read_lauf(tmp_path) == LAUF
    assert LAUF.last_day == date(2026, 10, 31)
    assert LAUF.day_before == date(2026, 9, 30)
    assert "Achtung – ä." in (tmp_path / NAME).read_text(encoding="utf-8")


def test_a_record_of_an_older_or_a_newer_version_is_read_as_far_as_it_goes(tmp_path):
    text = {
        "monat": "2026-10",
        "stand": 2,
        "stichtag": "2026-10-31",
        "vorheriger_stichtag": "2026-09-30",
        "neu_in_version_9": [1],
        "eingaben": {"sonstige": "b", "neu_in_version_9": 1},
        "zeigt": {"2026-09": {"stand": 1, "kennzahlen": "e", "neu_in_version_9": None}},
    }
    (tmp_path / NAME).write_text(json.dumps(text), encoding="utf-8")
    lauf = read_lauf(tmp_path)
    assert lauf == Lauf(
        "2026-10",
        2,
        "2026-10-31",
        "2026-09-30",
        eingaben=Eingaben(sonstige="b"),
        zeigt={"2026-09": Shown(1, "e")},
    )


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"monat": "2026-10"}',
        '{"monat": "2026-10", "stand": 1, "stichtag": "31.10.2026", "vorheriger_stichtag": "2026-09-30"}',
        '{"monat": "2026-10", "stand": 1, "stichtag": null, "vorheriger_stichtag": "2026-09-30"}',
        '{"monat": "2026-10", "stand": 1, "stichtag": "2026-10-31", "vorheriger_stichtag": "2026-09-30", "zeigt": [1]}',
    ],
)
def test_what_is_no_record_is_said_to_be_none(tmp_path, text):
    if text is not None:
        (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"lauf\.json ist nicht lesbar"):
        read_lauf(tmp_path)


def test_no_pseudonym_of_a_delivery_is_in_any_record(department):
    names = pseudonyms()
    rows = (department / "in" / "2024-10" / "verbis_kunden.csv").read_text(encoding="utf-8-sig")
    assert len(names) == 17 + 17 + 4
    assert all(name in rows for name in names if not name.startswith("fk"))
    records = [*archive_of(department).root.rglob(NAME)]
    assert len(records) == len(MONTHS) + 1
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert not [name for name in names if name in text]


def test_a_record_says_what_came_in_what_came_out_and_why_it_is_there(department):
    lauf = newest(department, "2024-10").lauf
    assert (lauf.monat, lauf.stand, lauf.stichtag, lauf.vorheriger_stichtag) == (
        "2024-10",
        2,
        "2024-10-31",
        "2024-09-30",
    )
    assert lauf.anlass == "Lauf"
    assert lauf.aenderungen == ("Die Lieferung ist eine andere: verbis_vermerke.",)
    assert lauf.zeilen["verbis_vermerke"] == {"gelesen": 18, "ausgeschlossen": 1}
    assert len(lauf.eingaben.dateien) == 9
    assert all(re.fullmatch("[0-9a-f]{64}", known) for known in lauf.eingaben.dateien.values())
    assert {month: shown.stand for month, shown in lauf.zeigt.items()} == {"2024-08": 1, "2024-09": 1}
    assert lauf.zeigt["2024-09"].kennzahlen == newest(department, "2024-09").lauf.kennzahlen
    assert {"Lesen", "Werten", "Prüfen", "Rechnen", "Archivieren", "Schreiben"} <= lauf.dauer_s.keys()
    assert lauf.begonnen <= lauf.beendet
