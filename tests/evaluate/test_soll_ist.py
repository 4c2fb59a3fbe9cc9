"""Soll and Ist of a year: ratios of sums worked out by hand, from published months only."""

import pytest

from drawn.profillagen import BA, THREE_MONTHS, draw_profillagen, write_profillagen
from drawn.warehouse import stichtag, unit, write_warehouse
from pipeline.disclose.history import read_warehouse
from pipeline.evaluate.soll_ist import ALLE, build_soll_ist, profillage_demand
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import find_regelwerk
from pipeline.settings import Settings


def blocks(tmp_path, regelwerk=BA, **lager):
    reihe = read_warehouse(write_profillagen(tmp_path, regelwerk=regelwerk, **lager), Settings())
    return build_soll_ist(reihe, [2026], {regelwerk: find_regelwerk(regelwerk)}, read_katalog())


def test_a_year_worked_out_by_hand(tmp_path):
    (block,) = blocks(tmp_path)
    assert (block.jahr, block.jobcenter, block.regelwerk, block.monate) == (
        2026,
        "Jobcenter Birkental",
        BA,
        THREE_MONTHS,
    )
    markt = block.zeilen[0]
    assert (markt.titel, markt.soll) == ("Marktprofil", 4.0)
    # (30 + 90 + 60) talks / (10 + 20 + 30) persons; the mean of 3,0 and 4,5 and 2,0 would be 3,2
    assert (markt.ist.wert, markt.ist.monate, markt.ist.mean_nenner) == (3.0, 3, 20.0)
    assert (markt.abweichung, markt.ampel) == (-1.0, "rot")
    # August kept hidden: (5 + 15) / (10 + 30)
    assert (markt.quote.wert, markt.quote.monate, markt.quote.geheim) == (0.5, 2, 1)


def test_hidden_months_stay_out_and_none_left_is_hidden(tmp_path):
    zuordnung = blocks(tmp_path)[0].zeilen[1]
    assert (zuordnung.ist.wert, zuordnung.ist.monate, zuordnung.ist.geheim) == (1.0, 1, 1)
    assert zuordnung.ampel == "gruen"
    nur_wenige = [z for z in draw_profillagen() if z["stichtag"].month == 10]
    (tmp_path / "b").mkdir()
    zuordnung = blocks(tmp_path / "b", zeilen=nur_wenige)[0].zeilen[1]
    assert (zuordnung.ist.wert, zuordnung.ist.gesperrt, zuordnung.ampel) == (None, True, None)


def test_sum_counts_months_without_hidden_profiles(tmp_path):
    summe = blocks(tmp_path)[0].summe
    # July: 38 / 18, August: 90 / 20; in October Z is hidden
    assert (summe.titel, summe.ist.wert, summe.ist.monate, summe.ist.geheim) == (ALLE, 128 / 38, 2, 1)
    assert summe.quote.wert == 0.5


def test_a_change_of_rule_set_makes_two_blocks(tmp_path):
    zeilen = [{**z, "regelwerk": BA if z["stichtag"].month < 10 else "lichtenberg-2022"} for z in draw_profillagen()]
    einheiten = [unit(m, regelwerk=BA if m < "2026-10" else "lichtenberg-2022") for m in THREE_MONTHS]
    reihe = read_warehouse(write_warehouse(tmp_path / "l.duckdb", zeilen, einheiten), Settings())
    bloecke = build_soll_ist(reihe, [2026], {BA: find_regelwerk(BA)}, read_katalog())
    assert [(b.regelwerk, b.monate) for b in bloecke] == [
        (BA, THREE_MONTHS[:2]),
        ("lichtenberg-2022", THREE_MONTHS[2:]),
    ]
    assert bloecke[1].zeilen[0].vorgabe == "Regelwerk liegt hier nicht vor"


@pytest.mark.parametrize(
    ("regelwerk", "profillage", "text"),
    [
        ("lichtenberg-2022", "M", "mindestens alle 6 Monate"),
        ("weinstrasse-2023", "Z", "mindestens alle 180 Tage"),
        ("bremen-2022", "M", "je nach Regel: mindestens alle 60 Tage bis mindestens alle 180 Tage"),
        (BA, "A", "je nach Regel: mindestens alle 28 Tage bis mindestens 5 Gespräche in 6 Monaten"),
        (BA, "ohne", "mindestens alle 28 Tage"),
        # what stands after the rule for all of Z is out of reach for Z
        ("beratungsaktivitaet-2024", "Z", "je nach Regel: mindestens alle 3 Monate bis mindestens alle 6 Monate"),
        # case management has a table of its own, also for them
        ("beratungsaktivitaet-2024", "I", "je nach Regel: mindestens jeden Monat bis mindestens alle 6 Monate"),
    ],
)
def test_demand_in_words(regelwerk, profillage, text):
    assert profillage_demand(find_regelwerk(regelwerk), profillage, stichtag("2026-10"), read_katalog()) == text
