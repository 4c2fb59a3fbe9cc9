"""The report model: order, previous month, differences, and months that are missing."""

from datetime import date

import polars as pl
import pytest

from pipeline.disclose.history import PublishedMonths
from pipeline.evaluate.month import VERLAUF_MONATE, build_einheiten
from pipeline.kalender import Berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import find_regelwerk

JULI, AUGUST, SEPTEMBER = date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)
TEAM = {"ebene": "team", "einheit_id": "t1"}


def row(stichtag, wert, kennzahl="beratungsaktivitaet_tage", segment_art="gesamt", segment="gesamt", **felder):
    return {
        "stichtag": stichtag,
        **TEAM,
        "regelwerk": "weinstrasse-2023",
        "kennzahl": kennzahl,
        "segment_art": segment_art,
        "segment": segment,
        "zaehler": None if wert is None else wert * 10,
        "nenner": 10.0,
        "wert": wert,
        "ziel": 110.0,
        "mindest": None,
        "ampel": None,
        "gesperrt": False,
        "richtung": "hoechstens",
        **felder,
    }


def units(*zeilen, stichtag=SEPTEMBER, vorheriger=AUGUST, monate=None):
    schema = dict.fromkeys(("zaehler", "nenner", "wert", "ziel", "mindest"), pl.Float64) | {"ampel": pl.String}
    kennzahlen = pl.DataFrame(list(zeilen), schema_overrides=schema)
    team = {**TEAM, "name": "Team 1", "regelwerk": "weinstrasse-2023", "jobcenter_id": "j", "bereich_id": "b"}
    haus = {**team, "ebene": "jobcenter", "einheit_id": "j", "name": "Jobcenter", "bereich_id": None}
    bereich = {**team, "ebene": "bereich", "einheit_id": "b", "name": "Bereich", "bereich_id": None}
    monate = dict(sorted((monate or {f"{s:%Y-%m}": s for s in {stichtag, *kennzahlen["stichtag"]}}).items()))
    einheiten = pl.DataFrame([{"stichtag": s, **e} for s in monate.values() for e in (team, haus, bereich)])
    reihe, werke = PublishedMonths(kennzahlen, einheiten, monate), [find_regelwerk("weinstrasse-2023")]
    name = next(m for m, s in monate.items() if s == stichtag)
    return build_einheiten(reihe, read_katalog(), werke, Berichtsmonat(name, vorheriger, stichtag))


def test_order_is_house_bereich_team_and_rows_follow_the_catalogue():
    einheiten = units(
        row(SEPTEMBER, 0.5, "vereinbarung_quote"),
        row(SEPTEMBER, 80.0, segment_art="profillage", segment="ohne"),
        row(SEPTEMBER, 80.0, segment_art="profillage", segment="A"),
        row(SEPTEMBER, 100.0),
        row(SEPTEMBER, 9.0, "ueberfaellig", "kontaktregel", "alle"),
    )
    assert [e.ebene for e in einheiten] == ["jobcenter", "bereich", "team"]
    assert [(z.kennzahl.id, z.segment) for z in einheiten[2].zeilen] == [
        ("beratungsaktivitaet_tage", "gesamt"),
        ("beratungsaktivitaet_tage", "A"),
        ("beratungsaktivitaet_tage", "ohne"),
        ("ueberfaellig", "alle"),
        ("vereinbarung_quote", "gesamt"),
    ]
    assert einheiten[2].zeilen[3].segment_titel == "Alle übrigen Personen"
    assert [e.teams for e in einheiten] == [("t1",), ("t1",), ("t1",)]


def test_differences_to_target_and_previous_month():
    (_, _, team) = units(row(AUGUST, 120.0), row(SEPTEMBER, 112.5))
    zeile = team.find("beratungsaktivitaet_tage")
    assert (zeile.abweichung, zeile.vormonat, zeile.veraenderung) == (2.5, 120.0, -7.5)
    assert [p.wert for p in zeile.verlauf] == [120.0, 112.5]


def test_a_missing_previous_month_is_not_the_month_before_it():
    (_, _, team) = units(row(JULI, 120.0), row(SEPTEMBER, 112.5))
    zeile = team.find("beratungsaktivitaet_tage")
    assert (zeile.vormonat, zeile.veraenderung) == (None, None)
    assert [(p.monat, p.wert, p.fehlt) for p in zeile.verlauf] == [
        ("2026-07", 120.0, False),
        ("2026-08", None, True),
        ("2026-09", 112.5, False),
    ]


def test_months_under_another_rule_set_are_no_comparison():
    (_, _, team) = units(row(AUGUST, 120.0, regelwerk="bremen-2022"), row(SEPTEMBER, 112.5))
    zeile = team.find("beratungsaktivitaet_tage")
    assert (zeile.vormonat, zeile.veraenderung) == (None, None)
    assert [p.wert for p in zeile.verlauf] == [None, 112.5]


def test_suppressed_months_are_gaps():
    (_, _, team) = units(row(AUGUST, None, gesperrt=True), row(SEPTEMBER, 112.5))
    zeile = team.find("beratungsaktivitaet_tage")
    assert (zeile.vormonat, zeile.vormonat_gesperrt, zeile.veraenderung) == (None, True, None)
    assert [(p.wert, p.gesperrt) for p in zeile.verlauf] == [(None, True), (112.5, False)]


def test_course_is_a_year_and_a_month_at_most():
    monate = [date(2025, m, 1) for m in range(1, 13)] + [date(2026, m, 1) for m in range(1, 9)]
    (_, _, team) = units(*(row(m, 100.0) for m in monate), stichtag=monate[-1], vorheriger=monate[-2])
    verlauf = team.find("beratungsaktivitaet_tage").verlauf
    assert len(verlauf) == VERLAUF_MONATE
    assert (verlauf[0].monat, verlauf[-1].monat) == ("2025-08", "2026-08")


def test_a_course_is_counted_by_the_calendar_and_not_by_what_is_there():
    kept = [date(2025, 6, 30), date(2025, 10, 31), SEPTEMBER]
    (_, _, team) = units(*(row(s, 100.0) for s in kept))
    verlauf = team.find("beratungsaktivitaet_tage").verlauf
    assert (verlauf[0].monat, len(verlauf), sum(p.fehlt for p in verlauf)) == ("2025-10", 12, 10)


def test_a_month_is_called_by_its_name_wherever_its_stichtag_lies():
    """October ends on 2 November, September on 1 October: two neighbours, whatever the days say."""
    tage = {"2026-09": date(2026, 10, 1), "2026-10": date(2026, 11, 2)}
    davor, jetzt = tage.values()
    (_, _, team) = units(row(davor, 120.0), row(jetzt, 112.5), stichtag=jetzt, vorheriger=davor, monate=tage)
    zeile = team.find("beratungsaktivitaet_tage")
    assert [p.monat for p in zeile.verlauf] == ["2026-09", "2026-10"]
    assert zeile.vormonat == 120.0


def test_a_previous_month_under_another_stichtag_is_no_comparison():
    """Kept under 31 August, but the settings now say 14 August: both months would count the same days."""
    (_, _, team) = units(row(AUGUST, 120.0), row(SEPTEMBER, 112.5), vorheriger=date(2026, 8, 14))
    zeile = team.find("beratungsaktivitaet_tage")
    assert (zeile.vormonat, zeile.veraenderung) == (None, None)
    assert [(p.wert, bool(p.bruch)) for p in zeile.verlauf] == [(120.0, False), (112.5, True)]


@pytest.mark.parametrize("gesucht", [("ueberfaellig",), ("beratungsaktivitaet_tage", "altersgruppe", "u25")])
def test_find_returns_none_without_a_case(gesucht):
    (_, _, team) = units(row(SEPTEMBER, 100.0))
    assert team.find(*gesucht) is None
