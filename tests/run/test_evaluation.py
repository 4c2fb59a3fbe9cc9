"""Before and after a day: intervals worked out by hand, and noise that stays noise."""

import re
from datetime import date

import duckdb
import openpyxl
import pytest

from drawn.two_years import NEW_YEAR, TWO_YEARS, compare_years, draw_years, write_years
from pipeline.cli.app import main
from pipeline.disclose.history import read_warehouse
from pipeline.evaluate.evaluation import MINDESTMONATE, regelwerk_changes, split_months
from pipeline.run.evaluation import EvaluationOrder, run_evaluation
from pipeline.settings import Settings


def test_too_few_months_get_no_number(tmp_path):
    datei = write_years(tmp_path)
    zeilen, anzahlen = compare_years(datei, last=TWO_YEARS[12 + MINDESTMONATE - 2])
    assert {z.urteil for z in zeilen.values()} <= {"zu_wenige", "geheim", "kein_wert"}
    assert anzahlen == {"jobcenter": 0}
    ordner = write(tmp_path, datei, bis="2026-03")
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    assert "Die Monate reichen für kein Urteil" in seite
    assert "95-%-Bereich" in seite
    assert not re.search(r"PP bis", seite)


def test_a_change_of_rule_set_is_said_on_every_page(tmp_path):
    regelwerk = dict.fromkeys(TWO_YEARS[12:], "weinstrasse-2023")
    datei = write_years(tmp_path, regelwerk=regelwerk)
    reihe = read_warehouse(datei, Settings())
    zeit = split_months(reihe.monate, TWO_YEARS[0], TWO_YEARS[-1], NEW_YEAR)
    satz = "Jobcenter Birkental: lichtenberg-2022 → weinstrasse-2023"
    assert regelwerk_changes(reihe, zeit) == (satz,)
    ordner = write(tmp_path, datei)
    assert satz in (ordner / "html" / "index.html").read_text(encoding="utf-8")
    for blatt in openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx"):
        assert satz in " ".join(str(z) for r in blatt.iter_rows(max_row=6, values_only=True) for z in r if z)


def write(tmp_path, datei, ausgabe="aus", bis=TWO_YEARS[-1]):
    auftrag = EvaluationOrder(TWO_YEARS[0], bis, NEW_YEAR, datei, tmp_path / ausgabe, Settings())
    return run_evaluation(auftrag, lambda _: None)


def listed(ordner) -> list[tuple]:
    """The rows of the list to filter."""
    blatt = openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx")["Alle Vergleiche"]
    return [tuple(z.value for z in zeile) for zeile in blatt[blatt.tables["tblVergleiche"].ref][1:]]


def test_workbook_and_page_say_the_same(tmp_path):
    ordner = write(tmp_path, write_years(tmp_path))
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    assert "Bei 1 von 3 Vergleichen ist eine Veränderung erkennbar." in seite
    assert "Veränderung erkennbar: gesunken, günstig" in seite
    assert "lichtenberg-2022: Rechtsgrundlage geändert zum 01.07.2026" in seite
    assert "Kalendermonate" not in seite
    mappe = openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx")
    assert mappe.sheetnames == ["Ergebnis", "Alle Vergleiche", "Verfahren und Grenzen"]
    liste = {z[1]: z for z in listed(ordner)}
    ausfall = liste["Terminausfall"]
    assert ausfall[5] == pytest.approx(-20)
    assert ausfall[7:9] == ("Veränderung erkennbar: gesunken, günstig", "12 / 12")
    assert liste["Höchstabstand eingehalten"][7] == "im Rahmen der üblichen Schwankung"
    assert not re.search(r"<script|https?://", seite)


@pytest.mark.parametrize(("monat", "is_said"), [("2025-03", True), ("2026-08", False)])
def test_a_month_under_another_stichtag_is_said_within_the_compared_months(tmp_path, monat, is_said):
    settings = Settings(stichtage={monat: date(int(monat[:4]), int(monat[5:]), 30)})
    auftrag = EvaluationOrder(TWO_YEARS[0], "2026-06", NEW_YEAR, write_years(tmp_path), tmp_path / "aus", settings)
    seite = (run_evaluation(auftrag, lambda _: None) / "html" / "index.html").read_text(encoding="utf-8")
    satz = f"{monat} liegt unter dem Stichtag 31.{monat[5:]}.{monat[:4]} im Warehouse, eingestellt ist der 30."
    assert (satz in seite) == is_said


def test_a_missing_month_is_said_between_the_compared_months(tmp_path):
    datei = write_years(tmp_path)
    with duckdb.connect(str(datei)) as con:
        for table in ("kennzahlen", "einheiten", "stichtage"):
            con.execute(f"delete from mart.{table} where stichtag = '2025-03-31'")
    seite = (write(tmp_path, datei) / "html" / "index.html").read_text(encoding="utf-8")
    assert "Im Warehouse fehlt März 2025: Der Vergleich hat dort eine Lücke." in seite


def test_half_a_year_each_warns_of_the_season(tmp_path):
    datei = write_years(tmp_path)
    ordner = write(tmp_path, datei, bis="2026-06")
    assert "nicht dieselben Kalendermonate" in (ordner / "html" / "index.html").read_text(encoding="utf-8")


def test_twice_the_same_bytes(tmp_path):
    datei = write_years(tmp_path)
    erst, zweit = write(tmp_path, datei, "a"), write(tmp_path, datei, "b")
    for name in ("excel/evaluation.xlsx", "html/index.html"):
        assert (erst / name).read_bytes() == (zweit / name).read_bytes()


def test_names_from_the_warehouse_stay_texts(tmp_path):
    ordner = write(tmp_path, write_years(tmp_path, name="=1+1<script>alert(1)</script>&"))
    assert "<script" not in (ordner / "html" / "index.html").read_text(encoding="utf-8")
    mappe = openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx")
    assert not [z.coordinate for b in mappe for r in b.iter_rows() for z in r if z.data_type == "f"]


def test_hidden_values_are_not_written(tmp_path):
    zeilen = [{**z, "zaehler": 2.0, "wert": 0.01} for z in draw_years() if z["kennzahl"] == "hoechstabstand_quote"]
    ordner = write(tmp_path, write_years(tmp_path, zeilen))
    (zeile,) = listed(ordner)
    assert zeile[3:9] == ("•", "•", "•", "•", "zu wenige Monate ohne Geheimhaltung", "0 von 12 / 0 von 12")


@pytest.mark.parametrize(
    ("aendern", "satz"),
    [
        ({"--from": "2024-01"}, "Der Monat 2024-01 (--from) steht nicht im Warehouse. Vorhanden sind: 2025-01"),
        ({"--to": "2027-01"}, "Der Monat 2027-01 (--to) steht nicht im Warehouse."),
        ({"--from": "2026-13"}, "ist kein Monat"),
        ({"--from": "2026-02", "--to": "2025-02"}, "liegt nach --to 2025-02"),
        ({"--stichtag": "1.2.2026"}, "„1.2.2026“ ist kein Datum; gemeint ist zum Beispiel 2026-02-01."),
        ({"--stichtag": "2030-01-01"}, "kein ganzer Monat nach dem 01.01.2030"),
        ({"--stichtag": "2020-01-01"}, "kein ganzer Monat vor dem 01.01.2020"),
        ({"--warehouse": "fehlt.duckdb"}, "Das Warehouse fehlt.duckdb gibt es nicht."),
    ],
)
def test_mistakes_are_one_sentence_with_a_way_out(capsys, monkeypatch, tmp_path, aendern, satz):
    monkeypatch.chdir(tmp_path)
    write_years(tmp_path)
    angaben = {
        "--from": "2025-01",
        "--to": "2026-12",
        "--stichtag": "2026-01-01",
        "--warehouse": "lager.duckdb",
        "--output": "aus",
        **aendern,
    }
    with pytest.raises(SystemExit) as ende:
        main(["evaluation", *(teil for paar in angaben.items() for teil in paar)])
    fehler = capsys.readouterr().err
    assert (ende.value.code, satz in fehler, "Traceback" in fehler) == (2, True, False)
    assert fehler.splitlines()[-1].startswith("Fehler: ")


def test_command_writes_beside_the_reports(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    write_years(tmp_path).rename(tmp_path / "berichte.duckdb")
    argumente = ["evaluation", "--from", "2025-01", "--to", "2026-12", "--stichtag", "2026-01-01"]
    with pytest.raises(SystemExit) as ende:
        main([*argumente, "--output", "berichte"])
    aus = capsys.readouterr()
    assert (ende.value.code or 0) == 0
    assert "Mappe: berichte/evaluation-2026-01-01/excel/evaluation.xlsx" in aus.out.replace("\\", "/")
    assert aus.err.splitlines() == ["Lesen …", "Rechnen …", "Schreiben …"]
