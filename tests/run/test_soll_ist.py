"""Soll and Ist of a year: ratios of sums worked out by hand, from published months only."""

import hashlib
import re
from pathlib import Path

import duckdb
import openpyxl
import pytest

from drawn.warehouse import figure, stichtag, unit, write_warehouse
from pipeline.cli.app import main
from pipeline.disclose.history import read_warehouse
from pipeline.errors import UsageError
from pipeline.evaluate.soll_ist import ALLE, build_soll_ist, profillage_demand
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import find_regelwerk
from pipeline.run.soll_ist import SollIstOrder, run_soll_ist
from pipeline.settings import Settings

BA = "ba-empfehlung-2010"
IST, QUOTE = "kontakte_halbjahr", "kontaktdichte_mindest_quote"
MONATE = ("2026-07", "2026-08", "2026-10")


def profile(monat, profillage, *, gespraeche, personen, haelt, soll=None, **felder):
    """The two rows of a Profillage in a month."""
    gliederung = {"segment_art": "profillage", "segment": profillage, **felder}
    return [
        figure(monat, IST, gespraeche, personen, ziel=soll, **gliederung),
        figure(monat, QUOTE, haelt, personen, **gliederung),
    ]


def drawn(regelwerk=BA, **felder):
    """Profillage M with a Soll of 4 in three months; in August too few persons kept it to be shown."""
    soll = 4.0 if regelwerk == BA else None
    zeilen = [
        *profile("2026-07", "M", gespraeche=30, personen=10, haelt=5, soll=soll),
        *profile("2026-08", "M", gespraeche=90, personen=20, haelt=2, soll=soll),
        *profile("2026-10", "M", gespraeche=60, personen=30, haelt=15, soll=soll),
        *profile("2026-07", "Z", gespraeche=8, personen=8, haelt=4, soll=soll and 1.0),
        # two persons: the Profillage is hidden in October
        *profile("2026-10", "Z", gespraeche=4, personen=2, haelt=2, soll=soll and 1.0),
        *(figure(m, QUOTE, 20, 40) for m in MONATE),
        # other figures and levels stay out
        figure("2026-07", IST, 999, 1, ebene="team", einheit_id="t1", segment_art="profillage", segment="M"),
        figure("2026-07", "ueberfaellig", 50),
    ]
    return [{**z, "regelwerk": regelwerk, **felder} for z in zeilen]


def warehouse(tmp_path, zeilen=None, regelwerk=BA, name="Jobcenter Birkental"):
    einheiten = [unit(m, regelwerk=regelwerk, name=name) for m in MONATE]
    einheiten += [unit("2026-07", ebene="team", einheit_id="t1", name="Team 1", bereich_id="b1", regelwerk=regelwerk)]
    return write_warehouse(tmp_path / "lager.duckdb", drawn(regelwerk) if zeilen is None else zeilen, einheiten)


def blocks(tmp_path, regelwerk=BA, **lager):
    reihe = read_warehouse(warehouse(tmp_path, regelwerk=regelwerk, **lager), Settings())
    return build_soll_ist(reihe, [2026], {regelwerk: find_regelwerk(regelwerk)}, read_katalog())


def test_a_year_worked_out_by_hand(tmp_path):
    (block,) = blocks(tmp_path)
    assert (block.jahr, block.jobcenter, block.regelwerk, block.monate) == (2026, "Jobcenter Birkental", BA, MONATE)
    markt = block.zeilen[0]
    assert (markt.titel, markt.soll) == ("Marktprofil", 4.0)
    # (30 + 90 + 60) talks / (10 + 20 + 30) persons; the mean of 3,0 and 4,5 and 2,0 would be 3,2
    assert (markt.ist.wert, markt.ist.monate, markt.ist.mean_nenner) == (3.0, 3, 20.0)
    assert (markt.abweichung, markt.ampel) == (-1.0, "rot")
    # August kept hidden: (5 + 15) / (10 + 30)
    assert (markt.quote.wert, markt.quote.monate, markt.quote.geheim) == (0.5, 2, 1)


def test_hidden_months_stay_out_and_none_left_is_hidden(tmp_path):
    zuordnung = blocks(tmp_path)[0].zeilen[1]
    assert (zuordnung.ist.wert, zuordnung.ist.monate, zuordnung.ist.geheim) == (1.0, 1, 1)
    assert zuordnung.ampel == "gruen"
    nur_wenige = [z for z in drawn() if z["stichtag"].month == 10]
    (tmp_path / "b").mkdir()
    zuordnung = blocks(tmp_path / "b", zeilen=nur_wenige)[0].zeilen[1]
    assert (zuordnung.ist.wert, zuordnung.ist.gesperrt, zuordnung.ampel) == (None, True, None)


def test_sum_counts_months_without_hidden_profiles(tmp_path):
    summe = blocks(tmp_path)[0].summe
    # July: 38 / 18, August: 90 / 20; in October Z is hidden
    assert (summe.titel, summe.ist.wert, summe.ist.monate, summe.ist.geheim) == (ALLE, 128 / 38, 2, 1)
    assert summe.quote.wert == 0.5


def test_a_change_of_rule_set_makes_two_blocks(tmp_path):
    zeilen = [{**z, "regelwerk": BA if z["stichtag"].month < 10 else "lichtenberg-2022"} for z in drawn()]
    einheiten = [unit(m, regelwerk=BA if m < "2026-10" else "lichtenberg-2022") for m in MONATE]
    reihe = read_warehouse(write_warehouse(tmp_path / "l.duckdb", zeilen, einheiten), Settings())
    bloecke = build_soll_ist(reihe, [2026], {BA: find_regelwerk(BA)}, read_katalog())
    assert [(b.regelwerk, b.monate) for b in bloecke] == [(BA, MONATE[:2]), ("lichtenberg-2022", MONATE[2:])]
    assert bloecke[1].zeilen[0].vorgabe == "Regelwerk liegt hier nicht vor"


@pytest.mark.parametrize(
    ("regelwerk", "profillage", "text"),
    [
        ("lichtenberg-2022", "M", "mindestens alle 6 Monate"),
        ("weinstrasse-2023", "Z", "mindestens alle 180 Tage"),
        ("bremen-2022", "M", "je nach Regel: mindestens alle 60 Tage bis mindestens alle 180 Tage"),
        (BA, "A", "je nach Regel: mindestens alle 28 Tage bis mindestens 5 Gespräche in 6 Monaten"),
        (BA, "ohne", "mindestens alle 28 Tage"),
        # what stands after the rule for all of Z is out of reach for Z
        ("beratungsaktivitaet-2024", "Z", "je nach Regel: mindestens alle 3 Monate bis mindestens alle 6 Monate"),
        ("beratungsaktivitaet-2024", "I", "je nach Regel: mindestens alle 2 Monate bis mindestens alle 6 Monate"),
    ],
)
def test_demand_in_words(regelwerk, profillage, text):
    assert profillage_demand(find_regelwerk(regelwerk), profillage, stichtag("2026-10"), read_katalog()) == text


def write(tmp_path, datei, ausgabe="aus", jahre=(2026,), **einstellungen):
    return run_soll_ist(SollIstOrder(jahre, datei, tmp_path / ausgabe, Settings(**einstellungen)), lambda _: None)


def listed(ordner: Path) -> list[tuple]:
    """The rows of the list to filter."""
    blatt = openpyxl.load_workbook(ordner / "excel" / "soll-ist.xlsx")["Soll und Ist"]
    return [tuple(z.value for z in zeile) for zeile in blatt[blatt.tables["tblSollIst"].ref][1:]]


def test_workbook_and_page(tmp_path):
    ordner = write(tmp_path, warehouse(tmp_path))
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
    assert not re.search(r"<script|https?://", seite)


def test_nothing_hidden_is_written(tmp_path):
    nur_wenige = [z for z in drawn() if z["stichtag"].month == 10 and z["segment"] == "Z"]
    ordner = write(tmp_path, warehouse(tmp_path, nur_wenige))
    zeile = listed(ordner)[0]
    assert list(zeile)[4:] == ["•", "•", "•", "•", "•", "0 von 1", "0 von 1"]


def test_a_higher_mindestfallzahl_hides_more(tmp_path):
    datei = warehouse(tmp_path)
    offen = read_warehouse(datei, Settings()).kennzahlen["gesperrt"].sum()
    assert read_warehouse(datei, Settings(mindestfallzahl=20)).kennzahlen["gesperrt"].sum() > offen


def test_twice_the_same_bytes_and_the_warehouse_untouched(tmp_path):
    datei = warehouse(tmp_path)
    erst, zweit = write(tmp_path, datei, "a"), write(tmp_path, datei, "b")
    for name in ("excel/soll-ist.xlsx", "html/index.html"):
        assert (erst / name).read_bytes() == (zweit / name).read_bytes()
    with duckdb.connect(str(datei), read_only=True) as con:
        assert con.sql("select count(*) from mart.kennzahlen").fetchall() == [(len(drawn()),)]
        assert con.sql("select count(*) from information_schema.schemata where schema_name = 'raw'").fetchall() == [
            (0,)
        ]


def test_names_from_the_warehouse_stay_texts(tmp_path):
    ordner = write(tmp_path, warehouse(tmp_path, name="=1+1<script>alert(1)</script>&"))
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
    warehouse(tmp_path)
    grund = [] if "--warehouse" in argumente else ["--warehouse", "lager.duckdb"]
    grund += [] if "--output" in argumente else ["--output", "aus"]
    with pytest.raises(SystemExit) as ende:
        main(["soll-ist", *grund, *argumente])
    fehler = capsys.readouterr().err
    assert (ende.value.code, satz in fehler, "Traceback" in fehler) == (2, True, False)
    assert not Path("aus").exists()


def test_command_finds_the_warehouse_beside_its_output(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    warehouse(tmp_path).rename(tmp_path / "berichte.duckdb")
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
    ordner = write(tmp_path, warehouse(tmp_path))
    vorher = hashlib.sha256((ordner / "html" / "index.html").read_bytes()).hexdigest()
    monkeypatch.setattr("pipeline.present.html.render.render", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(tmp_path, tmp_path / "lager.duckdb")
    assert hashlib.sha256((ordner / "html" / "index.html").read_bytes()).hexdigest() == vorher
    assert [o.name for o in ordner.parent.iterdir()] == [ordner.name]
