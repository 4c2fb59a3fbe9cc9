"""What lies beside the exports is named by kind and number, and never by its name."""

import gzip
import zipfile
from datetime import date

import pytest

from drawn.dialects import Dialekt, draw_texts, render_csv
from drawn.exports import find_exports
from pipeline.accept import befund as bf
from pipeline.accept.sources import find_sources
from pipeline.accept.unread import find_unread
from pipeline.errors import LieferungError
from schemas import EXPORTS

FILES = {f"{e}.csv": render_csv(e, z, Dialekt()) for e, z in draw_texts(date(2026, 10, 31), 7, 12).items()}


def found(location, mapping=None) -> list[tuple[str, str, str]]:
    befunde = bf.join(find_unread(location, find_exports(location).values(), mapping or {}))
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


@pytest.mark.parametrize(
    ("name", "ending", "change"),
    [
        ("vereinbarungen_teil2.csv", ".csv", lambda text: text),
        ("Export 2 Meier.csv", ".csv", lambda text: text),
        ("unter/Meier.csv.gz", ".csv.gz", gzip.compress),
        ("Meier.txt", ".txt", lambda text: text),
        ("Meier.csv", ".csv", lambda text: text.decode().encode("utf-16")),
        ("Meier.csv", ".csv", lambda text: b"Stand;31.10.2026\n\n" + text.replace(b";", b",")),
        ("Meier.csv", ".csv", lambda text: text + b"x" * 100_000),
        ("Meier.csv", ".csv", lambda text: text.replace(b"gueltig_bis", b"anderes", 1)),
        ("Meier.csv", ".csv", lambda text: text.replace(b"vereinbarung_id", b"VB-Nr", 1)),
    ],
)
def test_what_has_the_columns_of_an_export_is_a_warning_at_that_export(tmp_path, name, ending, change):
    write(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(change(FILES["verbis_vereinbarungen.csv"]))
    mapping = {"verbis_vereinbarungen": {"VB-Nr": "vereinbarung_id"}}
    label = f"verbis_vereinbarungen…{ending}"
    assert found(tmp_path, mapping) == [("verbis_vereinbarungen", label, bf.WARNUNG)]


@pytest.mark.parametrize("export", EXPORTS)
def test_the_columns_of_each_export_are_its_own(tmp_path, export):
    (write(tmp_path) / "Meier.csv").write_bytes(FILES[f"{export}.csv"])
    assert found(tmp_path) == [(export, f"{export}….csv", bf.WARNUNG)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1f\x8b",
        b"kunde_id;team_id;datum\nx;y;z\n",
        b"kunde_id;art;von\nx;y;z\n",
        b"export;datei;blatt;zeile;spalte;code;schwere;satz\n",
        b"kunde_id;" * 9_000,
    ],
)
def test_what_shares_some_columns_is_a_notice(tmp_path, content):
    (write(tmp_path) / "Meier.csv").write_bytes(content)
    (tmp_path / "Meier.csv.gz").write_bytes(b"no gzip")
    assert found(tmp_path) == [("organisation", "….csv", bf.HINWEIS), ("organisation", "….csv.gz", bf.HINWEIS)]


def test_a_further_part_in_an_archive_is_a_warning(tmp_path):
    with zipfile.ZipFile(write(tmp_path) / "Meier.zip", "w") as packed:
        packed.writestr("x/Meier.csv", FILES["atv_kapazitaet.csv"])
    befunde = bf.join(find_unread(tmp_path, find_exports(tmp_path).values(), {}))
    assert befunde["satz"][0].startswith(
        "1 Datei mit der Endung .csv in einem Archiv hat die Spalten von atv_kapazitaet und wurde nicht gelesen."
    )


def test_files_of_one_kind_are_counted(tmp_path):
    write(tmp_path, "a.xls", "b.xls", "unter/c.xls")
    befunde = bf.join(find_unread(tmp_path, find_exports(tmp_path).values(), {}))
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


def test_the_file_that_says_that_a_delivery_is_complete_is_none_of_those(tmp_path):
    write(tmp_path, "FERTIG", "alt/FERTIG")
    exports = find_exports(tmp_path).values()
    assert [len(find_unread(tmp_path, exports, {}, mark)) for mark in (None, "FERTIG")] == [2, 1]
    befunde = bf.join(find_unread(tmp_path, exports, {}, "FERTIG"))
    assert befunde["satz"][0].startswith("1 Datei ohne bekannte Endung in einem Unterordner")
