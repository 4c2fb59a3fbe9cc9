"""What lies beside the exports is named by kind and number, and never by its name."""

import zipfile
from datetime import date

import pytest

from drawn.dialects import Dialekt, draw_texts, render_csv
from drawn.exports import find_exports
from pipeline.accept import befund as bf
from pipeline.accept.sources import find_sources
from pipeline.accept.unread import find_unread
from pipeline.errors import LieferungError

FILES = {f"{e}.csv": render_csv(e, z, Dialekt()) for e, z in draw_texts(date(2026, 10, 31), 7, 12).items()}


def found(location) -> list[tuple[str, str, str]]:
    befunde = bf.join(find_unread(location, find_exports(location).values()))
    assert "Meier" not in str(befunde.rows())
    assert "123A" not in str(befunde.rows())
    return befunde.select("export", "datei", "schwere").rows()


def write(folder, *names):
    for name, content in [*FILES.items(), *((name, b"x") for name in names)]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("verbis_vermerke_teil2.txt", "verbis_vermerke….txt"),
        ("verbis_vermerke.xls", "verbis_vermerke….xls"),
        ("verbis_vermerke.csv.bak", "verbis_vermerke….csv.bak"),
        ("verbis_vermerke.csv.zip.part", "verbis_vermerke….zip.part"),
        ("Kopie von VERBIS Vermerke (2).csv", "verbis_vermerke….csv"),
        ("verbis_vermerke.7z", "verbis_vermerke….7z"),
        ("verbis_vermerke_123A456789.tar.gz", "verbis_vermerke….tar.gz"),
        ("alt/verbis_vermerke.csv", "verbis_vermerke….csv"),
        ("a/b/verbis_vermerke.ods", "verbis_vermerke….ods"),
        ("verbis_vermerke_Meier.Meier", "verbis_vermerke…"),
    ],
)
def test_what_is_called_like_an_export_is_a_warning(tmp_path, name, label):
    assert found(write(tmp_path, name)) == [("verbis_vermerke", label, bf.WARNUNG)]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Frau Meier.rar", "….rar"),
        ("Meier", "…"),
        ("Herr.Meier", "…"),
        ("nachlieferung.xls", "….xls"),
        ("unter/ordner/liesmich.md", "….md"),
        ("Organisationshandbuch.csv", "….csv"),
    ],
)
def test_other_files_are_a_notice(tmp_path, name, label):
    assert found(write(tmp_path, name)) == [("organisation", label, bf.HINWEIS)]
    assert found(write(tmp_path / "m", "verbis_kunden.pdf")) == [("verbis_kunden", "verbis_kunden….pdf", bf.HINWEIS)]


def test_files_of_one_kind_are_counted(tmp_path):
    write(tmp_path, "a.xls", "b.xls", "unter/c.xls")
    befunde = bf.join(find_unread(tmp_path, find_exports(tmp_path).values()))
    sentences = [satz.partition(";")[0] for satz in befunde["satz"]]
    assert sentences == [
        "2 Dateien mit der Endung .xls im Ordner wurden nicht gelesen",
        "1 Datei mit der Endung .xls in einem Unterordner wurde nicht gelesen",
    ]


def test_what_systems_leave_behind_is_not_named(tmp_path):
    left = (".DS_Store", "Thumbs.db", "desktop.ini", "~$verbis_vermerke.xlsx", "__MACOSX/._verbis_vermerke.csv")
    assert found(write(tmp_path, *left)) == []


def test_members_of_archives_are_named_like_files(tmp_path):
    inside = ("x/verbis_vermerke_teil2.txt", "x/Meier.zip", "__MACOSX/x/._a", "x/.DS_Store")
    archive = tmp_path / "2026-10.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name, content in [*FILES.items(), *((name, b"x") for name in inside)]:
            packed.writestr(name, content)
    expected = [("organisation", "….zip", bf.HINWEIS), ("verbis_vermerke", "verbis_vermerke….txt", bf.WARNUNG)]
    assert found(archive) == expected
    assert found(tmp_path) == expected


def test_refusals_of_archives_do_not_repeat_their_names(tmp_path):
    (write(tmp_path) / "Meier 123A456789.zip").write_bytes(b"PK\x03\x04")
    with pytest.raises(LieferungError, match=r"^Ein ZIP-Archiv im Ordner der Lieferung ist kein lesbares"):
        find_sources(tmp_path)
