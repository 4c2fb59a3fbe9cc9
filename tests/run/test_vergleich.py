"""The same delivery under several rule sets: hours worked out by hand, hidden what must stay hidden, plain words."""

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from drawn.deliveries import HOUSE, write_case
from drawn.files import hashes
from drawn.sample import SAMPLE
from drawn.source import ROOT
from pipeline.errors import LieferungError, UsageError
from pipeline.present.documents.vergleich import vergleich_document
from pipeline.present.excel.render import render_workbook
from pipeline.present.html.render import render_page
from pipeline.run.month import MonthOrder, run_month
from pipeline.run.vergleich import VergleichOrder, run_vergleich
from pipeline.settings import read_settings

WERKE = ("weinstrasse-2023", "beratungsaktivitaet-2024", "ba-empfehlung-2010")


def october(ausgabe: Path, werke=WERKE, eingang=SAMPLE):
    return run_vergleich(
        VergleichOrder("2026-10", eingang, ausgabe, read_settings(None, [SAMPLE]), werke), lambda _: None
    )[0]


@pytest.fixture(scope="module")
def ordner(tmp_path_factory) -> Path:
    return october(tmp_path_factory.mktemp("vergleich"))


def test_each_rule_set_computes_what_a_run_under_it_computes(ordner, tmp_path):
    figuren = pl.read_parquet(ordner / "daten" / "kennzahlen.parquet")
    assert figuren["regelwerk"].unique(maintain_order=True).to_list() == list(WERKE)
    einstellungen = read_settings(None, [SAMPLE], regelwerk=WERKE[1])
    run_month(MonthOrder("2026-10", SAMPLE, tmp_path / "b", einstellungen, teams=("T411",)), lambda _: None)
    einzeln = pl.read_parquet(tmp_path / "b" / "2026-10" / "daten" / "kennzahlen.parquet")
    schluessel = ["ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
    zusammen = figuren.filter(pl.col("regelwerk") == WERKE[1]).join(einzeln, on=schluessel, suffix="_lauf")
    assert zusammen.height == einzeln.height
    offen = zusammen.filter(~pl.col("gesperrt"))
    assert offen.select("wert", "ziel", "ampel").equals(
        offen.select(pl.col("wert_lauf", "ziel_lauf", "ampel_lauf").name.replace("_lauf", ""))
    )
    # More may be hidden than in a report of its own, never less.
    assert not zusammen.filter(pl.col("gesperrt_lauf") & ~pl.col("gesperrt")).height


def test_page_and_workbook_say_the_same(ordner):
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    figuren = pl.read_parquet(ordner / "daten" / "kennzahlen.parquet")
    oben = figuren.filter(
        pl.col("ebene") == "jobcenter", pl.col("kennzahl") == "ueberfaellig", pl.col("segment_art") == "gesamt"
    )
    mappe = openpyxl.load_workbook(ordner / "excel" / "vergleich.xlsx")
    assert mappe.sheetnames == ["Ergebnis", "Einheiten im Vergleich", "Kennzahlen", "So wird gerechnet"]
    tafel = mappe["Einheiten im Vergleich"]
    zeile = next(z for z in tafel.iter_rows(values_only=True) if str(z[0]) == "Jobcenter Birkental")
    # each rule set with its difference to the first behind it
    assert [zeile[1], zeile[2], zeile[4]] == oben["zaehler"].to_list()
    assert zeile[3] == zeile[2] - zeile[1]
    assert zeile[5] == zeile[4] - zeile[1]
    assert all("Vergleich der Regelwerke · Oktober 2026" in str(blatt["A2"].value) for blatt in mappe)
    for anzahl in oben["zaehler"]:
        assert f"{anzahl:.0f}" in seite
    assert "Annahme: Das Regelwerk nennt keine Dauer" in seite
    assert not re.search(r"<script|https?://", seite)


def test_each_rule_set_says_for_how_many_persons_it_asks_for_no_contact(ordner):
    figuren = pl.read_parquet(ordner / "daten" / "kennzahlen.parquet")
    assert "ohne_kontaktregel" not in figuren["kennzahl"].unique().to_list()
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    said = re.findall(r"Personen des AV-Bestands, für die keine Kontaktregel gilt: (\S+) von (\S+)\.", seite)
    units = figuren.filter(pl.col("kennzahl") == "beratungsaktivitaet_tage", pl.col("segment_art") == "gesamt")
    # Once per unit and rule set, and above all once more for the whole.
    assert len(said) == units.height + len(WERKE)
    whole = units.filter(pl.col("ebene") == "jobcenter")["nenner"].to_list()
    assert [int(of) for _, of in said[: len(WERKE)]] == whole


def test_two_comparisons_are_byte_identical_and_leave_no_warehouse(ordner, tmp_path):
    assert hashes(october(tmp_path / "b")) == hashes(ordner)
    assert [d.name for d in tmp_path.rglob("*.duckdb")] == []


@pytest.fixture(scope="module")
def odd(tmp_path_factory) -> Path:
    """A comparison with a rule set that is not in force yet, on a house whose team bears an evil name."""
    ort = tmp_path_factory.mktemp("entwurf")
    text = (ROOT / "regelwerke" / "lichtenberg-2022.toml").read_text(encoding="utf-8")
    text = text.replace('id = "lichtenberg-2022"', 'id = "entwurf-2030"', 1)
    text = re.sub(r"gueltig_ab = \S+", "gueltig_ab = 2030-01-01", text, count=1)
    (ort / "entwurf.toml").write_text(text, encoding="utf-8")
    boese = '=HYPERLINK("x")<script>alert(1)</script>&'
    write_case(HOUSE | {"organisation": f"team_id | team_name\nT1 | {boese}\nT2 | Zwei\nT3 | Drei"}, ort / "e")
    return october(ort / "b", (WERKE[0], str(ort / "entwurf.toml")), ort / "e")


def test_every_page_says_which_rule_set_is_not_in_force(odd):
    satz = "Das Regelwerk entwurf-2030 gilt am Stichtag 31.10.2026 nicht (gültig ab 01.01.2030)"
    assert satz in (odd / "html" / "index.html").read_text(encoding="utf-8")
    for blatt in openpyxl.load_workbook(odd / "excel" / "vergleich.xlsx"):
        texte = " ".join(str(z) for zeile in blatt.iter_rows(values_only=True, max_row=8) for z in zeile if z)
        assert satz in texte, blatt.title


def test_names_from_the_delivery_stay_texts(odd):
    seite = (odd / "html" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in seite
    assert "&lt;script&gt;" in seite
    zellen = [
        z
        for blatt in openpyxl.load_workbook(odd / "excel" / "vergleich.xlsx")
        for reihe in blatt.iter_rows()
        for z in reihe
        if z.value is not None
    ]
    assert any("HYPERLINK" in str(z.value) for z in zellen)
    assert not [z.coordinate for z in zellen if z.data_type == "f"]


def test_writers_show_nothing_that_is_hidden(ordner):
    figuren = pl.read_parquet(ordner / "daten" / "kennzahlen.parquet")
    gesperrt = figuren.filter("gesperrt")
    assert gesperrt.height
    assert gesperrt.select("zaehler", "nenner", "wert", "ampel").null_count().row(0) == (gesperrt.height,) * 4


def test_refused_delivery_leaves_the_last_comparison(ordner, tmp_path):
    write_case(HOUSE, tmp_path / "e")
    datei = tmp_path / "e" / "2026-10" / "organisation.csv"
    datei.write_text(datei.read_text(encoding="utf-8-sig").splitlines()[0] + "\n", encoding="utf-8")
    shutil.copytree(ordner, tmp_path / "b" / ordner.name)
    with pytest.raises(LieferungError):
        october(tmp_path / "b", eingang=tmp_path / "e")
    assert hashes(tmp_path / "b" / ordner.name) == hashes(ordner)


def test_the_same_rule_set_twice_is_no_comparison(tmp_path):
    with pytest.raises(UsageError, match="mindestens zwei verschiedene"):
        october(tmp_path, (WERKE[0], WERKE[0]))


GRUND = ["vergleich", "--input", SAMPLE, "--output", "b"]


@pytest.mark.parametrize(
    ("argumente", "code", "satz"),
    [
        (["vergleich"], 2, "Die Option --month fehlt."),
        ([*GRUND, "--month", "2026-10", "--regelwerk", WERKE[0]], 2, "mindestens zwei verschiedene Regelwerke"),
        ([*GRUND, "--month", "2026-10", "--regelwerk", WERKE[0], "--regelwerk", "x"], 4, "Vorhanden sind: ba-"),
        (
            [*GRUND, "--month", "2025-01", "--regelwerk", WERKE[0], "--regelwerk", WERKE[1]],
            2,
            "Vorhanden sind: 2026-07",
        ),
    ],
)
def test_mistakes_are_one_sentence_with_a_way_out(call, argumente, code, satz):
    ergebnis = call(*argumente)
    assert (ergebnis[0], satz in ergebnis[2], "Traceback" in ergebnis[2]) == (code, True, False)
    assert ergebnis[2].splitlines()[-1].startswith("Fehler: ")


def test_command_says_where_the_result_is(call, tmp_path):
    write_case(HOUSE, tmp_path / "e")
    befehl = ["vergleich", "--input", "e", "--output", "b"]
    code, aus, fehler = call(*befehl, "--month", "2026-10", "--regelwerk", WERKE[0], "--regelwerk", WERKE[1])
    assert code == 0
    assert "Bericht: b/vergleich-2026-10/html/index.html" in aus.replace("\\", "/")
    assert fehler.splitlines() == ["Lesen …", "Werten …", "Rechnen …", "Schreiben …"]
    hilfe = call("vergleich", "--help")[1]
    assert not re.search(r"Usage|Options|required|default:", hilfe)


def test_model_is_all_that_the_writers_need(monkeypatch, tmp_path):
    """Writers are pure functions: the same model gives the same bytes, and another version shows."""
    gemerkt = []
    monkeypatch.setattr("pipeline.run.vergleich._write", lambda _, modell, __: gemerkt.append(modell))
    write_case(HOUSE, tmp_path / "e")
    october(tmp_path, WERKE[:2], tmp_path / "e")
    modell = replace(gemerkt[0], version="9.9.9")
    document = vergleich_document(modell)
    assert render_workbook(document) == render_workbook(vergleich_document(modell))
    seite = render_page(document)
    assert "Kontaktdichte 9.9.9" in seite
    # Every six months, as a rate.
    assert re.search(r">0,17<", seite)
    mappe = openpyxl.load_workbook(io.BytesIO(render_workbook(document)))
    assert all("9.9.9" in blatt.oddFooter.left.text for blatt in mappe)
