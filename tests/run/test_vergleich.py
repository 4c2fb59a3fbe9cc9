"""The same delivery under several rule sets: hours worked out by hand, hidden what must stay hidden, plain words."""

import hashlib
import io
import re
import shutil
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from drawn.sample import SAMPLE
from drawn.source import ROOT
from pipeline.compute.aufwand import count_persons, find_durations
from pipeline.disclose.alike import publish_vergleich
from pipeline.errors import LieferungError, UsageError
from pipeline.evaluate.aufwand import Amount, Aufwand, sum_up
from pipeline.katalog import read_katalog
from pipeline.present.documents.vergleich import amount, amount_difference, vergleich_document
from pipeline.present.excel import render as excel
from pipeline.present.html import render as html
from pipeline.regelwerk.files import find_regelwerk
from pipeline.regelwerk.rate import gespraeche_per_month
from pipeline.run.vergleich import VergleichOrder, run_vergleich
from pipeline.settings import read_settings

S = date(2026, 10, 31)
TEAMS = [
    {"team_id": t, "team_art": art, "ebene": ebene, "einheit_id": einheit}
    for t, art in (("t1", "ue25"), ("t2", "u25"))
    for ebene, einheit in (("team", t), ("jobcenter", "j"))
]


def rule(werk: str, kennung: str):
    return next(r for r in find_regelwerk(werk).kontaktregel if r.id == kennung)


def per_month(werk: str, kennung: str, *, nach_ziel: bool = False) -> Fraction | None:
    return gespraeche_per_month(rule(werk, kennung), by_ziel=nach_ziel)


def test_talks_per_month_of_every_kind_of_rule():
    assert per_month("lichtenberg-2022", "alle") == Fraction(1, 6)
    # 180 days are 180 · 12 / 365 months
    assert per_month("weinstrasse-2023", "alle") == Fraction(365, 12 * 180)
    assert per_month("weinstrasse-2023", "ohne_vorgabe") is None
    # target 90, minimum 180 days
    assert per_month("bremen-2022", "arbeitslos_ue25") == Fraction(365, 12 * 180)
    assert per_month("bremen-2022", "arbeitslos_ue25", nach_ziel=True) == Fraction(365, 12 * 90)
    # only a target: it counts for both
    assert per_month("bremen-2022", "massnahme") == Fraction(365, 12 * 180)
    # four talks in six months
    assert per_month("ba-empfehlung-2010", "M") == Fraction(4, 6)
    # on average every six weeks
    assert per_month("beratungsaktivitaet-2024", "turbo", nach_ziel=True) == Fraction(365, 12 * 42)


def test_length_of_a_talk_is_the_rule_sets_own_or_the_substitute():
    eigene = find_durations(find_regelwerk("beratungsaktivitaet-2024"), ["u25", "ue25", "fallmanagement"], 50)
    assert {a: int(d.minuten) for a, d in eigene.items()} == {"fallmanagement": 90, "u25": 60, "ue25": 45}
    assert all(d.quelle == "5" for d in eigene.values())
    # the paper names a length of the first talk only
    fremde = find_durations(find_regelwerk("ba-empfehlung-2010"), ["u25"], 50)
    assert (fremde["u25"].minuten, fremde["u25"].quelle) == (50, "")


def figures(*zeilen) -> pl.DataFrame:
    """Rows of teams: team, figure, segment_art, segment, zaehler, nenner."""
    schema = ["einheit_id", "kennzahl", "segment_art", "segment", "zaehler", "nenner"]
    typen = {"zaehler": pl.Float64, "nenner": pl.Float64}
    return pl.DataFrame(zeilen, schema, orient="row", schema_overrides=typen).with_columns(
        stichtag=pl.lit(S), ebene=pl.lit("team"), wert=pl.col("zaehler"), ampel=pl.lit(None, pl.String), gesperrt=False
    )


def cost(zeilen, *, werk="beratungsaktivitaet-2024", hide=()):
    """What the Jobcenter and its teams spend; `hide` names segments that the door keeps."""
    regelwerk = find_regelwerk(werk)
    roh = figures(*zeilen)
    personen = count_persons(roh, TEAMS, regelwerk, find_durations(regelwerk, ("ue25", "u25"), 45))
    summe = roh.filter(pl.col("kennzahl") == "ueberfaellig").with_columns(
        ebene=pl.lit("jobcenter"), einheit_id=pl.lit("j")
    )
    spalten = [c for c in personen.columns if c in roh.columns]
    summe = summe.group_by("ebene", "einheit_id", "kennzahl", "segment_art", "segment").agg(
        pl.col("zaehler", "wert").sum(), pl.col("gesperrt").any()
    )
    alles = pl.concat([roh.select(spalten), summe.select(spalten), personen.select(spalten)])
    return sum_up(alles.with_columns(gesperrt=pl.col("segment").is_in(list(hide))))


QUOTE = "kontaktdichte_mindest_quote"
DRAWN = (
    ("t1", "ueberfaellig", "gesamt", "gesamt", 8, None),  # 8 × 45 min = 6 h
    ("t2", "ueberfaellig", "gesamt", "gesamt", 10, None),  # 10 × 60 min = 10 h
    ("t1", QUOTE, "kontaktregel", "ue25_marktnah_arbeitslos", 30, 32),  # 32 × 1 × 45 min = 24 h
    ("t1", QUOTE, "kontaktregel", "z", 24, 24),  # 24 × 1/6 × 45 min = 3 h
    ("t2", QUOTE, "kontaktregel", "u25", 5, 20),  # 20 × 1 × 60 min = 20 h
    ("t2", QUOTE, "gesamt", "gesamt", 5, 20),  # a sum, not counted again
)


def test_hours_worked_out_by_hand():
    ergebnis = cost(DRAWN)
    assert ergebnis["team", "t1"] == Aufwand(
        Amount(56.0), Amount(8.0), Amount(6.0), mindest_std=Amount(27.0), ziel_std=Amount(27.0)
    )
    assert ergebnis["jobcenter", "j"] == Aufwand(
        Amount(76.0), Amount(18.0), Amount(16.0), mindest_std=Amount(47.0), ziel_std=Amount(47.0)
    )


def test_target_interval_costs_more_than_the_minimum():
    # 60 persons: minimum 180 days 60 × 365/2160 × 45 min = 7,6 h; target 90 days twice that, 15,2 h
    zeilen = [("t1", quote, "kontaktregel", "arbeitslos_ue25", 50, 60) for quote in (QUOTE, "kontaktdichte_ziel_quote")]
    team = cost(zeilen, werk="bremen-2022")["team", "t1"]
    assert (team.personen, team.mindest_std, team.ziel_std) == (Amount(60.0), Amount(8.0), Amount(15.0))


def test_hours_of_hidden_persons_are_estimated_or_hidden():
    zwei = (*DRAWN, ("t2", QUOTE, "kontaktregel", "z", 2, 2))  # 1/6 × 60 = 10 minutes a month
    jobcenter = cost(zwei, hide=["10"])["jobcenter", "j"]
    # 47 h for 76 persons, two more at the same mean: 48,2 h
    assert jobcenter.mindest_std == Amount(48.0, rund=True)
    # in the team two of 22 are few enough, 24 of 56 are not
    assert cost(zwei, hide=["10"])["team", "t2"].mindest_std == Amount(22.0, rund=True)
    assert cost(DRAWN, hide=["15/2"])["team", "t1"].mindest_std == Amount(None, gesperrt=True)
    # a hidden total hides the hours
    assert cost(DRAWN, hide=["gesamt"])["team", "t1"].nachholen_std == Amount(None, gesperrt=True)


def test_what_is_hidden_under_one_rule_set_is_hidden_wherever_the_same_number_stands():
    gleich = ("t1", "terminausfall_quote", "gesamt", "gesamt")
    anders = ("t1", "hoechstabstand_quote", "gesamt", "gesamt")
    einheiten = pl.DataFrame(
        [{"stichtag": S, "ebene": "team", "einheit_id": "t1", "fachkraefte": 5, "jobcenter_id": "j", "bereich_id": "b"}]
    )
    a, b = (figures((*gleich, 2, 20), (*anders, zaehler, 20)) for zaehler in (2, 9))
    erst, zweit = publish_vergleich([(a, einheiten), (b, einheiten)], read_katalog(), 3)
    assert erst["gesperrt"].to_list() == [True, True]
    assert zweit.select("gesperrt", "zaehler").rows() == [(True, None), (False, 9.0)]


def test_numbers_in_words():
    betraege = (Amount(1234.4), Amount(None), Amount(None, gesperrt=True))
    assert [amount(b).text for b in betraege] == ["1.234", "–", "•"]
    assert amount(Amount(48.0, rund=True)).text == "≈\u00a048"
    null = Amount(0.0)
    assert [amount_difference(Amount(b), null).text for b in (3.0, 0.0, -3.0)] == ["+3", "±0", "\u22123"]
    assert amount_difference(Amount(8.0, rund=True), null).text == "≈\u00a0+8"
    assert amount_difference(Amount(5.0), Amount(None, gesperrt=True)).text == "•"
    assert amount_difference(Amount(5.0), Amount(None)).text == "–"


# From here on: the sample, from the command line to the files.

WERKE = ("weinstrasse-2023", "beratungsaktivitaet-2024", "ba-empfehlung-2010")


def hashes(ordner: Path) -> dict[str, str]:
    return {
        str(d.relative_to(ordner)): hashlib.sha256(d.read_bytes()).hexdigest()
        for d in sorted(ordner.rglob("*"))
        if d.is_file()
    }


def october(ausgabe: Path, werke=WERKE, eingang=SAMPLE):
    return run_vergleich(
        VergleichOrder("2026-10", eingang, ausgabe, read_settings(None, [SAMPLE]), werke), lambda _: None
    )


@pytest.fixture(scope="module")
def ordner(tmp_path_factory) -> Path:
    return october(tmp_path_factory.mktemp("vergleich"))


def test_each_rule_set_computes_what_a_run_under_it_computes(ordner, tmp_path):
    from pipeline.run.month import MonthOrder as Laufauftrag
    from pipeline.run.month import run_month

    figuren = pl.read_parquet(ordner / "daten" / "kennzahlen.parquet")
    assert figuren["regelwerk"].unique(maintain_order=True).to_list() == list(WERKE)
    einstellungen = read_settings(None, [SAMPLE], regelwerk=WERKE[1])
    run_month(Laufauftrag("2026-10", SAMPLE, tmp_path / "b", einstellungen, teams=("T411",)), lambda _: None)
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


def test_two_comparisons_are_byte_identical_and_leave_no_warehouse(ordner, tmp_path):
    assert hashes(october(tmp_path / "b")) == hashes(ordner)
    assert [d.name for d in tmp_path.rglob("*.duckdb")] == []


def test_every_page_says_which_rule_set_is_not_in_force(tmp_path):
    text = (ROOT / "regelwerke" / "lichtenberg-2022.toml").read_text(encoding="utf-8")
    text = text.replace('id = "lichtenberg-2022"', 'id = "entwurf-2030"', 1)
    text = re.sub(r"gueltig_ab = \S+", "gueltig_ab = 2030-01-01", text, count=1)
    (tmp_path / "entwurf.toml").write_text(text, encoding="utf-8")
    ordner = october(tmp_path / "b", (WERKE[0], str(tmp_path / "entwurf.toml")))
    satz = "Das Regelwerk entwurf-2030 gilt am Stichtag 31.10.2026 nicht (gültig ab 01.01.2030)"
    assert satz in (ordner / "html" / "index.html").read_text(encoding="utf-8")
    for blatt in openpyxl.load_workbook(ordner / "excel" / "vergleich.xlsx"):
        texte = " ".join(str(z) for zeile in blatt.iter_rows(values_only=True, max_row=8) for z in zeile if z)
        assert satz in texte, blatt.title


def test_names_from_the_delivery_stay_texts(tmp_path):
    shutil.copytree(SAMPLE / "2026-10", tmp_path / "e" / "2026-10")
    datei = tmp_path / "e" / "2026-10" / "organisation.csv"
    boese = '=HYPERLINK(""x"")<script>alert(1)</script>&'
    text = datei.read_text(encoding="utf-8-sig").replace("Team 411 Markt & Integration Ü25", f'"{boese}"')
    datei.write_text(text, encoding="utf-8")
    ordner = october(tmp_path / "b", WERKE[:2], tmp_path / "e")
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    assert "<script" not in seite
    assert "&lt;script&gt;" in seite
    zellen = [
        z
        for blatt in openpyxl.load_workbook(ordner / "excel" / "vergleich.xlsx")
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
    shutil.copytree(SAMPLE / "2026-10", tmp_path / "e" / "2026-10")
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


def test_command_says_where_the_result_is(call):
    code, aus, fehler = call(*GRUND, "--month", "2026-10", "--regelwerk", WERKE[0], "--regelwerk", WERKE[1])
    assert code == 0
    assert "Bericht: b/vergleich-2026-10/html/index.html" in aus.replace("\\", "/")
    assert fehler.splitlines() == ["Lesen …", "Werten …", "Rechnen …", "Schreiben …"]
    hilfe = call("vergleich", "--help")[1]
    assert not re.search(r"Usage|Options|required|default:", hilfe)


def test_model_is_all_that_the_writers_need(ordner, monkeypatch, tmp_path):
    """Writers are pure functions: the same model gives the same bytes, and another version shows."""
    gemerkt = []
    monkeypatch.setattr("pipeline.run.vergleich._write", lambda _, modell, __: gemerkt.append(modell))
    october(tmp_path, WERKE[:2])
    modell = replace(gemerkt[0], version="9.9.9")
    document = vergleich_document(modell)
    assert excel.render(document) == excel.render(vergleich_document(modell))
    assert "Kontaktdichte 9.9.9" in html.render(document)
    mappe = openpyxl.load_workbook(io.BytesIO(excel.render(document)))
    assert all("9.9.9" in blatt.oddFooter.left.text for blatt in mappe)
