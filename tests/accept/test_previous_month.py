"""An export is compared with its other months: fewer rows with the latest earlier one, the same rows with all."""

from decimal import Decimal

import polars as pl
import pytest

from pipeline.accept.befund import Zaehlung
from pipeline.accept.previous_month import TABELLE, compare_with_previous
from pipeline.accept.validate import CheckedExport
from pipeline.warehouse import tables
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


def stored(con, monat: str, rows: list[tuple], checksum: str, export: str = "verbis_vermerke") -> pl.DataFrame:
    """Deliver an export with its rows; returns what was noticed."""
    frame = pl.DataFrame(rows, {"zeile": pl.UInt32, "vermerk_id": pl.String, "betreff": pl.String}, orient="row")
    tables.replace_month(con, f"raw.{export}", monat, frame)
    part = CheckedExport(export, f"{export}.csv", frame, pl.DataFrame(), len(rows), pl.DataFrame(), checksum)
    return compare_with_previous(con, monat, [part], (Zaehlung(export, len(rows), 0),), Decimal("0.2"))


ROWS = [(number, f"n{number}", None) for number in range(20)]


def test_the_same_rows_in_other_bytes_and_order_are_the_same_export(con):
    stored(con, "2026-07", ROWS, "a")
    stored(con, "2026-09", [(n, f"m{n}", None) for n in range(20)], "b")
    # Not the month before, but that of July; read from other rows of the file.
    found = stored(con, "2026-10", [(n + 5, i, b) for n, i, b in reversed(ROWS)], "c")
    assert found.select("code", "schwere").rows() == [("lieferung_wie_vormonat", "warnung")]
    assert "Zeile für Zeile der des Monats 2026-07" in found["satz"].item()
    assert stored(con, "2026-10", [*ROWS[:-1], (19, "n19", "bg_beratung")], "c").is_empty()


def test_an_earlier_month_delivered_late_is_compared_with_the_later_ones(con):
    stored(con, "2026-10", ROWS, "a")
    found = stored(con, "2026-08", ROWS, "a")
    assert "Byte für Byte der des Monats 2026-10" in found["satz"].item()


def test_few_rows_may_be_those_of_another_month_and_none_are_no_rows(con):
    for rows, expected in ((ROWS[:19], [("lieferung_wie_vormonat", "hinweis")]), ([], [])):
        stored(con, "2026-09", rows, "a")
        assert stored(con, "2026-10", rows, "a").select("code", "schwere").rows() == expected


def test_an_export_that_loses_more_than_two_fifths_is_a_warning(con):
    def severities(before: int, after: int) -> list[str]:
        for monat, rows in (("2026-09", before), ("2026-10", after)):
            found = stored(con, monat, [(n, f"{monat}{n}", None) for n in range(rows)], monat)
        return found["schwere"].to_list()

    assert severities(50, 40) == []
    assert severities(50, 30) == ["hinweis"]
    assert severities(50, 29) == ["warnung"]
    assert severities(49, 10) == ["hinweis"]
