"""The delivery as a whole: exports without a row, a month that is not over, what refuses and what only warns."""

from datetime import date

import pytest

from drawn.deliveries import HOUSE, read_delivery
from drawn.office import draw_office, read_office
from pipeline.accept.whole import judge_end, judge_whole
from pipeline.compute.month import compute_in_memory, load_lieferung
from pipeline.errors import LieferungError
from pipeline.kalender import find_berichtsmonat
from pipeline.settings import Settings
from pipeline.warehouse.connection import open_warehouse
from schemas import EXPORTS

OCTOBER = find_berichtsmonat("2026-10", {})


def judged(lieferung) -> list[tuple]:
    befunde = judge_whole(lieferung, OCTOBER, Settings())
    assert befunde["zeile"].is_null().all()
    return befunde.select("export", "code", "schwere").rows()


def without(*exports, persons=60):
    return read_office(draw_office(persons) | {export: [] for export in exports})


def test_an_ordinary_delivery_is_no_finding():
    assert judged(without()) == []


@pytest.mark.parametrize("export", [export for export in EXPORTS if export != "organisation"])
def test_every_empty_export_is_said_in_the_first_month_too(export):
    found = [f for f in judged(without(export, persons=20)) if f[1] == "export_leer"]
    assert found == [(export, "export_leer", "warnung")]


def test_an_office_without_persons_or_notes_is_refused():
    assert ("verbis_vermerke", "export_leer", "abbruch") in judged(without("verbis_vermerke", persons=50))
    assert ("verbis_vermerke", "export_leer", "warnung") in judged(without("verbis_vermerke", persons=49))
    assert ("verbis_kunden", "export_leer", "abbruch") in judged(without("verbis_kunden"))
    assert ("atv_termine", "export_leer", "warnung") in judged(without("atv_termine"))


def test_a_delivery_about_fewer_than_five_persons_is_not_judged():
    assert judged(read_delivery(HOUSE)) == []
    assert judged(read_delivery({"verbis_kunden": "kunde_id\nP1\nP2\nP3\nP4"})) == []
    assert len(judged(read_delivery({"verbis_kunden": "kunde_id\nP1\nP2\nP3\nP4\nP5"}))) == 7


def test_a_refused_delivery_names_each_export_and_why():
    rows = draw_office() | {"verbis_vermerke": []}
    for row in rows["verbis_massnahmen"]:
        row["kunde_id"] = row["kunde_id"].upper()
    lieferung = read_office(rows)
    with open_warehouse(None, "1GB") as con, pytest.raises(LieferungError) as refusal:
        load_lieferung(con, lieferung, OCTOBER, Settings(regelwerk="weinstrasse-2023"), True)
    assert "verbis_vermerke: Der Export enthält keine einzige Zeile" in str(refusal.value)
    assert "verbis_massnahmen: Keine einzige Zeile findet ihre Person" in str(refusal.value)
    assert "p00" not in str(refusal.value).lower()


def test_an_export_that_lost_its_rows_is_refused_for_that_and_not_for_what_is_left():
    def rows(lost):
        drawn = draw_office()
        for row in drawn["verbis_kunden"][:lost]:
            row["av_seit"] = "02.25.2026"
        return read_office(drawn)

    # Of 60 persons six are a tenth; with 30 unreadable rows half of all persons would be unknown.
    assert judged(rows(30)) == []
    with open_warehouse(None, "1GB") as con, pytest.raises(LieferungError, match="Tag und Monat vertauscht") as refusal:
        load_lieferung(con, rows(30), OCTOBER, Settings(regelwerk="weinstrasse-2023"), True)
    assert "findet" not in str(refusal.value)
    codes = {
        code
        for _, code, _ in judge_whole(rows(30), OCTOBER, Settings(hoechster_ausschluss=1))
        .select("export", "code", "schwere")
        .rows()
    }
    assert "schluessel_fremd" in codes
    unknown = {code for _, code, _ in judged(rows(6)) + judged(rows(7))}
    assert unknown == {"schluessel_fremd"}
    assert judged(rows(7)) == []


def test_what_is_odd_about_the_whole_changes_no_figure():
    few = {"verbis_kunden": "kunde_id\nP1\nP2\nP3\nP4\nP5", "verbis_vermerke": "kunde_id | datum\nP1 | 01.10.2026"}
    lieferung = read_delivery(few)
    kennzahlen = compute_in_memory(lieferung, OCTOBER, Settings(regelwerk="weinstrasse-2023")).kennzahlen
    assert "export_leer" in set(lieferung.befunde["code"])
    counted = kennzahlen.filter(kennzahl="gespraeche_monat", ebene="team", segment="gesamt")
    assert counted["zaehler"].to_list() == [1]


# The Stichtag, 31.10.2026, is a Saturday.
@pytest.mark.parametrize(
    ("until", "today", "is_over"),
    [
        ("15.10.2026", date(2026, 10, 29), False),
        ("15.10.2026", date(2026, 10, 30), True),
        ("15.10.2026", date(2026, 11, 1), True),
        ("29.10.2026", date(2026, 1, 1), False),
        # The delivery itself shows that the last working day has come: the clock is wrong.
        ("30.10.2026", date(2026, 1, 1), True),
        # A later day, mistyped, shows nothing.
        ("15.10.2062", date(2026, 10, 29), False),
    ],
)
def test_a_month_that_is_not_over_is_said(until, today, is_over):
    lieferung = read_delivery({"verbis_kunden": "kunde_id\nP1", "verbis_vermerke": f"datum\n{until}"})
    befunde = judge_end(lieferung, OCTOBER, today)
    assert befunde["schwere"].to_list() == ([] if is_over else ["warnung"])
    assert is_over or "31.10.2026 liegt in der Zukunft" in befunde["satz"].item()
