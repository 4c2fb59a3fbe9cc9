"""Stände are numbered and immutable, and there or not there: nothing in between."""

import os

import pytest

from drawn.files import hashes, write_texts
from pipeline.errors import ConfigurationError
from pipeline.publish.archive import Archive
from pipeline.publish.journal import Lauf


@pytest.fixture
def archive(tmp_path) -> Archive:
    root = tmp_path / "b.archiv"
    root.mkdir(mode=0o700)
    return Archive(root)


def commit(archive: Archive, month: str = "2026-10", **texts: str):
    """Make a Stand that holds these texts, by path with `/` written as `__`."""
    with archive.working() as folder:
        write_texts(folder, {name.replace("__", "/"): text for name, text in texts.items()})
        return archive.commit(folder, Lauf(month, archive.next_number(month), f"{month}-28", "2026-01-31"))


def test_every_commit_of_a_month_is_a_new_number_and_the_last_one_holds(archive):
    assert archive.months() == {}
    assert archive.newest("2026-10") is None
    first, other, second = commit(archive, a="1"), commit(archive, "2026-09", a="x"), commit(archive, a="2")
    assert [s.name for s in (first, other, second)] == [
        "2026-10, Stand 01",
        "2026-09, Stand 01",
        "2026-10, Stand 02",
    ]
    assert archive.months() == {"2026-09": other, "2026-10": second}
    assert archive.staende("2026-10") == [first, second]
    assert [(s.folder / "a").read_text() for s in archive.staende("2026-10")] == ["1", "2"]
    assert second.lauf.stand == 2


def test_numbers_go_on_after_ninety_nine(archive):
    for number in ("99", "100"):
        (archive.root / "2026-10" / number).mkdir(parents=True)
    assert archive.newest("2026-10").number == 100
    assert archive.next_number("2026-10") == 101


def test_what_else_lies_in_the_archive_is_no_month_and_no_stand(archive):
    commit(archive)
    for name in ("2026-11", "Notizen", "2026-10/alt", "2026-10/1", ".arbeit2", "2026-10-kopie"):
        (archive.root / name).mkdir()
    assert list(archive.months()) == ["2026-10"]
    assert [s.number for s in archive.staende("2026-10")] == [1]


def test_published_files_are_listed_with_their_hashes(archive):
    stand = commit(archive, bericht__excel__a="x", bericht__b="y")
    there = hashes(stand.report)
    assert there.pop(".dateien.json")
    assert stand.files == there
    assert stand.files.keys() == {"excel/a", "b"}


def test_nothing_stays_of_a_stand_that_was_not_committed(archive):
    def make() -> None:
        with archive.working() as folder:
            (folder / "halb").write_text("x")
            assert archive.months() == {}
            raise RuntimeError

    with pytest.raises(RuntimeError):
        make()
    assert list(archive.root.iterdir()) == []


def test_what_a_dead_run_left_goes_before_the_next(archive):
    write_texts(archive.work, {"stand/halb": "x", "rechnung.duckdb": "x"})
    with archive.working() as folder:
        assert [entry.name for entry in archive.work.iterdir()] == ["stand"]
        assert list(folder.iterdir()) == []
    write_texts(archive.work, {"stand/halb": "x"})
    archive.clear()
    assert not archive.work.exists()


def test_a_full_disk_leaves_no_stand_and_the_last_one_holds(archive, monkeypatch):
    first = commit(archive, a="1")

    def fsync(_):
        raise OSError(28, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(OSError, match="no space"):
            commit(archive, a="2")
    assert archive.staende("2026-10") == [first]
    assert commit(archive, a="3").number == 2


def test_everything_is_on_the_disk_before_a_stand_has_its_name(archive, monkeypatch):
    before, after = set(), []
    fsync = os.fsync

    def watch(held):
        place = os.fstat(held).st_ino
        after.append(place) if (archive.root / "2026-10" / "01").exists() else before.add(place)
        fsync(held)

    monkeypatch.setattr(os, "fsync", watch)
    stand = commit(archive, lieferung__a="x", bericht__b="y")
    written = {entry.stat().st_ino for entry in [stand.folder, *stand.folder.rglob("*")]}
    assert len(written) == 7
    assert written == before
    assert after == [(archive.root / "2026-10").stat().st_ino, archive.root.stat().st_ino]


def test_retention_takes_the_rows_and_what_was_left_out_and_nothing_else(archive):
    stand = commit(
        archive,
        lieferung__verbis_kunden_parquet="x",
        quarantaene__verbis_kunden_csv="x",
        kennzahlen_parquet="y",
        bericht__b="z",
    )
    (stand.folder / "lieferung" / "verbis_kunden.parquet").write_text("x")
    assert stand.has_rows
    kept = {
        name: h for name, h in hashes(stand.folder).items() if name.split("/")[0] not in ("lieferung", "quarantaene")
    }
    archive.forget_rows(stand)
    assert not stand.has_rows
    assert hashes(stand.folder) == kept
    archive.forget_rows(stand)
    assert hashes(stand.folder) == kept
    assert not archive.work.exists()


def test_a_record_that_cannot_be_read_is_said_with_its_place(archive):
    stand = commit(archive)
    (stand.folder / "lauf.json").write_text("{")
    with pytest.raises(ConfigurationError, match=r"^2026-10, Stand 01 im Archiv ist beschädigt \(lauf\.json\).*doctor"):
        archive.newest("2026-10").lauf  # noqa: B018  # reading it is the test
