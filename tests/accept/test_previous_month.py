"""A delivery is compared with the latest earlier month of each export, never with a later one or with itself."""

from decimal import Decimal

import polars as pl
import pytest

from pipeline.accept.befund import Zaehlung
from pipeline.accept.previous_month import TABELLE, compare_with_previous
from pipeline.accept.validate import CheckedExport
from pipeline.warehouse.connection import open_warehouse
from pipeline.warehouse.tables import read_table


def deliver(con, monat: str, **exporte: tuple[int, str]) -> set[tuple[str, str]]:
    """Deliver `export=(rows, checksum)`; returns export and code of what was noticed."""
    teile = [
        CheckedExport(e, f"{e}.csv", pl.DataFrame(), pl.DataFrame(), n, pl.DataFrame(), s)
        for e, (n, s) in exporte.items()
    ]
    zaehlungen = tuple(Zaehlung(e, n, 0) for e, (n, _) in exporte.items())
    befunde = compare_with_previous(con, monat, teile, zaehlungen, Decimal("0.2"))
    return set(befunde.select("export", "code").rows())


@pytest.fixture
def con():
    with open_warehouse(None, "1GB") as verbindung:
        yield verbindung


def test_a_first_month_has_nothing_to_be_compared_with(con):
    assert deliver(con, "2026-09", atv_termine=(100, "a")) == set()


def test_the_latest_earlier_month_counts(con):
    for monat, zeilen in (("2026-07", 1000), ("2026-09", 100), ("2026-11", 1000)):
        deliver(con, monat, atv_termine=(zeilen, monat))
    # 80 of 100 rows are 20 % less, which is allowed; against the 1,000 of July or November it would be 92 %.
    assert deliver(con, "2026-10", atv_termine=(80, "neu")) == set()
    assert deliver(con, "2026-10", atv_termine=(79, "neu")) == {("atv_termine", "rueckgang")}


def test_the_same_file_again_is_noticed_but_not_the_same_month_again(con):
    deliver(con, "2026-09", atv_termine=(100, "a"), organisation=(5, "o"))
    assert deliver(con, "2026-09", atv_termine=(100, "a"), organisation=(5, "o")) == set()
    # The organisation may stay the same for months.
    gleich = deliver(con, "2026-10", atv_termine=(100, "a"), organisation=(5, "o"))
    assert gleich == {("atv_termine", "lieferung_wie_vormonat")}


def test_an_export_without_an_earlier_month_is_not_compared(con):
    deliver(con, "2026-09", atv_termine=(100, "a"))
    assert deliver(con, "2026-10", atv_termine=(100, "b"), verbis_kunden=(1, "a")) == set()


def test_what_was_delivered_is_remembered_once_per_month_and_export(con):
    for zeilen in (100, 90):
        deliver(con, "2026-09", atv_termine=(zeilen, "a"))
    assert read_table(con, TABELLE).rows() == [("2026-09", "atv_termine", "a", 90)]
