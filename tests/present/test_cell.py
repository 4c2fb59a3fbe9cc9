"""Cells: each decision between number, • and – at its edges, worked out by hand."""

import pytest

from pipeline.katalog import read_katalog
from pipeline.present import cell as c
from pipeline.present.cell import Cell

KATALOG = read_katalog()
TAGE, ANTEIL, ANZAHL = (KATALOG[k] for k in ("beratungsaktivitaet_tage", "hoechstabstand_quote", "gespraeche_monat"))
FEST, MINUS = "\u00a0", "\u2212"
GEHEIM, OHNE, LEER = Cell("•", spoken="geheim gehalten"), Cell("–", spoken="kein Wert"), Cell()


def test_the_unit_of_shares_is_percent_and_stands_in_every_value():
    assert (c.unit(ANTEIL), c.unit_note(ANTEIL), ANTEIL.is_share) == ("%", "", True)
    assert (c.unit(TAGE), c.unit_note(TAGE), TAGE.is_share) == ("Tage", "Tage", False)


@pytest.mark.parametrize(
    ("kennzahl", "wert", "cell"),
    [
        (TAGE, 110.44, Cell("110,4", 110.44, "#,##0.0")),
        (TAGE, 1234.0, Cell("1.234,0", 1234.0, "#,##0.0")),
        (TAGE, 0.0, Cell("0,0", 0.0, "#,##0.0")),
        (ANZAHL, 213.0, Cell("213", 213.0, "#,##0")),
        (ANTEIL, 0.8354, Cell(f"83,5{FEST}%", 0.8354, "0.0%")),
        (ANTEIL, 0.0, Cell(f"0,0{FEST}%", 0.0, "0.0%")),
        (ANTEIL, None, OHNE),
    ],
)
def test_values_have_the_unit_and_decimals_of_their_figure(kennzahl, wert, cell):
    assert c.value(kennzahl, wert) == cell


def test_a_suppressed_value_is_a_sign_whatever_it_still_carries():
    assert c.value(ANTEIL, 0.5, gesperrt=True) == GEHEIM
    assert c.value(ANTEIL, None, gesperrt=True) == GEHEIM
    assert c.sign_cell(gesperrt=True) == GEHEIM
    assert c.sign_cell(gesperrt=False) == OHNE


@pytest.mark.parametrize(
    ("kennzahl", "richtung", "wert", "text", "format_"),
    [
        (TAGE, "hoechstens", 110.0, f"≤{FEST}110", f'"≤{FEST}"#,##0'),
        (TAGE, "hoechstens", 110.5, f"≤{FEST}110,5", f'"≤{FEST}"#,##0.0'),
        (TAGE, "richtwert", 60.0, f"Richtwert{FEST}60", f'"Richtwert{FEST}"#,##0'),
        (TAGE, None, 60.0, "60", "#,##0"),
        (ANTEIL, "mindestens", 1.0, f"≥{FEST}100{FEST}%", f'"≥{FEST}"0%'),
        # 0,29 · 100 is 28,999… in binary
        (ANTEIL, "mindestens", 0.29, f"≥{FEST}29{FEST}%", f'"≥{FEST}"0%'),
        (ANTEIL, "mindestens", 0.995, f"≥{FEST}99,5{FEST}%", f'"≥{FEST}"0.0%'),
    ],
)
def test_bounds_have_decimals_only_where_they_need_some(kennzahl, richtung, wert, text, format_):
    assert c.bound_cell(kennzahl, richtung, wert) == Cell(text, wert, format_)


@pytest.mark.parametrize(
    ("kennzahl", "betrag", "text"),
    [
        (TAGE, 5.94, "+5,9"),
        (TAGE, -5.94, f"{MINUS}5,9"),
        (TAGE, 0.0, "±0,0"),
        (TAGE, -0.01, f"{MINUS}0,01"),
        (TAGE, 1e-11, "±0,0"),
        (ANTEIL, -0.239, f"{MINUS}23,9{FEST}PP"),
        (ANTEIL, 0.0002, f"+0,02{FEST}PP"),
        (ANTEIL, 3 / 6010 / 100, f"+0,0005{FEST}PP"),
    ],
)
def test_differences_bear_a_sign_and_those_of_shares_are_points(kennzahl, betrag, text):
    assert c.difference(kennzahl, betrag).text == text


@pytest.mark.parametrize(
    ("kennzahl", "wert", "bounds", "text"),
    [
        # 3 of 6010 miss it: 99,9501 %
        (ANTEIL, 6007 / 6010, (("mindestens", 1.0),), f"99,95{FEST}%"),
        (ANTEIL, 99999 / 100000, (("mindestens", 1.0),), f"99,999{FEST}%"),
        (ANTEIL, 0.999, (("mindestens", 1.0),), f"99,9{FEST}%"),
        (ANTEIL, 1.0, (("mindestens", 1.0),), f"100,0{FEST}%"),
        # without a target it is rounded as ever
        (ANTEIL, 6007 / 6010, (), f"100,0{FEST}%"),
        (TAGE, 110.04, (("hoechstens", 110.0),), "110,04"),
        (TAGE, 110.0, (("hoechstens", 110.0),), "110,0"),
        (TAGE, 109.96, (("hoechstens", 110.0),), "110,0"),
        (TAGE, 110.06, (("hoechstens", 110.0),), "110,1"),
        # met, and would look missed: the target has more decimals than the figure
        (ANTEIL, 0.33349, (("hoechstens", 0.3335),), f"33,3{FEST}%"),
        (ANTEIL, 0.3335, (("hoechstens", 0.3335),), f"33,35{FEST}%"),
        # the target is missed, the minimum nearly met
        (ANTEIL, 0.69996, (("mindestens", 1.0), ("mindestens", 0.7)), f"69,996{FEST}%"),
        # what differs by the computer's error alone is met
        (ANTEIL, 1 - 1e-14, (("mindestens", 1.0),), f"100,0{FEST}%"),
    ],
)
def test_a_missed_target_never_looks_met_nor_a_met_one_missed(kennzahl, wert, bounds, text):
    cell = c.value(kennzahl, wert, bounds=bounds)
    assert (cell.text, cell.number) == (text, wert)
    # Its number keeps its value, and shows as many decimals.
    assert cell.format.partition(".")[2].count("0") == len(text.rstrip(f"{FEST}%").partition(",")[2])


def test_differences_as_numbers_keep_their_value_and_show_no_minus_zero():
    assert c.difference(ANTEIL, -0.239)[1:3] == (-23.9, f'"+"#,##0.0"{FEST}PP";"{MINUS}"#,##0.0"{FEST}PP"')
    assert c.difference(TAGE, -0.01)[1:3] == (-0.01, f'"+"#,##0.00;"{MINUS}"#,##0.00')
    assert c.difference(TAGE, 0.0)[1:3] == (0.0, '"±"0.0;"±"0.0;"±"0.0')
    assert c.difference(ANZAHL, 3.0)[1:3] == (3.0, f'"+"#,##0;"{MINUS}"#,##0')
    assert c.signed_number(-12.0, 0, before="≈ ") == Cell(f"≈ {MINUS}12", -12.0, f'"≈ +"#,##0;"≈ {MINUS}"#,##0')


@pytest.mark.parametrize(
    ("betrag", "cell"),
    [
        (1234.0, Cell("1.234", 1234.0, "#,##0")),
        (157.25, Cell("157,25", 157.25, "#,##0.00")),
        (0, Cell("0", 0, "#,##0")),
        (None, OHNE),
    ],
)
def test_counts_have_decimals_only_where_they_need_some(betrag, cell):
    assert c.count(betrag) == cell
    assert c.count(betrag, gesperrt=True) == GEHEIM


def test_numbers_outside_the_figures():
    assert c.plain_number(1234.4, 0) == Cell("1.234", 1234.4, "#,##0")
    assert c.plain_number(48, 0, before="≈\u00a0") == Cell("≈\u00a048", 48, '"≈\u00a0"#,##0')
    assert c.percentage(0.5, 1) == Cell(f"50,0{FEST}%", 0.5, "0.0%")
    assert c.percentage(0.999, 0) == Cell(f"100{FEST}%", 0.999, "0%")


def test_a_chart_draws_numbers_and_leaves_signs_out():
    assert c.for_chart(c.value(TAGE, 3.0)) == c.value(TAGE, 3.0)
    assert c.for_chart(GEHEIM) == c.for_chart(OHNE) == LEER


def test_every_light_has_sign_and_words():
    assert set(c.LIGHTS) == {"gruen", "gelb", "rot"}
    assert len({zeichen for zeichen, _ in c.LIGHTS.values()}) == 3
    assert all(wort for _, wort in c.LIGHTS.values())
    assert c.light_cell("rot") == Cell("▼ Ziel verfehlt", tone="rot", sign="▼")
    assert c.light_cell("gruen", "3 im Ziel") == Cell("▲ 3 im Ziel", tone="gruen", sign="▲")
    assert c.light_cell("", "2 geheim gehalten") == Cell("• 2 geheim gehalten", sign="•")


def test_legends_explain_every_sign():
    assert [zeichen for zeichen, _ in c.SIGNS] == ["•", "–", "▲", "●", "▼"]
    assert c.SHORT_SIGNS[:3] == (("•", "geheim gehalten"), ("–", "kein Wert"), ("▲", "im Ziel"))


def test_a_bound_without_a_direction_is_a_mere_number():
    assert c.bound_cell(ANTEIL, None, 0.29).text == f"29{FEST}%"


@pytest.mark.parametrize(
    ("monate", "geheim", "text"), [(0, 0, "0"), (12, 0, "12"), (10, 2, "10 von 12"), (0, 3, "0 von 3")]
)
def test_months_that_are_suppressed_are_counted_beside_those_that_are_in(monate, geheim, text):
    assert c.months_in(monate, geheim) == Cell(text)


def test_what_is_missing_or_suppressed_is_not_written():
    assert c.shown(1, False, lambda n: Cell(str(n))) == Cell("1")
    assert c.shown(None, False, lambda n: Cell(str(n))) == OHNE
    assert c.shown(1, True, lambda n: Cell(str(n))) == GEHEIM
