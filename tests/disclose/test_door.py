"""Suppression: who is counted, and which small numbers may not be seen."""

from datetime import date

import polars as pl
import pytest

from pipeline.disclose.door import publish_kennzahlen
from pipeline.katalog import read_katalog

S = date(2026, 10, 31)
SCHLUESSEL = {"stichtag": pl.Date, "ebene": pl.String, "einheit_id": pl.String}
EINHEIT = {"stichtag": S, "ebene": "team", "einheit_id": "t1"}


def figure(kennzahl, zaehler, nenner):
    zeile = {**EINHEIT, "kennzahl": kennzahl, "zaehler": zaehler, "nenner": nenner, "wert": 0.5, "ampel": "rot"}
    schema = {"zaehler": pl.Float64, "nenner": pl.Float64}
    return pl.DataFrame([{**zeile, "ziel": 1.0, "gesperrt": False}], schema_overrides=schema)


def published(kennzahl, zaehler, nenner, *, fachkraefte=5, mindestfallzahl=3):
    einheiten = pl.DataFrame([{**EINHEIT, "fachkraefte": fachkraefte}])
    return publish_kennzahlen(figure(kennzahl, zaehler, nenner), einheiten, read_katalog(), mindestfallzahl).row(
        0, named=True
    )


@pytest.mark.parametrize(
    ("kennzahl", "zaehler", "nenner", "gesperrt"),
    [
        # a share of persons: numerator, denominator and the rest each count
        ("hoechstabstand_quote", 3.0, 6.0, False),
        ("hoechstabstand_quote", 2.0, 8.0, True),
        ("hoechstabstand_quote", 8.0, 10.0, True),
        ("hoechstabstand_quote", 7.0, 10.0, False),
        ("hoechstabstand_quote", 0.0, 10.0, False),
        ("hoechstabstand_quote", 10.0, 10.0, False),
        ("hoechstabstand_quote", 2.0, 2.0, True),
        ("hoechstabstand_quote", 0.0, 0.0, False),
        ("hoechstabstand_quote", None, None, False),
        # days are no cases, persons are
        ("beratungsaktivitaet_tage", 2.0, 3.0, False),
        ("beratungsaktivitaet_tage", 100.0, 2.0, True),
        # talks per person: the difference of talks and persons is nobody
        ("gespraeche_av_periode", 9.0, 10.0, False),
        ("gespraeche_av_periode", 2.0, 10.0, True),
        # a mere count
        ("ueberfaellig", 1.0, None, True),
        ("ueberfaellig", 0.0, None, False),
        ("ueberfaellig", 3.0, None, False),
        # hours are no cases
        ("kapazitaet_nutzung", 1.5, 2.0, False),
    ],
)
def test_small_numbers(kennzahl, zaehler, nenner, gesperrt):
    zeile = published(kennzahl, zaehler, nenner)
    assert zeile["gesperrt"] is gesperrt
    assert (zeile["wert"] is None) is gesperrt
    assert zeile["ziel"] == 1.0
    if gesperrt:
        assert (zeile["zaehler"], zeile["nenner"], zeile["ampel"]) == (None, None, None)


@pytest.mark.parametrize(
    ("kennzahl", "zaehler", "nenner", "mindestfallzahl", "gesperrt"),
    [
        # two persons have at most 124 days of two months and 732 of a year, four at most 248
        ("ueberfaellige_tage_anteil", 0.0, 124.0, 3, True),
        ("ueberfaellige_tage_anteil", 0.0, 125.0, 3, False),
        ("ueberfaellige_tage_anteil", 0.0, 0.0, 3, False),
        ("ueberfaellige_tage_anteil", 0.0, None, 3, False),
        ("ueberfaellige_tage_anteil", 0.0, 248.0, 5, True),
        ("ueberfaellige_tage_anteil", 0.0, 249.0, 5, False),
        # the overdue days of two persons, and the others of two
        ("ueberfaellige_tage_anteil", 124.0, 750.0, 3, True),
        ("ueberfaellige_tage_anteil", 125.0, 750.0, 3, False),
        ("ueberfaellige_tage_anteil", 626.0, 750.0, 3, True),
        ("ueberfaellige_tage_anteil", 625.0, 750.0, 3, False),
        ("gespraeche_je_personenjahr", 10.0, 732.0, 3, True),
        ("gespraeche_je_personenjahr", 10.0, 733.0, 3, False),
    ],
)
def test_days_that_one_or_two_persons_could_have(kennzahl, zaehler, nenner, mindestfallzahl, gesperrt):
    """A quantity of days says of how few persons it may be."""
    assert published(kennzahl, zaehler, nenner, mindestfallzahl=mindestfallzahl)["gesperrt"] is gesperrt


def test_mindestfallzahl_can_be_raised():
    assert not published("ueberfaellig", 4.0, None)["gesperrt"]
    assert published("ueberfaellig", 4.0, None, mindestfallzahl=5)["gesperrt"]


@pytest.mark.parametrize(("fachkraefte", "gesperrt"), [(0, True), (2, True), (3, False)])
def test_capacity_of_few_counsellors(fachkraefte, gesperrt):
    assert published("kapazitaet_nutzung", 100.0, 200.0, fachkraefte=fachkraefte)["gesperrt"] is gesperrt
    assert published("terminausfall_quote", 10.0, 20.0, fachkraefte=fachkraefte)["gesperrt"] is gesperrt
    assert not published("erstgespraech_quote", 10.0, 20.0, fachkraefte=fachkraefte)["gesperrt"]


def test_capacity_of_a_unit_whose_counsellors_nobody_counted():
    """Units of another month, another level or without a number say nothing about this one."""
    andere = [
        {**EINHEIT, "stichtag": date(2026, 9, 30), "fachkraefte": 9},
        {**EINHEIT, "ebene": "bereich", "fachkraefte": 9},
        {**EINHEIT, "einheit_id": "t2", "fachkraefte": 9},
    ]
    for einheiten in ([], andere, [*andere, {**EINHEIT, "fachkraefte": None}]):
        frame = pl.DataFrame(einheiten, schema={**SCHLUESSEL, "fachkraefte": pl.Int64})
        zeilen = [figure("kapazitaet_nutzung", 100.0, 200.0), figure("erstgespraech_quote", 10.0, 20.0)]
        ergebnis = publish_kennzahlen(pl.concat(zeilen), frame, read_katalog(), 3)
        assert ergebnis["gesperrt"].to_list() == [True, False]
        assert ergebnis["wert"].to_list() == [None, 0.5]


def test_a_figure_that_the_catalogue_does_not_know_stays_inside():
    assert published("unbekannte_quote", 50.0, 100.0)["gesperrt"]


def test_rows_and_columns_stay_as_they_are():
    frame = pl.DataFrame([{**EINHEIT, "kennzahl": "ueberfaellig", "zaehler": 9.0, "nenner": None, "wert": 9.0}])
    frame = frame.with_columns(pl.col("nenner").cast(pl.Float64), ampel=pl.lit("rot"), gesperrt=pl.lit(False))
    ergebnis = publish_kennzahlen(frame, pl.DataFrame([{**EINHEIT, "fachkraefte": 1}]), read_katalog(), 3)
    assert ergebnis.equals(frame)
