"""Months that show another as it no longer is are made anew in order, each of what was made before it."""

import shutil

import pytest

from drawn.archive import (
    AUGUST,
    MOVED,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    archive_of,
    deliver,
    department,
    draw_department,
    house_of,
    kept_in,
    newest,
    order_of,
    outdated_department,
    published,
    run,
)
from drawn.files import hashes
from drawn.several_months import previous_and_change
from pipeline.errors import LieferungError, UsageError
from pipeline.run.backfill import find_due, run_backfill


def backfill(folder, von=None, bis=None, **order):
    return run_backfill(order_of(folder, "", **order), von, bis, lambda _: None)


def numbers(folder):
    return {month: stand.number for month, stand in archive_of(folder).months().items()}


@pytest.fixture(scope="module")
def renewed(tmp_path_factory):
    """The department after August was corrected and the others were renewed; and what became of them."""
    folder = outdated_department(tmp_path_factory.mktemp("amt"))
    assert find_due(archive_of(folder)) == [SEPTEMBER, OCTOBER]
    assert not (folder / "in").exists()
    said = []
    done = run_backfill(order_of(folder, ""), None, None, said.append)
    return folder, done, said


def test_both_later_months_are_renewed_in_order_without_a_delivery(renewed):
    folder, done, said = renewed
    assert [(d.monat, d.result.is_new, d.error) for d in done] == [(SEPTEMBER, True, None), (OCTOBER, True, None)]
    assert numbers(folder) == {AUGUST: 2, SEPTEMBER: 2, OCTOBER: 2}
    assert said.count("Lesen: Archiv") == 2
    assert {d.result.stand.lauf.anlass for d in done} == {"Erneuerung aus dem Archiv"}
    assert done[0].result.stand.lauf.aenderungen == ("Frühere Monate sind andere: 2024-08.",)
    # That September was renewed changed none of its own figures.
    assert done[1].result.stand.lauf.aenderungen == ("Frühere Monate sind andere: 2024-08.",)
    assert find_due(archive_of(folder)) == []
    assert backfill(folder) == []


def test_the_previous_month_and_the_course_agree_with_months_that_were_run_in_order(renewed, tmp_path):
    folder, _, _ = renewed
    for month, days in ((OCTOBER, {}), (SEPTEMBER, {}), (AUGUST, MOVED)):
        deliver(tmp_path, draw_department(month, days))
    done = backfill(tmp_path, AUGUST, OCTOBER)
    assert [(d.monat, d.result.stand.number) for d in done] == [(AUGUST, 1), (SEPTEMBER, 1), (OCTOBER, 1)]
    for month in (AUGUST, SEPTEMBER, OCTOBER):
        assert published(folder / "aus" / month) == published(tmp_path / "aus" / month)
    # In September the days since the last counselling are 29, in August they were 30 and 20.
    assert previous_and_change(folder, "team-T1", SEPTEMBER) == (26, 3)
    for month in (SEPTEMBER, OCTOBER):
        for unit in ("team-T1", "team-T4", "bereich-B1", "jobcenter-J1"):
            assert previous_and_change(folder, unit, month) == previous_and_change(tmp_path, unit, month)
    # Nobody's own figures have changed, so that in the workbooks nothing is new but what is of August.
    for workbook in ("team-T1", "team-T2", "bereich-B2", "jobcenter-J1"):
        ours, theirs = (place / "aus" / OCTOBER / "excel" / f"{workbook}.xlsx" for place in (folder, tmp_path))
        assert ours.read_bytes() == theirs.read_bytes(), workbook
    assert kept_in(folder / "aus.duckdb") == kept_in(tmp_path / "aus.duckdb")


def test_rows_findings_and_what_was_left_out_are_those_of_the_delivery(renewed):
    folder, _, _ = renewed
    for month in (SEPTEMBER, OCTOBER):
        first, second = archive_of(folder).staende(month)
        for part in ("lieferung", "quarantaene"):
            assert (first.folder / part).is_dir()
            assert hashes(first.folder / part) == hashes(second.folder / part)
        assert (first.folder / "befunde.parquet").read_bytes() == (second.folder / "befunde.parquet").read_bytes()
        assert first.lauf.eingaben == second.lauf.eingaben
        assert first.lauf.zeilen == second.lauf.zeilen
        assert first.lauf.warnungen == second.lauf.warnungen
        for file in ("befunde.csv", "kennzahlen.csv"):
            assert (first.report / "daten" / file).read_bytes() == (second.report / "daten" / file).read_bytes()


def test_the_delivery_that_was_renewed_makes_nothing_new_when_it_comes_again(renewed, tmp_path):
    folder = tmp_path / "amt"
    shutil.copytree(renewed[0], folder)
    deliver(folder, draw_department(OCTOBER))
    assert not run(folder).is_new
    assert numbers(folder)[OCTOBER] == 2


def test_a_delivery_that_lies_there_is_read_and_not_the_archive(tmp_path):
    folder = outdated_department(tmp_path)
    deliver(folder, draw_department(SEPTEMBER, MOVED))
    done = backfill(folder, SEPTEMBER, SEPTEMBER)
    assert [d.monat for d in done] == [SEPTEMBER, OCTOBER]
    assert [d.result.stand.lauf.anlass for d in done] == ["Lauf", "Erneuerung aus dem Archiv"]
    assert done[0].result.stand.lauf.aenderungen == (
        "Die Lieferung ist eine andere: verbis_vermerke.",
        "Frühere Monate sind andere: 2024-08.",
    )
    assert done[1].result.stand.lauf.aenderungen == ("Frühere Monate sind andere: 2024-08, 2024-09.",)


def test_an_error_ends_it_and_what_comes_after_stays_as_it_was(tmp_path):
    folder = outdated_department(tmp_path)
    deliver(folder, draw_department(SEPTEMBER))
    (folder / "in" / SEPTEMBER / "verbis_kunden.csv").unlink()
    before = hashes(folder / "aus" / OCTOBER)
    done = backfill(folder)
    assert [d.monat for d in done] == [SEPTEMBER]
    assert isinstance(done[0].error, LieferungError)
    assert numbers(folder) == {AUGUST: 2, SEPTEMBER: 1, OCTOBER: 1}
    assert hashes(folder / "aus" / OCTOBER) == before
    assert find_due(archive_of(folder)) == [SEPTEMBER, OCTOBER]


def test_rows_that_retention_has_taken_are_said_to_be_gone(tmp_path):
    folder = outdated_department(tmp_path)
    house_of(folder).archive.forget_rows(newest(folder, SEPTEMBER))
    (done,) = backfill(folder)
    assert str(done.error) == (
        "Die Zeilen der Lieferung 2024-09 liegen nicht mehr im Archiv (Aufbewahrung). Bitte den Monat mit seiner "
        "Lieferung neu erstellen: --input nennt den Ordner, in dem sie liegt."
    )
    assert numbers(folder) == {AUGUST: 2, SEPTEMBER: 1, OCTOBER: 1}
    assert not (folder / "aus.archiv" / ".arbeit").exists()


def test_months_that_show_nothing_old_stay_as_they_are_although_they_are_asked_for(tmp_path):
    folder = department(tmp_path)
    done = backfill(folder, AUGUST)
    assert [(d.monat, d.result.is_new) for d in done] == [(AUGUST, False), (SEPTEMBER, False), (OCTOBER, False)]
    assert numbers(folder) == {AUGUST: 1, SEPTEMBER: 1, OCTOBER: 1}


@pytest.mark.parametrize(
    ("von", "bis", "said"),
    [
        ("2020-01", "2020-03", "Von 2020-01 bis 2020-03 liegt kein Monat im Archiv oder in"),
        ("2024-13", None, "„2024-13“ ist kein Monat"),
        (NOVEMBER, None, "Von 2024-11 bis 2024-11 liegt kein Monat im Archiv"),
    ],
)
def test_a_span_without_a_month_is_a_mistake(tmp_path, von, bis, said):
    folder = department(tmp_path)
    with pytest.raises(UsageError, match=said):
        backfill(folder, von, bis)
