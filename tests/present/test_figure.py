"""The cells of a row of a report: what stands in each column, worked out by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from drawn.reports import draw_einheit, draw_zeile
from pipeline.evaluate.einheit import Einheit, Point, Zeile
from pipeline.katalog import read_katalog
from pipeline.present import cell as c
from pipeline.present import figure as f
from pipeline.present.cell import Cell

KATALOG = read_katalog()
TAGE, ANTEIL, ANZAHL = (KATALOG[k] for k in ("beratungsaktivitaet_tage", "hoechstabstand_quote", "gespraeche_monat"))
FEST, MINUS = "\u00a0", "\u2212"
GEHEIM, OHNE, LEER = Cell("•", spoken="geheim gehalten"), Cell("–", spoken="kein Wert"), Cell()
STICHTAG = date(2026, 10, 31)


def row(kennzahl=TAGE, wert: float | None = 100.0, **felder: Any) -> Zeile:
    return replace(draw_zeile(kennzahl.id, wert=wert, **felder), kennzahl=kennzahl)


def test_titles_link_to_their_explanation_and_splits_stand_below_a_total():
    assert f.row_title(row()) == Cell(
        "Tage seit der letzten Beratung", note="Tage", link="kennzahl-beratungsaktivitaet_tage"
    )
    u25 = {"segment_art": "altersgruppe", "segment": "u25", "segment_titel": "unter 25"}
    assert f.row_title(row(**u25))[:1] + f.row_title(row(**u25))[-1:] == ("Tage seit der letzten Beratung: unter 25", 1)
    # A distribution has no total to stand below.
    klasse = row(KATALOG["letzte_beratung"], segment_art="dauerklasse", segment="x", segment_titel="über ein Jahr")
    assert f.row_title(klasse).depth == 0


def test_what_is_a_lookahead_is_marked_once():
    vorschau = KATALOG["absolventen_vorschau"]
    assert vorschau.vorschau
    assert "Vorschau" in vorschau.titel
    assert f.kennzahl_title(vorschau).mark == ""
    assert f.kennzahl_title(vorschau.model_copy(update={"titel": "Endende Teilnahmen"})).mark == "Vorschau"


def test_units_of_different_ids_have_different_anchors():
    def unit(kennung: str) -> Einheit:
        return draw_einheit("team", kennung)

    assert f.einheit_anchor(unit("T-1")) == "team-T-1"
    assert f.einheit_anchor(unit("T 1")) == "team-T_20_1"
    assert f.einheit_anchor(unit("T_1")) == "team-T_5f_1"
    assert f.einheit_title(unit("T1")).link == "team-T1"


ZIEL = {"richtung": "hoechstens", "ziel": 110.0}
VERFEHLT = {**ZIEL, "ampel": "rot", "abweichung": 4.25}


@pytest.mark.parametrize(
    ("felder", "ziel", "abweichung", "bewertung"),
    [
        ({}, LEER, LEER, LEER),
        (VERFEHLT, f"≤{FEST}110", "+4,3", "▼ Ziel verfehlt"),
        # a target, but no value to judge
        ({**ZIEL, "wert": None}, f"≤{FEST}110", OHNE, OHNE),
        # suppressed: nothing derived from the value stays
        ({**VERFEHLT, "gesperrt": True}, f"≤{FEST}110", GEHEIM, GEHEIM),
        # suppressed without a target: still nothing to judge
        ({"gesperrt": True, "abweichung": 3.0}, LEER, LEER, LEER),
        # a guide value is compared with, but not judged
        ({"richtung": "richtwert", "ziel": 60.0, "abweichung": 40.0}, f"Richtwert{FEST}60", "+40,0", LEER),
        ({"richtung": "richtwert", "ziel": 60.0, "gesperrt": True}, f"Richtwert{FEST}60", GEHEIM, LEER),
        ({**VERFEHLT, "mindest": 120.0}, f"≤{FEST}110, Mindestwert ≤{FEST}120", "+4,3", "▼ Ziel verfehlt"),
    ],
)
def test_target_deviation_and_light(felder, ziel, abweichung, bewertung):
    zeile = row(**felder)
    for made, expected in ((f.target, ziel), (f.deviation, abweichung), (f.light, bewertung)):
        assert (made(zeile).text if isinstance(expected, str) else made(zeile)) == expected


def test_a_deviation_is_red_where_the_target_is_missed():
    assert f.deviation(row(**VERFEHLT)).tone == "rot"
    assert f.deviation(row(**{**VERFEHLT, "ampel": "gelb"})).tone == ""
    assert f.deviation(row(**{**VERFEHLT, "gesperrt": True})).tone == ""


def test_the_format_of_a_target_says_all_that_its_text_says():
    zeile = row(ANTEIL, richtung="mindestens", ziel=1.0, mindest=0.7)
    rest = f", Mindestwert ≥{FEST}70{FEST}%"
    assert f.target(zeile) == Cell(f"≥{FEST}100{FEST}%{rest}", 1.0, f'"≥{FEST}"0%"{rest}"')


@pytest.mark.parametrize(
    ("felder", "vormonat", "veraenderung"),
    [
        ({"vormonat": 90.0, "veraenderung": 10.0}, "90,0", "+10,0"),
        ({}, OHNE, OHNE),
        # both values are needed, and must be public
        ({"vormonat": 90.0, "veraenderung": 10.0, "gesperrt": True}, "90,0", GEHEIM),
        ({"vormonat": 90.0, "veraenderung": 10.0, "vormonat_gesperrt": True}, GEHEIM, GEHEIM),
        ({"vormonat": 90.0, "wert": None}, "90,0", OHNE),
    ],
)
def test_previous_month_and_change(felder, vormonat, veraenderung):
    zeile = row(**felder)
    for made, expected in ((f.previous, vormonat), (f.change, veraenderung)):
        assert (made(zeile).text if isinstance(expected, str) else made(zeile)) == expected


def test_counts_of_a_row_are_hidden_with_its_value_and_mere_counts_have_no_denominator():
    assert (f.numerator(row(zaehler=8.0)).text, f.denominator(row(nenner=2.5)).text) == ("8", "2,50")
    geheim = row(zaehler=8.0, nenner=2.0, gesperrt=True)
    assert (f.actual(geheim), f.numerator(geheim), f.denominator(geheim)) == (GEHEIM,) * 3
    assert f.denominator(row(ANZAHL, nenner=5.0)) == f.denominator(row(ANZAHL, gesperrt=True)) == LEER


def test_a_row_is_judged_only_by_a_target_that_can_be_missed():
    assert f.is_judged(row(**ZIEL))
    assert not f.is_judged(row(richtung="richtwert", ziel=1.0))
    assert not f.is_judged(row())
    assert not f.is_judged(None)


def test_lights_are_counted_in_the_order_of_the_legend():
    zeilen = [row(ampel="rot"), row(ampel="rot"), row(ampel="gruen"), row(ampel="rot", gesperrt=True), row()]
    assert [z.text for z in f.lights_of(zeilen)] == [
        "▲ 1 im Ziel",
        "▼ 2 Ziel verfehlt",
        "• 1 geheim gehalten",
        "1 ohne Bewertung",
    ]
    assert f.lights_of([]) == ()


def test_a_course_has_a_sign_for_every_month_without_a_number():
    monate = ("2026-08", "2026-09", "2026-10")
    zeile = row(verlauf=(Point(monate[0], 3.0, False), Point(monate[1], 4.0, True), Point(monate[2], None, False)))
    course = f.course_of(zeile)
    assert [m.cell for m in course.months] == [c.value(TAGE, 3.0), GEHEIM, OHNE]
    assert next((m.label, m.name) for m in course.months) == ("08/2026", "August 2026")
    assert (course.title, course.unit, course.is_share) == ("Tage seit der letzten Beratung", "Tage", False)
    assert f.course(zeile) == Cell(course=course)


def test_the_line_of_a_target_is_the_target_without_its_minimum():
    zeile = row(ANTEIL, richtung="mindestens", ziel=1.0, mindest=0.7)
    assert f.course_of(zeile).target.text == f"≥{FEST}100{FEST}%"
    assert f.course_of(row()).target == LEER


def test_without_a_visible_month_there_is_no_course():
    assert f.course(row(verlauf=(Point("2026-10", 0.5, True),))) == LEER
    assert f.course(row(verlauf=())) == LEER


def test_columns_of_figures_stand_in_one_order():
    titles = [column.title for column in (f.TITLE, *f.FIGURE, f.COURSE, *f.COUNTS)]
    assert titles == [
        *("Kennzahl", "Ist", "Ziel", "Abweichung", "Vormonat", "Veränderung", "Bewertung"),
        *("Verlauf", "Zähler", "Nenner"),
    ]
    assert f.UNIT.cell(row(ANTEIL)) == Cell("%")


@pytest.mark.parametrize(
    ("kennzahl", "decimals", "richtung", "betrag", "text", "format_"),
    [
        (ANTEIL, 1, "mindestens", 1.0, f"≥{FEST}100{FEST}%", "0%"),
        (ANTEIL, 1, "mindestens", 0.125, f"≥{FEST}12,5{FEST}%", "0.0%"),
        (ANTEIL, 1, "hoechstens", 0.999, f"≤{FEST}99,9{FEST}%", "0.0%"),
        (ANTEIL, 2, "mindestens", 0.1225, f"≥{FEST}12,25{FEST}%", "0.00%"),
        (ANTEIL, 2, "mindestens", 0.125, f"≥{FEST}12,50{FEST}%", "0.00%"),
        (ANTEIL, 0, "mindestens", 0.124, f"≥{FEST}12{FEST}%", "0%"),
        # Their hundredfold is no whole binary number: 28.999…, 55.000…1, 7.000…1.
        (ANTEIL, 1, "mindestens", 0.29, f"≥{FEST}29{FEST}%", "0%"),
        (ANTEIL, 1, "richtwert", 0.55, f"Richtwert{FEST}55{FEST}%", "0%"),
        (ANTEIL, 1, "hoechstens", 0.07, f"≤{FEST}7{FEST}%", "0%"),
        (TAGE, 1, "hoechstens", 110.0, f"≤{FEST}110", "#,##0"),
        (TAGE, 1, "hoechstens", 0.0, f"≤{FEST}0", "#,##0"),
        (TAGE, 1, "hoechstens", 1200.0, f"≤{FEST}1.200", "#,##0"),
        (TAGE, 1, "mindestens", 2.5, f"≥{FEST}2,5", "#,##0.0"),
        (TAGE, 1, "richtwert", 0.3, f"Richtwert{FEST}0,3", "#,##0.0"),
    ],
)
def test_a_target_shows_as_many_decimals_in_its_text_as_in_its_number_format(
    kennzahl, decimals, richtung, betrag, text, format_
):
    own = kennzahl.model_copy(update={"dezimalen": decimals})
    word = text[: text.index(FEST) + 1]
    assert f.target(row(own, richtung=richtung, ziel=betrag)) == Cell(text, betrag, f'"{word}"{format_}')
