"""One number under several rule sets is hidden in all of them or in none."""

from datetime import date

import polars as pl

from drawn.warehouse import team_figures
from pipeline.disclose.alike import publish_vergleich
from pipeline.katalog import read_katalog

S = date(2026, 10, 31)


def test_what_is_hidden_under_one_rule_set_is_hidden_wherever_the_same_number_stands():
    gleich = ("t1", "terminausfall_quote", "gesamt", "gesamt")
    anders = ("t1", "hoechstabstand_quote", "gesamt", "gesamt")
    einheiten = pl.DataFrame(
        [{"stichtag": S, "ebene": "team", "einheit_id": "t1", "fachkraefte": 5, "jobcenter_id": "j", "bereich_id": "b"}]
    )
    a, b = (team_figures((*gleich, 2, 20), (*anders, zaehler, 20)) for zaehler in (2, 9))
    erst, zweit = publish_vergleich([(a, einheiten), (b, einheiten)], read_katalog(), 3)
    assert erst["gesperrt"].to_list() == [True, True]
    assert zweit.select("gesperrt", "zaehler").rows() == [(True, None), (False, 9.0)]
