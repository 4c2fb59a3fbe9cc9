"""The archive is its owner's alone, or its group's where the folder was made so, whatever the umask is."""

import stat

import pytest

from drawn.archive import archive_of, corrected_department, deliver, draw_department, house_of, run
from drawn.files import exposed, open_umask
from pipeline.publish.rights import group_rights, make_private, owner_of
from pipeline.run.rollback import take_back
from pipeline.warehouse.connection import open_warehouse

MONTH = "2024-10"


def mode_of(place):
    return stat.S_IMODE(place.stat().st_mode)


def test_nobody_else_can_read_anything_below_the_archive(tmp_path):
    deliver(tmp_path, draw_department(MONTH))
    with open_umask():
        run(tmp_path)
    assert mode_of(archive_of(tmp_path).root) == 0o700
    assert exposed(tmp_path) >= {"in/2024-10/verbis_kunden.csv"}
    assert not [name for name in exposed(tmp_path) if name.startswith("aus.")]
    assert mode_of(house_of(tmp_path).warehouse) == 0o600


def test_nor_what_was_copied_moved_or_made_anew_in_it(tmp_path):
    folder = corrected_department(tmp_path)
    (folder / "aus.duckdb").unlink()
    with open_umask():
        take_back(house_of(folder), MONTH, 1, 0, lambda _: None)
    assert (archive_of(folder).root / MONTH / "03").is_dir()
    assert not [name for name in exposed(folder) if name.startswith("aus.")]


def test_a_group_that_shares_the_archive_can_read_and_write_all_of_it(tmp_path):
    root = archive_of(tmp_path).root
    root.mkdir()
    root.chmod(0o2770)
    deliver(tmp_path, draw_department(MONTH))
    run(tmp_path)
    assert mode_of(root) == 0o2770
    folders = [entry for entry in root.rglob("*") if entry.is_dir()]
    files = [entry for entry in root.rglob("*") if entry.is_file()]
    assert len(files) > 40
    assert not [place for place in folders if mode_of(place) & 0o070 != 0o070]
    assert not [place for place in files if mode_of(place) & 0o060 != 0o060]
    assert not [place for place in (root, *root.iterdir()) if mode_of(place) & 0o007]
    warehouse = house_of(tmp_path).warehouse
    assert mode_of(warehouse) == 0o660
    with open_warehouse(warehouse, "1GB"):
        assert mode_of(warehouse) == 0o660


@pytest.mark.parametrize(
    ("archive", "folder", "file"),
    [(0o700, 0o700, 0o600), (0o770, 0o770, 0o660), (0o750, 0o750, 0o640), (0o2770, 0o2770, 0o660)],
)
def test_what_holds_rows_has_the_rights_of_the_archive(tmp_path, archive, folder, file):
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(archive)
    (tmp_path / "d").mkdir()
    (tmp_path / "f").write_text("x")
    for place in (tmp_path / "d", tmp_path / "f"):
        place.chmod(0o777)
        make_private(place, tmp_path / "a")
    assert (mode_of(tmp_path / "d"), mode_of(tmp_path / "f")) == (folder, file)


def test_an_archive_that_is_not_there_is_nobody_elses(tmp_path):
    assert group_rights(tmp_path / "fehlt") == 0


def test_an_owner_without_a_name_is_named_by_number(tmp_path, monkeypatch):
    def owner(_):
        raise KeyError

    monkeypatch.setattr(type(tmp_path), "owner", owner)
    assert owner_of(tmp_path) == str(tmp_path.stat().st_uid)
    assert owner_of(tmp_path / "fehlt") == "unbekannt"
