"""A finished run gets its place as a whole, or the last good one stays; what is somebody else's always does."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from drawn.files import hashes, read_texts, write_texts
from pipeline.errors import BusyError, UsageError
from pipeline.publish import place as place_module
from pipeline.publish.durable import exchange
from pipeline.publish.manifest import NAME
from pipeline.publish.place import PUBLISHED, Place, staging


def publish(ziel: Path, dateien: dict[str, str], bleibt: tuple[str, ...] = (), during=lambda: None):
    """Publish these files; returns the place."""
    with staging(ziel) as place:
        write_texts(place.folder, dateien)
        place.keep(bleibt)
        with place.published():
            during()
    return place


def fail() -> None:
    raise ZeroDivisionError


BERICHT = {"excel/team-T1.xlsx": "eins", "excel/team-T3.xlsx": "drei", "html/index.html": "seite"}


@pytest.fixture
def ziel(tmp_path) -> Path:
    """A month's folder as a run has left it."""
    publish(tmp_path / "aus" / "2026-10", BERICHT)
    return tmp_path / "aus" / "2026-10"


def test_failing_swap_brings_the_old_report_back(tmp_path, monkeypatch):
    ziel = tmp_path / "2026-10"
    ziel.mkdir()
    (ziel / "alt.txt").write_text("alt")
    echt = Path.rename

    def rename(self, neu):
        if self.name.endswith(".neu"):
            raise OSError("voll")
        return echt(self, neu)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="voll"), staging(ziel) as stapel:
        stapel.publish()
    assert [d.name for d in tmp_path.iterdir()] == ["2026-10"]
    assert (ziel / "alt.txt").read_text() == "alt"


def test_own_files_are_replaced_and_leave_nothing_beside(ziel):
    publish(ziel, {"excel/team-T1.xlsx": "neu"})
    assert read_texts(ziel) == {"excel/team-T1.xlsx": "neu"}
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]
    assert not (ziel / "html").exists()


def test_two_publications_leave_the_same_bytes(ziel, tmp_path):
    publish(tmp_path / "andere" / "2026-10", BERICHT)
    erste = hashes(ziel)
    publish(ziel, BERICHT)
    assert hashes(ziel) == erste == hashes(tmp_path / "andere" / "2026-10")


FREMD = {
    "Kommentar der Leitung.docx": "x",
    "excel/team-T1 kommentiert.xlsx": "x",
    "excel/~$team-T1.xlsx": "x",
    "notizen/tief/unten.txt": "x",
    "daten/eigene auswertung.csv": "x",
    ".versteckt": "x",
    "html.txt": "x",
}


@pytest.mark.parametrize("neu", [BERICHT, {"excel/team-T1.xlsx": "neu"}, {}], ids=["gleich", "weniger", "nichts"])
def test_what_somebody_else_put_there_stays_where_it_is(ziel, neu):
    write_texts(ziel, FREMD)
    (ziel / "leer").mkdir()
    (ziel / "excel" / "leer").mkdir()
    publish(ziel, neu)
    assert read_texts(ziel) == neu | FREMD
    assert (ziel / "leer").is_dir()
    assert (ziel / "excel" / "leer").is_dir()
    publish(ziel, BERICHT)
    assert read_texts(ziel) == BERICHT | FREMD


def test_a_changed_file_of_ours_is_kept_beside_the_new_one_however_often(ziel):
    write_texts(ziel, {"excel/team-T1.xlsx": "mit Anmerkung"})
    publish(ziel, BERICHT)
    erwartet = BERICHT | {"excel/team-T1 (geändert).xlsx": "mit Anmerkung"}
    assert read_texts(ziel) == erwartet
    write_texts(ziel, {"excel/team-T1.xlsx": "noch eine"})
    publish(ziel, BERICHT)
    assert read_texts(ziel) == erwartet | {"excel/team-T1 (geändert 2).xlsx": "noch eine"}


def test_a_changed_file_that_no_longer_belongs_stays_where_it_is(ziel):
    write_texts(ziel, {"excel/team-T3.xlsx": "mit Anmerkung"})
    place = publish(ziel, {"excel/team-T1.xlsx": "neu"})
    assert read_texts(ziel) == {"excel/team-T1.xlsx": "neu", "excel/team-T3.xlsx": "mit Anmerkung"}
    assert place.removed == ["html/index.html"]


def test_files_of_the_last_run_may_be_left_as_they_are(ziel):
    write_texts(ziel, {"excel/team-T2.xlsx": "fremd"})
    kept = ("excel/team-T1.xlsx", "excel/team-T2.xlsx", "excel/team-T9.xlsx")
    place = publish(ziel, {"html/index.html": "neu"}, kept)
    assert read_texts(ziel) == {
        "excel/team-T1.xlsx": "eins",
        "excel/team-T2.xlsx": "fremd",
        "html/index.html": "neu",
    }
    assert (place.still_there, place.removed) == (["excel/team-T1.xlsx"], ["excel/team-T3.xlsx"])
    # It is still the program's own: the next run replaces it, and the foreign one is kept.
    publish(ziel, BERICHT | {"excel/team-T2.xlsx": "zwei"})
    assert read_texts(ziel) == BERICHT | {"excel/team-T2.xlsx": "zwei", "excel/team-T2 (bisher).xlsx": "fremd"}


@pytest.mark.parametrize("liste", [None, "", "{}", '{"dateien": 3}', '{"dateien": ["a"]}', "\x00"])
def test_without_a_list_whatever_differs_is_kept(ziel, liste):
    (ziel / NAME).unlink()
    if liste is not None:
        (ziel / NAME).write_text(liste)
    publish(ziel, BERICHT | {"excel/team-T1.xlsx": "neu"})
    assert read_texts(ziel) == BERICHT | {"excel/team-T1.xlsx": "neu", "excel/team-T1 (bisher).xlsx": "eins"}


def test_a_folder_where_a_file_is_to_be_and_the_other_way_round(ziel):
    (ziel / "excel" / "team-T1.xlsx").unlink()
    write_texts(ziel, {"excel/team-T1.xlsx/notiz.txt": "x", "daten": "x"})
    publish(ziel, BERICHT | {"daten/k.csv": "k"})
    assert read_texts(ziel) == BERICHT | {
        "daten/k.csv": "k",
        "daten (bisher)": "x",
        "excel/team-T1 (bisher).xlsx/notiz.txt": "x",
    }


def test_links_are_kept_as_links_and_not_followed(ziel, tmp_path):
    write_texts(tmp_path / "anderswo", {"wichtig.txt": "x"})
    (ziel / "verweis").symlink_to(tmp_path / "anderswo")
    (ziel / "excel" / "team-T1.xlsx").unlink()
    (ziel / "excel" / "team-T1.xlsx").symlink_to(tmp_path / "anderswo" / "wichtig.txt")
    publish(ziel, BERICHT)
    assert (ziel / "verweis").is_symlink()
    assert (ziel / "excel" / "team-T1 (geändert).xlsx").is_symlink()
    assert read_texts(tmp_path / "anderswo") == {"wichtig.txt": "x"}
    assert (ziel / "excel" / "team-T1.xlsx").read_text() == "eins"


def test_a_month_folder_that_is_a_link_stays_one(ziel, tmp_path):
    ziel.rename(tmp_path / "anderswo")
    ziel.symlink_to(tmp_path / "anderswo")
    write_texts(ziel, FREMD)
    publish(ziel, {"html/index.html": "neu"})
    assert ziel.is_symlink()
    assert read_texts(tmp_path / "anderswo") == FREMD | {"html/index.html": "neu"}


def test_a_file_in_the_months_place_is_not_replaced(tmp_path):
    (tmp_path / "2026-10").write_text("meins")
    with pytest.raises(UsageError, match="ist eine Datei"), staging(tmp_path / "2026-10"):
        pass
    assert (tmp_path / "2026-10").read_text() == "meins"


def test_if_the_block_fails_everything_is_where_it_was(ziel):
    write_texts(ziel, FREMD | {"excel/team-T1.xlsx": "mit Anmerkung"})
    vorher = hashes(ziel)
    with pytest.raises(ZeroDivisionError) as fehler:
        publish(ziel, {"excel/team-T1.xlsx": "neu"}, during=fail)
    assert hashes(ziel) == vorher
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]
    assert PUBLISHED not in getattr(fehler.value, "__notes__", [])


def test_an_error_after_the_publication_knows_of_it(ziel):
    def work():
        with staging(ziel) as place:
            place.publish()
            fail()

    with pytest.raises(ZeroDivisionError) as fehler:
        work()
    assert fehler.value.__notes__ == [PUBLISHED]


@pytest.mark.parametrize("was", ["2026-10", "team-T1.xlsx", "Kommentar der Leitung.docx"])
def test_a_file_open_elsewhere_is_said_and_nothing_lost(ziel, monkeypatch, was):
    """Windows refuses to move a file that is open, and the folder it lies in; folders are not exchanged there."""
    monkeypatch.setattr(place_module, "exchange", lambda *_: False)
    write_texts(ziel, FREMD | {"excel/team-T1.xlsx": "mit Anmerkung"})
    vorher, echt = hashes(ziel), Path.rename

    def rename(self, neu):
        if self.name == was:
            raise PermissionError(errno.EACCES, "sharing violation", str(self), 32)
        return echt(self, neu)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(BusyError, match=r"in einem anderen Programm geöffnet.*Bitte schließen"):
        publish(ziel, {"excel/team-T1.xlsx": "neu"})
    assert hashes(ziel) == vorher
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]


def test_a_move_that_cannot_be_undone_deletes_nothing(ziel, monkeypatch):
    write_texts(ziel, {"Kommentar der Leitung.docx": "x"})
    echt = Path.rename

    def rename(self, neu):
        # Back to the old folder nothing goes.
        if Path(neu).parent.name.endswith(".alt") or self.suffix == ".alt":
            raise OSError("Netz weg")
        return echt(self, neu)

    def lose_the_net_and_fail():
        monkeypatch.setattr(Path, "rename", rename)
        fail()

    with pytest.raises(ZeroDivisionError):
        publish(ziel, {"excel/team-T1.xlsx": "neu"}, during=lose_the_net_and_fail)
    monkeypatch.setattr(Path, "rename", echt)
    assert "x" in [d.read_text() for d in ziel.parent.rglob("*") if d.is_file() and d.suffix == ".docx"]
    publish(ziel, BERICHT)
    assert read_texts(ziel) == BERICHT | {"Kommentar der Leitung.docx": "x"}
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]


def test_what_came_while_it_was_published_is_there_after_the_next_run(ziel):
    with staging(ziel) as place:
        write_texts(place.folder, BERICHT)
        with place.published():
            (alt,) = ziel.parent.glob(".2026-10.*.alt")
            write_texts(alt, {"eben gekommen.txt": "x"})
    publish(ziel, BERICHT)
    assert read_texts(ziel) == BERICHT | {"eben gekommen.txt": "x"}
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]


def test_the_next_run_brings_back_what_a_killed_one_left(ziel):
    write_texts(ziel, FREMD)
    ziel.rename(ziel.with_name(".2026-10.4711.alt"))
    write_texts(ziel.with_name(".2026-10.4711.neu"), {"excel/halb.xlsx": "ha"})
    (ziel.parent / ".2026-10.fremd.neu").mkdir()
    with staging(ziel):
        assert read_texts(ziel) == BERICHT | FREMD
    assert {o.name for o in ziel.parent.iterdir()} == {ziel.name, ".2026-10.fremd.neu"}


def test_the_next_run_ends_the_moving_of_a_killed_one(ziel):
    write_texts(ziel, FREMD | {"html/index.html": "mit Anmerkung"})
    ziel.rename(ziel.with_name(".2026-10.4711.alt"))
    write_texts(ziel, BERICHT)
    publish(ziel, BERICHT)
    assert read_texts(ziel) == BERICHT | FREMD | {"html/index (geändert).html": "mit Anmerkung"}
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]


def test_what_a_killed_run_had_not_cleared_away_yet_is_nobodys_work(ziel, monkeypatch):
    real, removed = Path.unlink, []

    def unlink(self, missing_ok=False):
        if removed:
            raise KeyboardInterrupt
        removed.append(self.name)
        real(self, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        with pytest.raises(KeyboardInterrupt):
            publish(ziel, dict.fromkeys(BERICHT, "neu"))
    assert len([*ziel.parent.glob(".*.alt")]) == 1
    Place(ziel).recover()
    assert read_texts(ziel) == dict.fromkeys(BERICHT, "neu")
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]


def test_a_run_that_is_killed_right_after_the_exchange_loses_nothing_of_somebodys_folder(tmp_path, monkeypatch):
    ziel, left = tmp_path / "aus" / "2026-10", tmp_path / "tot"
    write_texts(ziel, {"notizen.txt": "meine"})

    def exchange_and_die(one, other):
        done = exchange(one, other)
        shutil.copytree(ziel.parent, left)
        return done

    monkeypatch.setattr(place_module, "exchange", exchange_and_die)
    publish(ziel, BERICHT)
    Place(left / "2026-10").recover()
    # Where folders cannot be exchanged, it was killed before it published.
    published = BERICHT if (left / "2026-10" / NAME).is_file() else {}
    assert read_texts(left / "2026-10") == {**published, "notizen.txt": "meine"}


def test_a_process_of_the_same_number_is_not_in_the_way(ziel):
    write_texts(ziel.with_name(f".2026-10.{os.getpid()}.neu"), {"halb": "x"})
    publish(ziel, BERICHT)
    assert read_texts(ziel) == BERICHT


def test_a_folder_that_was_protected_is_so_again_when_a_publication_fails(ziel, monkeypatch):
    monkeypatch.setattr("os.access", lambda folder, _: folder.name != "excel")
    (ziel / "excel").chmod(0o555)
    with pytest.raises(ZeroDivisionError):
        publish(ziel, {"excel/team-T1.xlsx": "neu"}, during=fail)
    assert read_texts(ziel) == BERICHT
    assert (ziel / "excel").stat().st_mode & 0o777 == 0o555


def test_a_protected_folder_of_somebody_elses_is_said_before_anything_is_replaced(ziel, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EPERM, "x", "excel")

    monkeypatch.setattr("os.access", lambda folder, _: folder.name != "excel")
    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(BusyError, match="die Rechte fehlen"):
        publish(ziel, {"excel/team-T1.xlsx": "neu"})
    assert read_texts(ziel) == BERICHT
    assert [o.name for o in ziel.parent.iterdir()] == [ziel.name]
