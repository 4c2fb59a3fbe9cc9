"""What a Stand holds: all that a month was made of, what became of it, and what was hidden in it."""

import json
import shutil
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from drawn.archive import (
    AUGUST,
    OCTOBER,
    SEPTEMBER,
    SETTINGS,
    corrected_department,
    deliver,
    deliver_and_run,
    department,
    draw_department,
    newest,
    published,
    run,
    total,
)
from drawn.deliveries import write_case
from drawn.files import hashes
from drawn.several_months import previous_and_change
from pipeline.errors import LieferungError
from pipeline.kalender import find_berichtsmonat
from pipeline.publish.journal import write_lauf
from pipeline.regelwerk.files import find_regelwerk
from pipeline.run import stand as stands
from pipeline.run.stand import NewStand
from schemas import EXPORTS


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    return corrected_department(tmp_path_factory.mktemp("amt"))


def test_it_holds_rows_figures_findings_rules_and_the_report(corrected):
    folder = newest(corrected, OCTOBER).folder
    assert {p.stem for p in (folder / "lieferung").iterdir()} == {*EXPORTS, "bestand_monat"}
    assert {p.name for p in folder.iterdir()} >= {
        "lauf.json",
        "lieferung",
        "kennzahlen.parquet",
        "einheiten.parquet",
        "sperrung.parquet",
        "befunde.parquet",
        "quarantaene",
        "ref",
        "regelwerke",
        "bericht",
    }
    rules = json.loads((folder / "regelwerke" / "weinstrasse-2023.json").read_text(encoding="utf-8"))
    assert rules == json.loads(find_regelwerk("weinstrasse-2023").as_json())
    rows = pl.read_parquet(folder / "lieferung" / "verbis_kunden.parquet")
    assert (rows.height, rows["kunde_id"].n_unique()) == (17, 17)


def test_what_was_left_out_lies_in_it_by_export(corrected):
    quarantine = newest(corrected, OCTOBER).folder / "quarantaene"
    assert [file.name for file in quarantine.iterdir()] == ["verbis_vermerke.csv"]
    (row,) = pl.read_csv(quarantine / "verbis_vermerke.csv", separator=";", infer_schema=False).rows(named=True)
    assert (row["zeile"], row["vermerk_id"]) == ("19", "n99")


def test_what_was_hidden_when_it_was_published_is_noted_and_nothing_else(corrected):
    stand = newest(corrected, OCTOBER)
    hidden = pl.read_parquet(stand.folder / "sperrung.parquet")
    key = ("ebene", "einheit_id", "kennzahl", "segment_art", "segment")
    assert set(hidden.select(key).rows()) == {k for k, reading in published(stand.report).items() if reading[3]}
    kept = pl.read_parquet(stand.folder / "kennzahlen.parquet").filter(
        ebene="team", einheit_id="T4", kennzahl="beratungsaktivitaet_tage", segment_art="gesamt"
    )
    # The archive has the figure that the report hides.
    assert kept["nenner"].to_list() == [2.0]


def test_the_report_is_published_as_it_lies_in_it(corrected):
    assert hashes(corrected / "aus" / OCTOBER) == hashes(newest(corrected, OCTOBER).report)


def test_the_earlier_stand_is_not_touched(corrected, tmp_path):
    first = corrected / "aus.archiv" / OCTOBER / "01"
    before = department(tmp_path) / "aus.archiv" / OCTOBER / "01"
    assert hashes(first) == hashes(before)


def test_a_figure_that_a_month_hid_stays_hidden_in_later_months_whatever_the_mindestfallzahl_is(tmp_path):
    """August hides teams of five. In September, with another Mindestfallzahl, they are shown, and their August is not;
    neither is it once the warehouse was made of the archive alone."""
    high = SETTINGS.model_copy(update={"mindestfallzahl": 6})
    deliver_and_run(tmp_path, draw_department(AUGUST), high)
    assert published(tmp_path / "aus" / AUGUST)[total("T1")][3]
    (tmp_path / "aus.duckdb").unlink()
    deliver_and_run(tmp_path, draw_department(SEPTEMBER))
    assert published(tmp_path / "aus" / SEPTEMBER)[total("T1")] == (145.0, 5.0, 29.0, False)
    assert previous_and_change(tmp_path, "team-T1", SEPTEMBER) == ("•", "•")
    # The Jobcenter has enough persons under both.
    assert previous_and_change(tmp_path, "jobcenter-J1", SEPTEMBER) == (30, -1)
    book = openpyxl.load_workbook(tmp_path / "aus" / SEPTEMBER / "excel" / "team-T1.xlsx")
    lines = [row for row in book["Verlauf"].iter_rows(values_only=True) if row[0] == "Tage seit der letzten Beratung"]
    # Unit, target, August and September; and what its chart is drawn of.
    assert [tuple(cell for cell in line[1:] if cell is not None) for line in lines[:2]] == [
        ("Tage", 110, "•", 29),
        ("Tage", "Ist", 29),
    ]


def test_workbooks_of_another_version_of_the_program_are_not_taken_over(tmp_path, monkeypatch):
    folder = department(tmp_path)
    last = newest(folder, OCTOBER)
    time = find_berichtsmonat(OCTOBER, {})
    new = NewStand(2, time, last.lauf.eingaben, {}, last)
    assert {file.name for file in new._known().values()} == {f.name for f in (last.report / "excel").iterdir()}
    assert set(new._known()) == set(last.lauf.mappen.values())
    other = replace(last.lauf.eingaben, programm="anders")
    assert NewStand(2, time, other, {}, last)._known() == {}
    (last.report / "excel" / "team-T1.xlsx").unlink()
    assert len(new._known()) == len(last.lauf.mappen) - 1


def test_how_long_each_stage_takes_is_summed_up(monkeypatch):
    clock = iter([0.0, 1.0, 3.0, 6.0, 10.0])
    monkeypatch.setattr(stands.time, "monotonic", lambda: next(clock))
    new = NewStand(1, find_berichtsmonat(OCTOBER, {}), None, {}, None)
    said = []
    tell = new.timed(said.append)
    for step in ("Lesen: a", "Rechnen", "Lesen: b", "Archivieren"):
        tell(step)
    assert said == ["Lesen: a", "Rechnen", "Lesen: b", "Archivieren"]
    assert new.seconds == {"Lesen": 2.0 + 4.0, "Rechnen": 3.0}


def test_a_refused_delivery_makes_no_stand_and_leaves_report_and_archive_alone(tmp_path):
    folder = department(tmp_path)
    case = draw_department(OCTOBER)
    write_case({**case, "verbis_kunden": "kunde_id | team_id\nP1 | T9"}, folder / "in")
    before = hashes(folder / "aus.archiv") | {".sperre": ""}, hashes(folder / "aus" / OCTOBER)
    with pytest.raises(LieferungError):
        run(folder)
    assert (hashes(folder / "aus.archiv") | {".sperre": ""}, hashes(folder / "aus" / OCTOBER)) == before
    assert (folder / "aus" / "abgelehnt" / OCTOBER / "befunde.csv").is_file()
    deliver(folder, case)
    assert not run(folder).is_new


def test_a_stand_whose_report_has_no_data_says_nothing_of_changes(tmp_path):
    """An imported month of which no report was left has nothing to be compared with."""
    folder = department(tmp_path)
    stand = newest(folder, OCTOBER)
    shutil.rmtree(stand.report)
    write_lauf(replace(stand.lauf, kennung="", mappen={}), stand.folder)
    result = run(folder)
    assert (result.is_new, result.stand.number, result.stand.lauf.aenderungen) == (True, 2, ())
    assert not (result.stand.report / "daten" / "aenderungen.csv").exists()
    assert hashes(folder / "aus" / OCTOBER) == hashes(result.stand.report)
