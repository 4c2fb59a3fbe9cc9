"""What lies in the folder of refused deliveries is of the last attempt, or somebody's work."""

import pytest

from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung
from pipeline.errors import LieferungError
from pipeline.publish.refusal import befunde_on_refusal, forgotten_on_refusal


@pytest.fixture
def folder(tmp_path):
    """The findings of an earlier refusal."""
    with (
        pytest.raises(LieferungError, match="erste"),
        befunde_on_refusal(Lieferung("2026-10", [], bf.empty()), tmp_path),
    ):
        raise LieferungError("Der erste Versuch.")
    return tmp_path / "abgelehnt" / "2026-10"


def refuse(output) -> str:
    with pytest.raises(LieferungError) as refusal, forgotten_on_refusal(output, "2026-10"):
        raise LieferungError("Der zweite Versuch.")
    return str(refusal.value)


def test_a_list_of_an_earlier_attempt_does_not_outlive_the_next(tmp_path, folder):
    assert refuse(tmp_path) == "Der zweite Versuch."
    assert not folder.exists()
    assert refuse(tmp_path) == "Der zweite Versuch."


def test_what_somebody_made_of_it_stays_and_is_said_to_be_older(tmp_path, folder):
    (folder / "befunde.csv").write_text("mit Anmerkung")
    (folder / "notiz.txt").write_text("x")
    assert refuse(tmp_path) == f"Der zweite Versuch. Was in {folder} liegt, ist von einem früheren Versuch."
    assert {file.name for file in folder.iterdir()} == {"befunde.csv", "notiz.txt"}


def test_nothing_is_forgotten_where_nothing_was_refused(tmp_path, folder):
    before = {file.name for file in folder.iterdir()}
    with forgotten_on_refusal(tmp_path, "2026-10"):
        pass
    with pytest.raises(KeyboardInterrupt), forgotten_on_refusal(tmp_path, "2026-10"):
        raise KeyboardInterrupt
    assert {file.name for file in folder.iterdir()} == before
