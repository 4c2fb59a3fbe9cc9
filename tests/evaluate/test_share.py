"""Who makes up a mean: parts of the whole, and none where something may not be seen."""

import pytest

from drawn.reports import draw_einheit, draw_zeile
from pipeline.evaluate.share import find_shares
from pipeline.katalog import read_katalog

TAGE = read_katalog()["beratungsaktivitaet_tage"]


def row(titel: str, zaehler: float | None, nenner: float | None, *, art: str = "dauerklasse", gesperrt: bool = False):
    felder = {"zaehler": zaehler, "nenner": nenner, "gesperrt": gesperrt}
    return draw_zeile(TAGE.id, segment_art=art, segment=titel, segment_titel=titel, **felder)


def shares(*rows):
    return find_shares(draw_einheit(zeilen=rows), TAGE)


def test_each_class_has_its_part_of_the_sum_and_of_the_persons():
    total = row("gesamt", 1000.0, 40.0, art="gesamt")
    u25 = row("u25", 500.0, 10.0, art="altersgruppe")
    kurz, lang = shares(total, u25, row("kurz", 400.0, 36.0), row("lang", 600.0, 4.0))
    assert (kurz.titel, kurz.zaehler, kurz.zaehler_anteil, kurz.nenner, kurz.nenner_anteil) == (
        *("kurz", 400.0, 0.4),
        *(36.0, 0.9),
    )
    assert (lang.zaehler_anteil, lang.nenner_anteil) == (0.6, 0.1)
    assert (kurz.excess, lang.excess) == (pytest.approx(-0.5), 0.5)


def test_a_suppressed_class_has_no_part_and_a_suppressed_whole_no_classes():
    hidden = row("lang", None, None, gesperrt=True)
    kurz, lang = shares(row("gesamt", 1000.0, 40.0, art="gesamt"), row("kurz", 400.0, 38.0), hidden)
    assert (kurz.zaehler_anteil, kurz.gesperrt) == (0.4, False)
    assert (lang.zaehler_anteil, lang.nenner_anteil, lang.excess, lang.gesperrt) == (None, None, 0.0, True)
    assert shares(row("gesamt", None, None, art="gesamt", gesperrt=True), row("kurz", 400.0, 38.0)) == ()


def test_nothing_to_have_a_part_of():
    (kurz,) = shares(row("gesamt", 0.0, 4.0, art="gesamt"), row("kurz", 0.0, 4.0))
    assert (kurz.zaehler_anteil, kurz.nenner_anteil, kurz.excess) == (None, 1.0, 0.0)
    assert shares(row("kurz", 0.0, 4.0)) == ()
    assert find_shares(draw_einheit(), read_katalog()["gespraeche_monat"]) == ()
