"""How things stand, month by month, for people and for other programs."""

import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from drawn.archive import (
    AUGUST,
    MONTHS,
    OCTOBER,
    SEPTEMBER,
    corrected_department,
    department,
    house_of,
    outdated_department,
)
from drawn.files import hashes
from pipeline.publish.lock import holding
from pipeline.run.status import Status, look, page_of, read_status


def status(folder) -> Status:
    return read_status(house_of(folder), lambda _: None)


def test_every_month_is_said_with_the_stand_that_holds(tmp_path):
    folder = corrected_department(tmp_path)
    found = status(folder)
    assert [(m.monat, m.stand, m.staende, m.stichtag) for m in found.monate] == [
        (AUGUST, 1, 1, "2024-08-31"),
        (SEPTEMBER, 1, 1, "2024-09-30"),
        (OCTOBER, 2, 2, "2024-10-31"),
    ]
    for month in found.monate:
        assert (month.veroeffentlicht, month.hat_zeilen, month.veraltet, month.anlass) == (True, True, (), "Lauf")
        assert Path(month.bericht).is_file()
        assert Path(month.bericht) == page_of(folder / "aus", month.monat)
        assert datetime.fromisoformat(month.erstellt).utcoffset() is not None
        # Five exports are drawn without rows.
        assert [w.split(".csv")[0] for w in month.warnungen] == [
            "allegro_antraege",
            "atv_kapazitaet",
            "verbis_lebenslauf",
            "verbis_massnahmen",
            "verbis_vereinbarungen",
        ]
    rest = asdict(found) | {"monate": None}
    assert rest == {
        "archiv": str(folder / "aus.archiv"),
        "monate": None,
        "warehouse_aktuell": True,
        "geheilt": (),
        "wartet": (),
        "abgelehnt": (),
        "laeuft": None,
    }


def test_months_that_show_another_as_it_was_are_outdated(tmp_path):
    found = status(outdated_department(tmp_path))
    assert {m.monat: m.veraltet for m in found.monate} == {
        AUGUST: (),
        SEPTEMBER: ("Der Bericht 2024-09 zeigt 2024-08 als Vormonat und im Verlauf noch nach dem alten Stand.",),
        OCTOBER: ("Der Bericht 2024-10 zeigt 2024-08 im Verlauf noch nach dem alten Stand.",),
    }


def test_a_month_that_came_late_is_a_gap_in_those_after_it_or_not_there(tmp_path):
    folder = department(tmp_path)
    shutil.move(folder / "aus.archiv" / AUGUST, folder / AUGUST)
    shutil.move(folder / "aus.archiv" / SEPTEMBER, folder / SEPTEMBER)
    assert [m.veraltet for m in look(house_of(folder)).monate] == [()]
    shutil.move(folder / SEPTEMBER, folder / "aus.archiv" / SEPTEMBER)
    assert [m.veraltet for m in look(house_of(folder)).monate] == [(), ()]


def test_while_a_run_is_at_it_nothing_is_mended_and_it_is_said(tmp_path):
    folder = department(tmp_path)
    shutil.rmtree(folder / "aus" / OCTOBER)
    with holding(folder / "aus.archiv", "run --month 2024-10"):
        found = status(folder)
    assert found.laeuft.startswith(" (run --month 2024-10, aufgerufen von ")
    assert found.geheilt == ()
    assert "arbeitet gerade ein anderer Lauf" in found.wartet[0]
    assert [m.veroeffentlicht for m in found.monate] == [True, True, False]
    assert not (folder / "aus" / OCTOBER).exists()


def test_refused_deliveries_are_named(tmp_path):
    folder = department(tmp_path)
    (folder / "aus" / "abgelehnt" / "2024-11").mkdir(parents=True)
    assert status(folder).abgelehnt == ("2024-11",)


def test_where_nothing_is_nothing_is_made(tmp_path):
    found = status(tmp_path)
    assert (found.monate, found.warehouse_aktuell) == ((), False)
    assert list(tmp_path.iterdir()) == []


def test_looking_writes_nothing(tmp_path):
    folder = department(tmp_path)
    shutil.rmtree(folder / "aus" / OCTOBER)
    before = hashes(folder)
    assert [m.monat for m in look(house_of(folder)).monate] == [*MONTHS]
    assert hashes(folder) == before
