"""A new Stand says every published figure that reads otherwise, and no other, in page, workbook and file."""

import csv
import html
import re

import openpyxl
import polars as pl
import pytest

from drawn.archive import OCTOBER, corrected_department, newest, published, total
from drawn.warehouse import figure
from pipeline.evaluate.changes import Reading, find_changes
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import find_regelwerk

KEY = ("ebene", "einheit_id", "kennzahl", "segment_art", "segment")
SHEET = "Was hat sich geändert"
COLUMNS = ["Kennzahl"] + [
    f"{name} {side}" for name in ("Wert", "Zähler", "Nenner", "Ziel", "Bewertung") for side in ("bisher", "neu")
]
# Two of five persons were seen on the 11th, not on the 1st: 5 × 30 days since are 150, 3 × 30 and 2 × 20 are 130. The
# Bereich has 5 more persons, the Jobcenter 12 more. Value, numerator and denominator, before and now.
DAYS = {
    "T1": (30, 130 / 5, 150, 130, 5, 5),
    "B1": (30, 280 / 10, 300, 280, 10, 10),
    "J1": (30, 490 / 17, 510, 490, 17, 17),
}
SEGMENTS = {"gesamt", "ue25", "arbeitslos", "bis_3_monate", "uebrige", "ohne"}


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    """The second Stand of October."""
    return newest(corrected_department(tmp_path_factory.mktemp("amt")), OCTOBER)


@pytest.fixture(scope="module")
def rows(stand):
    """The rows of the file of changes."""
    with (stand.report / "daten" / "aenderungen.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def by_hand(stand) -> set[tuple[str, ...]]:
    """The figures that differ between the data of both Stände, compared one by one."""
    before, now = published(stand.folder.with_name("01") / "bericht"), published(stand.report)
    return {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}


def number(text: str) -> float:
    return float(text.replace(",", "."))


def sheet_rows(stand, workbook: str) -> list[tuple]:
    book = openpyxl.load_workbook(stand.report / "excel" / f"{workbook}.xlsx")
    return list(book[SHEET].iter_rows(values_only=True))


def page_section(stand) -> str:
    page = html.unescape((stand.report / "html" / "index.html").read_text(encoding="utf-8"))
    return page.partition('<section id="aenderungen"')[2].partition("</section>")[0]


def test_every_figure_that_differs_is_in_the_file_and_no_other(stand, rows):
    differing = by_hand(stand)
    assert len(differing) == len(rows) > 20
    assert {tuple(r[name] for name in KEY) for r in rows} == differing
    assert {r["einheit_id"] for r in rows} == {"J1", "B1", "T1"}


@pytest.mark.parametrize("unit", DAYS)
def test_days_since_the_last_counselling_are_those_worked_out_by_hand(rows, unit):
    own = [r for r in rows if r["einheit_id"] == unit and r["kennzahl"] == "beratungsaktivitaet_tage"]
    assert {r["segment"] for r in own} == SEGMENTS
    for row in own:
        names = ("wert_bisher", "wert_neu", "zaehler_bisher", "zaehler_neu", "nenner_bisher", "nenner_neu")
        assert [number(row[name]) for name in names] == pytest.approx(DAYS[unit]), row["segment"]
        assert (row["gesperrt_bisher"], row["gesperrt_neu"]) == ("false", "false")


@pytest.mark.parametrize(("unit", "workbook"), [("T1", "team-T1"), ("B1", "bereich-B1"), ("J1", "jobcenter-J1")])
def test_the_workbook_of_a_unit_has_its_own_changes_and_says_why(stand, rows, unit, workbook):
    lines = sheet_rows(stand, workbook)
    assert "Gegenüber Stand 01 dieses Berichts. Die Lieferung ist eine andere: verbis_vermerke." in lines[1][0]
    head = lines.index(tuple(COLUMNS))
    own = [r for r in rows if r["einheit_id"] == unit]
    assert len(lines) - head - 1 == len(own)
    row = next(line for line in lines if line[0] == "Tage seit der letzten Beratung")
    assert row[1:7] == pytest.approx(DAYS[unit])


@pytest.mark.parametrize("workbook", ["team-T2", "team-T3", "team-T4", "bereich-B2"])
def test_where_nothing_changed_there_is_no_sheet(stand, workbook):
    assert SHEET not in openpyxl.load_workbook(stand.report / "excel" / f"{workbook}.xlsx").sheetnames


def test_the_page_has_all_of_them_by_unit(stand, rows):
    section = page_section(stand)
    assert "Gegenüber Stand 01 dieses Berichts. Die Lieferung ist eine andere: verbis_vermerke." in section
    assert section.count("<tbody>") == 3
    assert section.count('<th scope="row">') == len(rows)
    line = next(li for li in section.splitlines() if ">Tage seit der letzten Beratung</a>" in li and ">490<" in li)
    assert re.findall(r"<td>([^<]*)</td>", line)[:6] == ["30,0", "28,8", "510", "490", "17", "17"]


def test_what_is_suppressed_is_a_dot_everywhere_and_a_small_team_stays_out(stand, rows):
    """That two persons have moved changes the figures of nobody whose figures are hidden; what became hidden is shown
    as it was published before, and hidden now."""
    assert not [r for r in rows if r["einheit_id"] in ("T4", "B2")]
    assert published(stand.report)[total("T4")] == (None, None, None, True)
    hidden = [r for r in rows if r["gesperrt_neu"] == "true"]
    assert {r["kennzahl"] for r in hidden} == {"ueberfaellige_tage_anteil"}
    for row in hidden:
        assert (row["wert_neu"], row["zaehler_neu"], row["nenner_neu"], row["ampel_neu"]) == ("", "", "", "")
    line = next(li for li in sheet_rows(stand, "team-T1") if li[0] == "Anteil überfälliger Tage")
    assert line[1:7] == (0, "•", 0, "•", 155, "•")


def test_the_first_stand_of_a_month_says_nothing_of_changes(stand):
    first = stand.folder.with_name("01") / "bericht"
    assert not (first / "daten" / "aenderungen.csv").exists()
    assert SHEET not in openpyxl.load_workbook(first / "excel" / "team-T1.xlsx").sheetnames
    assert 'id="aenderungen"' not in (first / "html" / "index.html").read_text(encoding="utf-8")


KATALOG, WERKE = read_katalog(), [find_regelwerk("weinstrasse-2023")]
RULE = WERKE[0].kontaktregel[0]


def frame(*rows) -> pl.DataFrame:
    numbers = dict.fromkeys(("zaehler", "nenner", "wert", "ziel", "mindest"), pl.Float64) | {"ampel": pl.String}
    empty = pl.DataFrame([figure("2026-10", "gespraeche_monat", 1)], schema_overrides=numbers).clear()
    return pl.DataFrame(rows, schema=empty.schema, orient="row") if rows else empty


def changes(before, now):
    return [
        (
            c.ebene,
            c.einheit_id,
            c.kennzahl.id,
            c.segment_titel,
            c.vorher and c.vorher.zaehler,
            c.jetzt and c.jetzt.zaehler,
        )
        for c in find_changes(frame(*before), frame(*now), KATALOG, WERKE)
    ]


def test_what_reads_the_same_is_no_change():
    same = figure("2026-10", "gespraeche_monat", 5)
    assert changes([same], [same]) == []
    assert changes([], []) == []
    hidden = {**same, "zaehler": None, "wert": None, "gesperrt": True}
    assert changes([hidden], [hidden]) == []


def test_what_is_new_and_what_is_gone_is_a_change():
    one, other = (figure("2026-10", "gespraeche_monat", 5, ebene="team", einheit_id=t) for t in ("T1", "T2"))
    assert changes([one], [other]) == [
        ("team", "T1", "gespraeche_monat", "Gesamt", 5.0, None),
        ("team", "T2", "gespraeche_monat", "Gesamt", None, 5.0),
    ]


@pytest.mark.parametrize(
    "field",
    [{"zaehler": 6.0}, {"nenner": 9.0}, {"wert": 0.6}, {"ziel": 0.9}, {"mindest": 0.9}, {"ampel": "rot"}],
    ids=lambda f: next(iter(f)),
)
def test_whatever_is_told_of_a_figure_makes_a_change(field):
    one = figure("2026-10", "hoechstabstand_quote", 5, 10, ziel=0.8, mindest=0.7, ampel="gelb")
    (change,) = find_changes(frame(one), frame({**one, **field}), KATALOG, WERKE)
    assert change.vorher == Reading(5.0, 10.0, 0.5, 0.8, 0.7, "gelb", False)
    ((name, value),) = field.items()
    assert getattr(change.jetzt, name) == value


def test_a_figure_that_is_hidden_now_or_was_hidden_before_shows_the_published_side_alone():
    open_ = figure("2026-10", "hoechstabstand_quote", 5, 10)
    hidden = {**open_, "zaehler": None, "nenner": None, "wert": None, "gesperrt": True}
    (closed,) = find_changes(frame(open_), frame(hidden), KATALOG, WERKE)
    assert closed.jetzt == Reading(None, None, None, None, None, None, True)
    (opened,) = find_changes(frame(hidden), frame(open_), KATALOG, WERKE)
    assert opened.vorher == Reading(None, None, None, None, None, None, True)
    assert opened.jetzt.zaehler == 5.0


def test_changes_come_by_level_unit_and_figure_and_rules_bear_their_titles():
    def one(level, unit, **more):
        return figure("2026-10", "hoechstabstand_quote", 1, 2, ebene=level, einheit_id=unit, **more)

    rule = {"segment_art": "kontaktregel", "segment": RULE.id}
    now = [
        one("team", "T2"),
        one("team", "T1", **rule),
        one("team", "T1"),
        one("bereich", "B9"),
        one("jobcenter", "J1"),
    ]
    assert [(*c[:2], c[3]) for c in changes([], now)] == [
        ("jobcenter", "J1", "Gesamt"),
        ("bereich", "B9", "Gesamt"),
        ("team", "T1", "Gesamt"),
        ("team", "T1", RULE.titel),
        ("team", "T2", "Gesamt"),
    ]


def test_a_figure_that_the_catalogue_no_longer_knows_is_left_out():
    assert changes([figure("2026-10", "gibt_es_nicht_mehr", 5)], []) == []
