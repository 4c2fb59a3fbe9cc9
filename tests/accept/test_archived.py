"""A delivery out of the archive is the one that was accepted: its rows, its findings and its counts."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from drawn.archive import OCTOBER, SETTINGS, department, newest
from pipeline.accept.archived import BEFUNDE, read_archived, save_befunde
from pipeline.accept.befund import find_warnungen
from pipeline.accept.lieferung import read_lieferung
from pipeline.errors import UsageError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return department(tmp_path_factory.mktemp("amt"))


def read_counts(stand):
    return {export: rows["gelesen"] for export, rows in stand.lauf.zeilen.items()}


def test_it_is_the_delivery_that_was_accepted(folder):
    stand = newest(folder, OCTOBER)
    again = read_archived(stand.folder, OCTOBER, read_counts(stand))
    first = read_lieferung(folder / "in", OCTOBER, SETTINGS, lambda _: None)
    assert again.monat == OCTOBER
    assert again.is_accepted
    by_export = {part.export: part for part in first.parts}
    assert by_export["verbis_vermerke"].frame.height == 17
    for part in again.parts:
        known = by_export[part.export]
        assert_frame_equal(part.frame, known.frame.select(part.frame.columns), check_row_order=False)
        assert set(part.frame.columns) == set(known.frame.columns)
        assert (part.gelesen, part.checksum) == (known.gelesen, known.checksum)


def test_what_was_found_and_left_out_is_counted_as_it_was(folder):
    stand = newest(folder, OCTOBER)
    again = read_archived(stand.folder, OCTOBER, read_counts(stand))
    counts = {z.export: (z.gelesen, z.ausgeschlossen, z.gruende) for z in again.zaehlungen}
    assert {e: {"gelesen": c[0], "ausgeschlossen": c[1]} for e, c in counts.items()} == stand.lauf.zeilen
    read, excluded, reasons = counts["verbis_vermerke"]
    assert (read, excluded) == (18, 1)
    assert sum(number for _, number in reasons) == 1
    assert again.befunde.filter(export="verbis_vermerke").height >= 1


def test_findings_are_those_that_were_published(folder):
    stand = newest(folder, OCTOBER)
    again = read_archived(stand.folder, OCTOBER, read_counts(stand))
    assert find_warnungen(again.befunde)
    assert tuple(f"{place}: {text}" for place, text in find_warnungen(again.befunde)) == stand.lauf.warnungen
    published = pl.read_csv(stand.report / "daten" / "befunde.csv", separator=";", infer_schema=False)
    assert published.height == again.befunde.height


def test_findings_are_kept_as_they_are(folder, tmp_path):
    first = read_lieferung(folder / "in", OCTOBER, SETTINGS, lambda _: None)
    assert first.befunde.height
    save_befunde(first, tmp_path)
    assert_frame_equal(pl.read_parquet(tmp_path / BEFUNDE), first.befunde)


def test_rows_that_are_no_longer_kept_are_said_to_be_gone(tmp_path):
    folder = department(tmp_path)
    stand = newest(folder, OCTOBER)
    (stand.folder / "lieferung" / "atv_termine.parquet").unlink()
    with pytest.raises(UsageError, match=r"Die Zeilen der Lieferung 2024-10 liegen nicht mehr im Archiv \(Aufbew"):
        read_archived(stand.folder, OCTOBER, read_counts(stand))
