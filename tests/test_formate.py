"""How things are written: German, signed, rounded as people expect."""

from dataclasses import replace
from datetime import date

import pytest
from test_excel import make_row

from pipeline.katalog import read_katalog
from pipeline.present import cell as f
from pipeline.present.excel import fields as felder

KATALOG = read_katalog()
TAGE, ANTEIL = KATALOG["beratungsaktivitaet_tage"], KATALOG["hoechstabstand_quote"]
FEST, MINUS = "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("wert", "dezimalen", "text"),
    [
        (1234567.891, 1, "1.234.567,9"),
        (0.05, 1, "0,1"),
        (2.5, 0, "3"),
        (-2.5, 0, f"{MINUS}3"),
        (-0.04, 1, "0,0"),
        (1.005, 2, "1,01"),
        (110.0, 1, "110,0"),
    ],
)
def test_numbers(wert, dezimalen, text):
    assert f.zahl(wert, dezimalen) == text


def test_values_and_their_signs():
    assert f.wert(TAGE, 110.44) == "110,4"
    assert f.wert(ANTEIL, 0.8354) == f"83,5{FEST}%"
    assert f.wert(ANTEIL, None) == "–"
    assert f.wert(ANTEIL, 0.5, gesperrt=True) == "•"


@pytest.mark.parametrize(
    ("kennzahl", "betrag", "text"),
    [
        (TAGE, 5.94, "+5,9"),
        (TAGE, -5.94, f"{MINUS}5,9"),
        (TAGE, 0.0, "±0,0"),
        (TAGE, -0.01, "±0,0"),
        (ANTEIL, -0.239, f"{MINUS}23,9{FEST}PP"),
        (ANTEIL, None, ""),
    ],
)
def test_differences(kennzahl, betrag, text):
    assert f.differenz(kennzahl, betrag) == text


@pytest.mark.parametrize(
    ("kennzahl", "dezimalen", "richtung", "betrag", "seite", "mappe"),
    [
        (ANTEIL, 1, "mindestens", 0.3, f"≥{FEST}30{FEST}%", '"≥ "0%'),
        (ANTEIL, 1, "mindestens", 1.0, f"≥{FEST}100{FEST}%", '"≥ "0%'),
        (ANTEIL, 1, "mindestens", 0.125, f"≥{FEST}12,5{FEST}%", '"≥ "0.0%'),
        (ANTEIL, 1, "hoechstens", 0.999, f"≤{FEST}99,9{FEST}%", '"≤ "0.0%'),
        (ANTEIL, 2, "mindestens", 0.1225, f"≥{FEST}12,25{FEST}%", '"≥ "0.00%'),
        (ANTEIL, 2, "mindestens", 0.125, f"≥{FEST}12,50{FEST}%", '"≥ "0.00%'),
        (ANTEIL, 0, "mindestens", 0.124, f"≥{FEST}12{FEST}%", '"≥ "0%'),
        # Their hundredfold is no whole binary number: 28.999…, 55.000…1, 7.000…1.
        (ANTEIL, 1, "mindestens", 0.29, f"≥{FEST}29{FEST}%", '"≥ "0%'),
        (ANTEIL, 1, "richtwert", 0.55, f"Richtwert{FEST}55{FEST}%", '"Richtwert "0%'),
        (ANTEIL, 1, "hoechstens", 0.07, f"≤{FEST}7{FEST}%", '"≤ "0%'),
        (TAGE, 1, "hoechstens", 110.0, f"≤{FEST}110", '"≤ "#,##0'),
        (TAGE, 1, "hoechstens", 0.0, f"≤{FEST}0", '"≤ "#,##0'),
        (TAGE, 1, "hoechstens", 1200.0, f"≤{FEST}1.200", '"≤ "#,##0'),
        (TAGE, 1, "mindestens", 2.5, f"≥{FEST}2,5", '"≥ "#,##0.0'),
        (TAGE, 1, "richtwert", 0.3, f"Richtwert{FEST}0,3", '"Richtwert "#,##0.0'),
    ],
)
def test_page_and_workbook_show_a_target_with_the_same_decimals(kennzahl, dezimalen, richtung, betrag, seite, mappe):
    zeile = make_row(kennzahl.id, richtung=richtung, ziel=betrag)
    zeile = replace(zeile, kennzahl=kennzahl.model_copy(update={"dezimalen": dezimalen}))
    assert f.ziel(zeile) == f.grenze(zeile.kennzahl, richtung, betrag) == seite
    feld = felder.target(zeile)
    assert (feld.inhalt, feld.stil.format) == (betrag, mappe)


def test_without_a_target_nothing_is_shown():
    zeile = make_row(TAGE.id)
    assert f.ziel(zeile) == ""
    assert felder.target(zeile).inhalt is None
    assert f.grenze(ANTEIL, None, 0.29) == f"29{FEST}%"


def test_days_months_counts():
    assert f.tag(date(2026, 3, 1)) == "01.03.2026"
    assert f.monat(date(2026, 3, 31)) == "März 2026"
    assert f.monat_kurz(date(2026, 3, 31)) == "03/2026"
    assert (f.anzahl(1234.0), f.anzahl(157.25), f.anzahl(None), f.anzahl(2.0, gesperrt=True)) == (
        "1.234",
        "157,25",
        "",
        "•",
    )


def test_every_light_has_sign_and_words():
    assert set(f.AMPEL) == {"gruen", "gelb", "rot"}
    assert len({zeichen for zeichen, _ in f.AMPEL.values()}) == 3
    assert all(wort for _, wort in f.AMPEL.values())
