"""How things are written: German, signed, rounded as people expect."""

from datetime import date

import pytest

from pipeline import formate as f
from pipeline.katalog import read_katalog

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
