"""A delivery is complete once all of it is there and, where one was agreed upon, the file that says so."""

import shutil
import zipfile

import pytest

from drawn.archive import OCTOBER, SETTINGS, deliver, draw_department, run
from pipeline.errors import LieferungError, PendingError, UsageError
from pipeline.run.ready import require_complete

MARKED = SETTINGS.model_copy(update={"fertig_datei": "FERTIG"})


@pytest.fixture
def deliveries(tmp_path):
    deliver(tmp_path, draw_department(OCTOBER))
    return tmp_path / "in"


def pack(deliveries):
    with zipfile.ZipFile(deliveries / f"{OCTOBER}.zip", "w") as archive:
        for file in (deliveries / OCTOBER).iterdir():
            archive.write(file, file.name)
    shutil.rmtree(deliveries / OCTOBER)
    return deliveries / f"{OCTOBER}.zip"


def test_a_folder_with_every_export_is_complete(deliveries):
    for is_named in (True, False):
        assert require_complete(deliveries, OCTOBER, SETTINGS, is_named=is_named) == deliveries / OCTOBER


@pytest.mark.parametrize("is_named", [True, False])
def test_with_a_file_that_says_so_nothing_is_read_before_it_is_there(deliveries, is_named):
    with pytest.raises(PendingError) as error:
        require_complete(deliveries, OCTOBER, MARKED, is_named=is_named)
    assert error.value.exit_code == 75
    assert str(error.value) == (
        f"Die Lieferung 2024-10 ist noch nicht vollständig: Die Datei {deliveries / OCTOBER / 'FERTIG'} fehlt "
        "(fertig_datei). Es wurde nichts gelesen; bitte später noch einmal aufrufen."
    )
    (deliveries / OCTOBER / "FERTIG").touch()
    assert require_complete(deliveries, OCTOBER, MARKED, is_named=is_named) == deliveries / OCTOBER


def test_beside_an_archive_that_file_bears_its_month(deliveries):
    archive = pack(deliveries)
    with pytest.raises(PendingError, match=r"2024-10\.FERTIG fehlt"):
        require_complete(deliveries, OCTOBER, MARKED, is_named=True)
    (deliveries / "2024-10.FERTIG").touch()
    assert require_complete(deliveries, OCTOBER, MARKED, is_named=True) == archive


def test_a_month_that_nobody_named_is_yet_to_come(deliveries):
    with pytest.raises(PendingError, match="Die Lieferung 2024-11 ist noch nicht da"):
        require_complete(deliveries, "2024-11", SETTINGS, is_named=False)
    with pytest.raises(UsageError) as error:
        require_complete(deliveries, "2024-11", SETTINGS, is_named=True)
    assert error.value.exit_code == 2


def test_a_folder_that_is_not_there_is_a_mistake_whoever_named_the_month(tmp_path):
    for is_named in (True, False):
        with pytest.raises(UsageError):
            require_complete(tmp_path / "fehlt", OCTOBER, SETTINGS, is_named=is_named)


def test_of_a_month_that_nobody_named_every_export_must_be_there(deliveries):
    (deliveries / OCTOBER / "atv_termine.csv").unlink()
    with pytest.raises(PendingError, match=r"Die Lieferung 2024-10 ist noch nicht vollständig\. .*atv_termine"):
        require_complete(deliveries, OCTOBER, SETTINGS, is_named=False)
    assert require_complete(deliveries, OCTOBER, SETTINGS, is_named=True) == deliveries / OCTOBER


def test_two_deliveries_of_one_month_are_an_error_and_nothing_to_wait_for(deliveries):
    (deliveries / f"{OCTOBER}.zip").write_bytes(b"x")
    for is_named in (True, False):
        with pytest.raises(LieferungError):
            require_complete(deliveries, OCTOBER, SETTINGS, is_named=is_named)


def test_a_run_that_comes_too_early_leaves_nothing(tmp_path, deliveries):
    for settings, more in ((MARKED, {}), (SETTINGS, {"month": "2024-11", "is_named": False})):
        with pytest.raises(PendingError):
            run(tmp_path, settings=settings, **more)
        assert [entry.name for entry in tmp_path.iterdir()] == ["in"]
