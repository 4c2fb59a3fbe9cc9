"""Soll and Ist of a year: ratios of sums worked out by hand, from published months only."""

import hashlib
import re
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from drawn.profillagen import BA, draw_profillagen, profile, write_profillagen
from pipeline.cli.app import main
from pipeline.disclose.history import read_warehouse
from pipeline.errors import UsageError
from pipeline.evaluate.soll_ist import ALLE
from pipeline.run.soll_ist import SollIstOrder, run_soll_ist
from pipeline.settings import Settings


def write(tmp_path, datei, ausgabe="aus", jahre=(2026,), **einstellungen):
    return run_soll_ist(SollIstOrder(jahre, datei, tmp_path / ausgabe, Settings(**einstellungen)), lambda _: None)


def listed(ordner: Path) -> list[tuple]:
    """The rows of the list to filter."""
    blatt = openpyxl.load_workbook(ordner / "excel" / "soll-ist.xlsx")["Soll und Ist"]
    return [tuple(z.value for z in zeile) for zeile in blatt[blatt.tables["tblSollIst"].ref][1:]]


def test_workbook_and_page(tmp_path):
    ordner = write(tmp_path, write_profillagen(tmp_path))
    mappe = openpyxl.load_workbook(ordner / "excel" / "soll-ist.xlsx")
    assert mappe.sheetnames == ["Soll und Ist", "Erläuterungen"]
    liste = listed(ordner)
    assert liste[0][:3] == (f"Jobcenter Birkental, 2026 ({BA})", "Marktprofil", 4)
    assert liste[0][4:9] == (3, -1, "▼ Ziel verfehlt", 20, 0.5)
    assert liste[0][9:] == ("3", "2 von 3")
    assert [z[1] for z in liste] == ["Marktprofil", "Zuordnung nicht erforderlich (Z)", ALLE]
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    assert "aus 3 Monaten des Jahres (2026-07, 2026-08, 2026-10); 9 fehlen im Warehouse." in seite
    assert "50,0\u00a0%" in seite
    assert f"{BA}: Rechtsgrundlage geändert zum 01.07.2026" in seite
    assert not re.search(r"<script|https?://", seite)


def test_missing_months_and_other_stichtage_are_said(tmp_path):
    datei = write_profillagen(tmp_path)
    seite = (write(tmp_path, datei) / "html" / "index.html").read_text(encoding="utf-8")
    assert "Im Warehouse fehlt September 2026: Das Jahr hat dort eine Lücke." in seite
    assert "liegt unter dem Stichtag" not in seite
    ordner = write(tmp_path, datei, stichtage={"2026-08": date(2026, 8, 30)})
    satz = "2026-08 liegt unter dem Stichtag 31.08.2026 im Warehouse, eingestellt ist der 30.08.2026."
    assert satz in (ordner / "html" / "index.html").read_text(encoding="utf-8")
    blatt = openpyxl.load_workbook(ordner / "excel" / "soll-ist.xlsx")["Soll und Ist"]
    assert any(satz in str(z) for zeile in blatt.iter_rows(values_only=True) for z in zeile)


def test_what_misses_the_soll_never_looks_as_if_it_reached_it(tmp_path):
    """397 talks with 100 persons are 3,97 against a Soll of 4."""
    fast = profile("2026-07", "M", gespraeche=397, personen=100, haelt=50, soll=4.0, regelwerk=BA)
    ordner = write(tmp_path, write_profillagen(tmp_path, fast))
    assert listed(ordner)[0][4:7] == (3.97, -0.03, "▼ Ziel verfehlt")
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    assert ">3,97<" in seite
    assert ">\u22120,03<" in seite


def test_nothing_hidden_is_written(tmp_path):
    nur_wenige = [z for z in draw_profillagen() if z["stichtag"].month == 10 and z["segment"] == "Z"]
    ordner = write(tmp_path, write_profillagen(tmp_path, nur_wenige))
    zeile = listed(ordner)[0]
    assert list(zeile)[4:] == ["•", "•", "•", "•", "•", "0 von 1", "0 von 1"]


def test_a_higher_mindestfallzahl_hides_more(tmp_path):
    datei = write_profillagen(tmp_path)
    offen = read_warehouse(datei, Settings()).kennzahlen["gesperrt"].sum()
    assert read_warehouse(datei, Settings(mindestfallzahl=20)).kennzahlen["gesperrt"].sum() > offen


def test_twice_the_same_bytes_and_the_warehouse_untouched(tmp_path):
    datei = write_profillagen(tmp_path)
    erst, zweit = write(tmp_path, datei, "a"), write(tmp_path, datei, "b")
    for name in ("excel/soll-ist.xlsx", "html/index.html"):
        assert (erst / name).read_bytes() == (zweit / name).read_bytes()
    with duckdb.connect(str(datei), read_only=True) as con:
        assert con.sql("select count(*) from mart.kennzahlen").fetchall() == [(len(draw_profillagen()),)]
        assert con.sql("select count(*) from duckdb_tables() where schema_name = 'raw'").fetchall() == [(0,)]


def test_names_from_the_warehouse_stay_texts(tmp_path):
    ordner = write(tmp_path, write_profillagen(tmp_path, name="=1+1<script>alert(1)</script>&"))
    assert "<script" not in (ordner / "html" / "index.html").read_text(encoding="utf-8")
    zellen = [
        z
        for blatt in openpyxl.load_workbook(ordner / "excel" / "soll-ist.xlsx")
        for reihe in blatt.iter_rows()
        for z in reihe
    ]
    assert any(str(z.value).startswith("=1+1") for z in zellen)
    assert not [z.coordinate for z in zellen if z.data_type == "f"]


@pytest.mark.parametrize(
    ("argumente", "satz"),
    [
        (["--year", "2024"], "Für 2024 steht kein Monat im Warehouse. Vorhanden sind: 2026-07, 2026-08, 2026-10."),
        (["--year", "zwanzig"], "--year muss eine ganze Zahl sein."),
        (["--year", "2026", "--warehouse", "fehlt.duckdb"], "Das Warehouse fehlt.duckdb gibt es nicht."),
        (["--year", "2026", "--output", "lager.duckdb"], "ist eine Datei"),
        ([], "Die Option --year fehlt."),
    ],
)
def test_mistakes_are_one_sentence_with_a_way_out(capsys, monkeypatch, tmp_path, argumente, satz):
    monkeypatch.chdir(tmp_path)
    write_profillagen(tmp_path)
    grund = [] if "--warehouse" in argumente else ["--warehouse", "lager.duckdb"]
    grund += [] if "--output" in argumente else ["--output", "aus"]
    with pytest.raises(SystemExit) as ende:
        main(["soll-ist", *grund, *argumente])
    fehler = capsys.readouterr().err
    assert (ende.value.code, satz in fehler, "Traceback" in fehler) == (2, True, False)
    assert not Path("aus").exists()


def test_command_finds_the_warehouse_beside_its_output(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    write_profillagen(tmp_path).rename(tmp_path / "berichte.duckdb")
    with pytest.raises(SystemExit) as ende:
        main(["soll-ist", "--year", "2026", "--output", "berichte"])
    ausgabe = capsys.readouterr()
    assert (ende.value.code or 0) == 0
    assert "Bericht: berichte/soll-ist-2026/html/index.html" in ausgabe.out.replace("\\", "/")


def test_empty_warehouse_says_what_to_do(tmp_path):
    datei = tmp_path / "leer.duckdb"
    duckdb.connect(str(datei)).close()
    with pytest.raises(UsageError, match=r"noch kein Monat.*kontaktdichte run"):
        write(tmp_path, datei)


def test_a_failed_run_leaves_the_last_table(tmp_path, monkeypatch):
    ordner = write(tmp_path, write_profillagen(tmp_path))
    vorher = hashlib.sha256((ordner / "html" / "index.html").read_bytes()).hexdigest()
    monkeypatch.setattr("pipeline.present.files.render_page", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(tmp_path, tmp_path / "lager.duckdb")
    assert hashlib.sha256((ordner / "html" / "index.html").read_bytes()).hexdigest() == vorher
    assert [o.name for o in ordner.parent.iterdir()] == [ordner.name]
