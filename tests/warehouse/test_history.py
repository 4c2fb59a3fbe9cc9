"""Months are kept side by side, each once, in the form that other programs read; what is read back is all of it."""

from datetime import date

import polars as pl
import pytest

from drawn import warehouse
from drawn.deliveries import read_delivery
from pipeline.compute.month import compute_kennzahlen
from pipeline.errors import ConfigurationError
from pipeline.kalender import find_berichtsmonat
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import open_warehouse
from pipeline.warehouse.tables import read_table

# The contract with other programs: names, order and types.
FIGURE = {
    "stichtag": "DATE",
    "regelwerk": "VARCHAR",
    "ebene": "VARCHAR",
    "einheit_id": "VARCHAR",
    "kennzahl": "VARCHAR",
    "segment_art": "VARCHAR",
    "segment": "VARCHAR",
    "zaehler": "DOUBLE",
    "nenner": "DOUBLE",
    "wert": "DOUBLE",
    "einheit": "VARCHAR",
    "ziel": "DOUBLE",
    "mindest": "DOUBLE",
    "ampel": "VARCHAR",
    "gesperrt": "BOOLEAN",
}
CONTRACT = {
    "mart.kennzahlen": FIGURE,
    "mart.vorschau": FIGURE,
    "mart.einheiten": {
        "stichtag": "DATE",
        "ebene": "VARCHAR",
        "einheit_id": "VARCHAR",
        "name": "VARCHAR",
        "jobcenter_id": "VARCHAR",
        "bereich_id": "VARCHAR",
        "regelwerk": "VARCHAR",
        "fachkraefte": "BIGINT",
    },
    "mart.stichtage": {"monat": "VARCHAR", "stichtag": "DATE"},
    "raw.lieferung": {"monat": "VARCHAR", "export": "VARCHAR", "pruefsumme": "VARCHAR", "geladen": "BIGINT"},
}
SEPTEMBER, OKTOBER, MITTE = date(2026, 9, 30), date(2026, 10, 31), date(2026, 10, 14)


@pytest.fixture
def con():
    with open_warehouse(None, "1GB") as verbindung:
        yield verbindung


def keep(con, monat: str, stichtag: date | None = None, personen: int = 1, regelwerk: str = "weinstrasse-2023") -> None:
    """Compute a month of that many persons, each with a participation that ends on the month's 31st or 30th."""
    zeilen = "\n".join(f"P{n}" for n in range(personen))
    fall = {"monat": monat, "verbis_kunden": f"kunde_id\n{zeilen}"}
    fall["verbis_massnahmen"] = (
        f"kunde_id | austritt | ergebnis\nP0 | {'30.09' if monat[-1] == '9' else '31.10'}.2026 | laufend"
    )
    einstellungen = Settings(regelwerk=regelwerk, stichtage={monat: stichtag} if stichtag else {})
    compute_kennzahlen(
        con,
        read_delivery(fall),
        find_berichtsmonat(monat, einstellungen.stichtage),
        einstellungen,
        False,
        lambda _: None,
    )


def kept(con, tabelle: str) -> set[date]:
    return set(read_table(con, tabelle)["stichtag"])


def persons(figuren: pl.DataFrame) -> list[tuple]:
    """The number of persons of the Jobcenter, by Stichtag."""
    zeilen = figuren.filter(ebene="jobcenter", kennzahl="beratungsaktivitaet_tage", segment_art="gesamt")
    return zeilen.select("stichtag", "nenner").sort("stichtag").rows()


@pytest.fixture(scope="module")
def october():
    """A warehouse that holds October alone; read only."""
    with open_warehouse(None, "1GB") as verbindung:
        keep(verbindung, "2026-10")
        yield verbindung


@pytest.mark.parametrize("tabelle", CONTRACT)
def test_what_other_programs_read_keeps_its_names_order_and_types(october, tabelle):
    beschreibung = {name: art for name, art, *_ in october.execute(f"describe {tabelle}").fetchall()}
    assert list(beschreibung.items()) == list(CONTRACT[tabelle].items())


def test_the_warehouse_that_other_tests_draw_has_the_same_form():
    for tabelle, gezeichnet in (("mart.kennzahlen", warehouse.SPALTEN), ("mart.einheiten", warehouse.EINHEITEN)):
        spalten = [spalte.split() for spalte in gezeichnet.split(", ")]
        assert {name: art.upper() for name, art in spalten} == CONTRACT[tabelle]


def test_months_are_kept_side_by_side_and_again_replaced(con):
    keep(con, "2026-09", personen=2)
    keep(con, "2026-10", personen=3)
    keep(con, "2026-10", personen=4)
    figuren, einheiten, monate = history.read_history(con)
    assert persons(figuren) == [(SEPTEMBER, 2), (OKTOBER, 4)]
    assert monate == {"2026-09": SEPTEMBER, "2026-10": OKTOBER}
    assert einheiten.height == 2 * 3  # team, Bereich, Jobcenter
    schluessel = ["stichtag", "ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
    assert not figuren.select(schluessel).is_duplicated().any()


def test_a_month_again_under_another_stichtag_does_not_stay_twice(con):
    keep(con, "2026-09")
    for stichtag, erwartet in ((None, OKTOBER), (MITTE, MITTE), (None, OKTOBER)):
        keep(con, "2026-10", stichtag)
        for tabelle in ("mart.kennzahlen", "mart.vorschau", "mart.einheiten", "mart.stichtage"):
            assert kept(con, tabelle) == {SEPTEMBER, erwartet}, tabelle


def test_look_aheads_are_kept_apart_and_read_with_the_figures(october):
    vorschau = {"absolventen_vorschau"}
    assert set(read_table(october, "mart.vorschau")["kennzahl"]) == vorschau
    assert not vorschau & set(read_table(october, "mart.kennzahlen")["kennzahl"])
    assert vorschau < set(history.read_kennzahlen(october, OKTOBER)["kennzahl"])


def test_an_earlier_stichtag_sees_no_later_month(con):
    keep(con, "2026-10", personen=3)
    keep(con, "2026-09", personen=2)
    assert persons(history.read_kennzahlen(con, SEPTEMBER)) == [(SEPTEMBER, 2)]
    assert set(history.read_einheiten(con, SEPTEMBER)["stichtag"]) == {SEPTEMBER}
    assert persons(history.read_kennzahlen(con, OKTOBER)) == [(SEPTEMBER, 2), (OKTOBER, 3)]


def test_figures_come_in_the_order_of_the_result_with_the_direction_of_todays_target(con):
    # Only the second rule set gives this figure a target; the month before shows its direction, but no target.
    keep(con, "2026-09", regelwerk="bremen-2022")
    keep(con, "2026-10", regelwerk="weinstrasse-2023")
    figuren = history.read_kennzahlen(con, OKTOBER)
    rang = {"jobcenter": 0, "bereich": 1, "team": 2}
    zeilen = [(z[0], rang[z[1]], *z[2:]) for z in figuren.select(list(FIGURE)[:1] + list(FIGURE)[2:7]).rows()]
    assert zeilen == sorted(zeilen)
    aktivitaet = figuren.filter(ebene="team", kennzahl="beratungsaktivitaet_tage", segment_art="gesamt")
    assert aktivitaet.select("stichtag", "ziel", "richtung").rows() == [
        (SEPTEMBER, None, "hoechstens"),
        (OKTOBER, 110.0, "hoechstens"),
    ]


def test_an_empty_warehouse_has_no_history(con):
    figuren, einheiten, monate = history.read_history(con)
    assert figuren.is_empty()
    assert einheiten.is_empty()
    assert monate == {}


@pytest.mark.parametrize("tabelle", ["mart.kennzahlen", "mart.einheiten"])
def test_a_kept_table_of_an_earlier_version_gets_its_missing_columns_which_stay_empty_there(con, tabelle):
    keep(con, "2026-09")
    con.execute("drop view mart.verlauf")
    con.execute(f"alter table {tabelle} drop column regelwerk")
    keep(con, "2026-10")
    rules = con.execute(f"select distinct stichtag, regelwerk from {tabelle} order by stichtag").fetchall()
    assert [row[0] for row in rules] == [SEPTEMBER, OKTOBER]
    assert rules[0][1] is None
    assert rules[1][1] is not None


@pytest.mark.parametrize("tabelle", ["mart.kennzahlen", "mart.einheiten"])
def test_a_kept_table_whose_columns_hold_something_else_is_said(con, tabelle):
    keep(con, "2026-09")
    con.execute("drop view mart.verlauf")
    con.execute(f"alter table {tabelle} drop column regelwerk")
    con.execute(f"alter table {tabelle} add column regelwerk integer")
    with pytest.raises(ConfigurationError, match=f"enthält {tabelle} mit anderen Spalten.*--warehouse eine neue Datei"):
        keep(con, "2026-10")
