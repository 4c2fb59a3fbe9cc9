"""Amounts of a comparison as cells, and writers that need nothing but the model."""

from pipeline.evaluate.aufwand import Amount
from pipeline.present.documents.vergleich import amount_cell, amount_difference


def test_numbers_in_words():
    betraege = (Amount(1234.4), Amount(None), Amount(None, gesperrt=True))
    assert [amount_cell(b).text for b in betraege] == ["1.234", "–", "•"]
    assert amount_cell(Amount(48.0, rund=True)).text == "≈\u00a048"
    null = Amount(0.0)
    assert [amount_difference(Amount(b), null).text for b in (3.0, 0.0, -3.0)] == ["+3", "±0", "\u22123"]
    assert amount_difference(Amount(8.0, rund=True), null).text == "≈\u00a0+8"
    assert amount_difference(Amount(5.0), Amount(None, gesperrt=True)).text == "•"
    assert amount_difference(Amount(5.0), Amount(None)).text == "–"
