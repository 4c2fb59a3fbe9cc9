"""What is written reaches the disk before anything says that it is there, and folders change places in one step."""

import errno
import os
import stat

import pytest

from pipeline.publish.durable import exchange, share, sync_folder, sync_tree


@pytest.fixture
def tree(tmp_path):
    """A folder with a file, a folder in it with another, and a link to a file elsewhere."""
    (tmp_path / "t" / "innen").mkdir(parents=True)
    for name in ("t/eins", "t/innen/zwei", "fremd"):
        (tmp_path / name).write_text("x")
    (tmp_path / "t" / "link").symlink_to(tmp_path / "fremd")
    return tmp_path / "t"


def modes(folder):
    return {
        entry.relative_to(folder).as_posix(): stat.S_IMODE(entry.stat().st_mode)
        for entry in [folder, *folder.rglob("*")]
        if not entry.is_symlink()
    }


def test_every_file_and_folder_is_synced_and_folders_come_after_what_is_in_them(tree, monkeypatch):
    synced = []
    fsync = os.fsync

    def watch(held):
        synced.append(os.fstat(held).st_ino)
        fsync(held)

    monkeypatch.setattr(os, "fsync", watch)
    sync_tree(tree)
    whole, one, inside, two = (
        place.stat().st_ino for place in (tree, tree / "eins", tree / "innen", tree / "innen" / "zwei")
    )
    assert sorted(synced) == sorted((whole, one, inside, two))
    assert synced[-1] == whole
    assert synced.index(two) < synced.index(inside)


@pytest.mark.parametrize(("number", "is_error"), [(errno.EINVAL, False), (errno.ENOSPC, True), (errno.EIO, True)])
def test_a_full_disk_is_an_error_and_a_drive_that_cannot_sync_is_none(tree, monkeypatch, number, is_error):
    def fsync(_):
        raise OSError(number, "")

    monkeypatch.setattr(os, "fsync", fsync)
    for sync in (sync_tree, sync_folder):
        if is_error:
            with pytest.raises(OSError, match=str(number)):
                sync(tree)
        else:
            sync(tree)


def test_a_group_gets_the_rights_it_is_given_and_nobody_else_any(tree):
    for entry in (tree, tree / "innen"):
        entry.chmod(0o700)
    for entry in (tree / "eins", tree / "innen" / "zwei"):
        entry.chmod(0o600)
    sync_tree(tree, 0o070)
    assert modes(tree) == {".": 0o770, "innen": 0o770, "eins": 0o660, "innen/zwei": 0o660}


def test_without_a_group_rights_stay_as_they_are(tree):
    (tree / "eins").chmod(0o600)
    before = modes(tree)
    sync_tree(tree)
    assert modes(tree) == before


def test_a_folder_of_somebody_else_is_no_error(tmp_path, monkeypatch):
    def chmod(*_):
        raise PermissionError

    monkeypatch.setattr(type(tmp_path), "chmod", chmod)
    before = tmp_path.stat().st_mode
    share(tmp_path, 0o070)
    assert tmp_path.stat().st_mode == before


def test_two_folders_change_places(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "inhalt").write_text(name)
    if not exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("this system or drive cannot do that")
    assert [(tmp_path / name / "inhalt").read_text() for name in ("a", "b")] == ["b", "a"]


def test_folders_that_cannot_change_places_stay_where_they_are(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    assert not exchange(tmp_path / "a", tmp_path / "fehlt")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]

    def no_library(*_, **__):
        raise OSError

    (tmp_path / "b").mkdir()
    monkeypatch.setattr("ctypes.CDLL", no_library)
    assert not exchange(tmp_path / "a", tmp_path / "b")
