"""What is written lies apart from what is read, by whatever path it is named."""

import os
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.publish.apart import (
    contains,
    places_of,
    places_of_month,
    require_apart,
    require_folder,
    require_no_exports,
    require_outside,
)
from schemas import EXPORTS


@pytest.fixture
def ort(tmp_path, monkeypatch) -> Path:
    """A folder with a delivery, the working folder beside it, and links to the delivery."""
    (tmp_path / "in" / "2026-10").mkdir(parents=True)
    (tmp_path / "arbeit").mkdir()
    for export in EXPORTS:
        (tmp_path / "in" / "2026-10" / f"{export}.csv").write_text("x")
    (tmp_path / "verweis").symlink_to(tmp_path / "in")
    (tmp_path / "arbeit" / "oktober").symlink_to(tmp_path / "in" / "2026-10")
    monkeypatch.chdir(tmp_path / "arbeit")
    return tmp_path


@pytest.mark.parametrize(
    "ausgabe",
    [
        *("../in", "../in/", "../in/.", "../arbeit/../in", "{}/in", "../verweis", "../verweis/", "../verweis/neu"),
        *("../in/neu", "../in/neu/tief", "../in/2026-10", "../in/2026-10/berichte", "../verweis/2026-10", "oktober"),
        *("oktober/berichte", "..", "{}", "../.", "/"),
    ],
)
def test_a_place_that_is_in_or_around_the_delivery_is_refused(ort, ausgabe):
    ziel = Path(ausgabe.format(ort))
    with pytest.raises(UsageError, match=r"wird nicht geschrieben.*Lieferung.*bitte --output auf einen Ort außerhalb"):
        require_apart(places_of(Path("../in"), "2026-10"), [("--output", ziel)])


@pytest.mark.parametrize("eingabe", ["../in", "../verweis", "../in/../in", "{}/in", "../in/"])
def test_the_input_may_be_named_in_any_way(ort, eingabe):
    with pytest.raises(UsageError):
        require_apart(places_of(Path(eingabe.format(ort)), "2026-10"), [("--output", ort / "in" / "neu")])


@pytest.mark.parametrize("ausgabe", [".", "../berichte", "../in-berichte", "../in.duckdb", "../arbeit/in", "{}/i"])
def test_a_place_beside_the_delivery_is_fine(ort, ausgabe):
    require_apart(places_of(Path("../in"), "2026-10"), [("--output", Path(ausgabe.format(ort)))])


def test_the_working_folder_may_be_the_delivery(ort, monkeypatch):
    monkeypatch.chdir(ort / "in")
    for ausgabe in (".", "berichte", "2026-10", "..", "../verweis"):
        with pytest.raises(UsageError):
            require_apart(places_of(Path(), "2026-10"), [("--output", Path(ausgabe))])
    require_apart(places_of(Path(), "2026-10"), [("--output", Path("../berichte"))])


def test_a_month_that_lies_elsewhere_is_protected_there(ort):
    (ort / "eingang").mkdir()
    (ort / "eingang" / "2026-10").symlink_to(ort / "in" / "2026-10")
    for ausgabe in (ort / "in", ort / "in" / "2026-10", ort / "in" / "2026-10" / "b"):
        with pytest.raises(UsageError):
            require_apart(places_of(ort / "eingang", "2026-10"), [("--output", ausgabe)])
    require_apart(places_of(ort / "eingang", "2026-10"), [("--output", ort / "berichte")])


def test_files_that_lie_elsewhere_are_protected_there(ort):
    month = ort / "eingang" / "2026-10"
    month.mkdir(parents=True)
    for file in (ort / "in" / "2026-10").iterdir():
        (month / file.name).symlink_to(file)
    (month / "Ordner").symlink_to(ort)
    (month / "Kreis").symlink_to(month / "Kreis")
    for ausgabe in ("in", "in/2026-10", "in/2026-10/befunde.csv", "in/2026-10/organisation.csv", "verweis/2026-10/b"):
        with pytest.raises(UsageError, match="Lieferung"):
            require_apart(places_of(ort / "eingang", "2026-10"), [("--output", ort / ausgabe)])
        with pytest.raises(UsageError, match="Lieferung"):
            require_apart(places_of_month(month), [("--output", ort / ausgabe)])
    require_apart(places_of(ort / "eingang", "2026-10"), [("--output", ort / "berichte")])


def test_beside_a_single_file_that_lies_elsewhere_may_be_written(ort):
    month = ort / "eingang" / "2026-10"
    month.mkdir(parents=True)
    (ort / "arbeit" / "Frau Meier.csv").write_text("x")
    (month / "organisation.csv").symlink_to(ort / "arbeit" / "Frau Meier.csv")
    require_apart(places_of(ort / "eingang", "2026-10"), [("--output", ort / "arbeit" / "berichte")])
    with pytest.raises(UsageError, match="Darin liegt eine Datei der Lieferung") as refused:
        require_apart(places_of(ort / "eingang", "2026-10"), [("--output", ort / "arbeit")])
    assert "Meier" not in str(refused.value)


def test_an_archive_that_lies_elsewhere_is_protected_there(ort):
    (ort / "eingang").mkdir()
    (ort / "in" / "x.zip").write_text("x")
    (ort / "eingang" / "2026-10.ZIP").symlink_to(ort / "in" / "x.zip")
    with pytest.raises(UsageError, match="eine Datei der Lieferung"):
        require_apart(places_of(ort / "eingang", "2026-10"), [("--output", ort / "in")])


def test_other_spellings_are_the_same_folder_where_the_file_system_says_so(ort, monkeypatch):
    """As on Windows and macOS: IN is in."""
    exists, samefile = Path.exists, os.path.samefile
    klein = lambda p: Path(str(p).replace("/IN", "/in"))  # noqa: E731
    monkeypatch.setattr(Path, "exists", lambda self: exists(klein(self)))
    monkeypatch.setattr(Path, "samefile", lambda self, other: samefile(klein(self), klein(other)))
    assert contains(ort / "in", ort / "IN" / "neu")
    assert contains(ort / "IN", ort / "in" / "2026-10")
    assert not contains(ort / "in", ort / "arbeit")


@pytest.mark.parametrize("target", ["nirgends", "zeiger"])
def test_an_output_that_is_a_link_to_nowhere_is_told_so(tmp_path, target):
    (tmp_path / "zeiger").symlink_to(tmp_path / target)
    with pytest.raises(UsageError, match=r"ins Leere oder auf sich selbst führt\. Bitte --befunde auf einen Ordner"):
        require_folder(tmp_path / "zeiger", "--befunde")


def test_a_link_to_itself_is_no_reason_to_break(ort):
    (ort / "kreis").symlink_to(ort / "kreis")
    assert not contains(ort / "in", ort / "kreis")


@pytest.mark.parametrize(
    ("warehouse", "quarantaene"),
    [
        ("berichte/w.duckdb", "berichte/w.quarantaene"),
        ("berichte/tief/w.duckdb", "berichte/tief/w.quarantaene"),
        ("berichte", "berichte.quarantaene"),
        ("../in/../arbeit/berichte/w.duckdb", "x"),
        ("berichte.x.duckdb", "."),
    ],
)
def test_a_warehouse_in_the_folder_that_is_handed_on_is_refused(ort, warehouse, quarantaene):
    with pytest.raises(UsageError, match="--warehouse auf eine Datei außerhalb von --output"):
        require_outside(Path("berichte"), Path(warehouse), Path(quarantaene))


def test_a_warehouse_beside_the_output_is_fine(ort):
    require_outside(Path("berichte"), Path("berichte.duckdb"), Path("berichte.quarantaene"))


@pytest.mark.parametrize(
    "ausgabe", ["in", "in/2026-10", "in/berichte", "in/2026-10/tief/b", "verweis", "arbeit/oktober"]
)
def test_an_output_among_deliveries_is_told_by_what_lies_there(ort, ausgabe):
    with pytest.raises(UsageError, match="liegt eine Lieferung"):
        require_no_exports(ort / ausgabe)


@pytest.mark.parametrize("ausgabe", ["arbeit", "arbeit/neu", "berichte"])
def test_an_output_elsewhere_is_fine(ort, ausgabe):
    (ort / "berichte" / "2026-10" / "daten").mkdir(parents=True)
    (ort / "berichte" / "2026-10" / "organisation.csv").write_text("somebody's copy")
    require_no_exports(ort / ausgabe)


def test_no_folder_is_named_like_the_standard_output():
    with pytest.raises(UsageError, match=r"--output auf einen Ordner"):
        require_folder(Path("-"))
    require_folder(Path("./-x"))
