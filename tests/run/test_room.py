"""When the disk is full, it is said how much is free and how much a run needs."""

import errno
import shutil
from collections import namedtuple

import pytest

from drawn.files import write_texts
from pipeline.errors import UsageError
from pipeline.publish.archive import Archive
from pipeline.run.room import needed_room, saying_room, size_of

MEGA = 10**6


@pytest.fixture
def archive(tmp_path, monkeypatch) -> Archive:
    """Beside a delivery of 3 MB, on a disk that has 1 MB left."""
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100 * MEGA, 99 * MEGA, MEGA))
    write_texts(tmp_path, {"in/2026-10/a.csv": "x" * MEGA, "in/2026-10/b.csv": "x" * 2 * MEGA})
    return Archive(tmp_path / "aus.archiv")


def test_a_run_needs_a_multiple_of_the_last_stand_or_as_much_as_the_first_delivery(archive):
    delivery = archive.root.parent / "in" / "2026-10"
    assert size_of(delivery) == 3 * MEGA
    assert size_of(delivery / "a.csv") == MEGA
    assert needed_room(archive, delivery) == 3 * MEGA
    assert needed_room(archive) == 0
    write_texts(archive.root, {"2026-08/01/a": "x", "2026-09/01/a": "x" * 9, "2026-09/02/b/c": "x" * 5})
    assert needed_room(archive, delivery) == 20


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_with_both(archive, number):
    delivery = archive.root.parent / "in" / "2026-10"
    with pytest.raises(UsageError) as error, saying_room(archive, delivery):
        raise OSError(number, "", str(archive.root / "x"))
    assert str(error.value) == (
        f"{archive.root / 'x'} lässt sich nicht schreiben, der Datenträger ist voll. Bitte Platz schaffen und noch "
        "einmal aufrufen. Frei sind dort 1 MB, ein Lauf braucht etwa 3 MB."
    )


def test_any_other_error_stays_what_it_is(archive):
    for error in (OSError(errno.EACCES, "", "x"), ValueError("x")):
        with pytest.raises(type(error)) as raised, saying_room(archive, archive.root):
            raise error
        assert raised.value is error
