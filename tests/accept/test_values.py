"""What has one reading only is read; what could be two things, or cannot be true, is not."""

from datetime import date, time
from decimal import Decimal

import polars as pl
import pytest

from drawn.rows import check
from pipeline.accept.values import allowed_codes, nothing
from schemas import EXPORTS


@pytest.mark.parametrize(
    ("export", "spalte", "text", "wert"),
    [
        ("atv_termine", "dauer_min", "30,0", 30),
        ("atv_termine", "dauer_min", "45,000", 45),
        ("atv_termine", "dauer_min", "1.440", 1440),  # thousands: a day is the most that can be
        ("atv_termine", "beginn", "08:00:00", time(8)),
        ("atv_termine", "beginn", "8:00", time(8)),
        ("atv_termine", "beginn", "08:30:00.000", time(8, 30)),
        ("verbis_kunden", "geburtsmonat", "05.1980", date(1980, 5, 1)),
        ("verbis_kunden", "geburtsmonat", "01.05.1980", date(1980, 5, 1)),
        ("verbis_kunden", "geburtsmonat", "1980-05-01", date(1980, 5, 1)),
        ("verbis_kunden", "geburtsmonat", "1980-05-01 00:00:00", date(1980, 5, 1)),
        ("verbis_kunden", "geburtsmonat", "1970-01", date(1970, 1, 1)),  # many were born in that month
        ("verbis_kunden", "av_seit", "01.01.2020 00:00:00", date(2020, 1, 1)),
        ("verbis_kunden", "av_seit", "2020-01-01T14:05:00", date(2020, 1, 1)),
        ("verbis_kunden", "av_seit", "2020-01-01 23:59:59.999", date(2020, 1, 1)),
        ("verbis_kunden", "av_seit", "01.01.2020 9:05", date(2020, 1, 1)),
        ("verbis_kunden", "av_seit", "01.01.2005", date(2005, 1, 1)),
        ("verbis_kunden", "par10", "WAHR", True),
        ("verbis_kunden", "par10", "FALSCH", False),
        ("verbis_kunden", "par10", "true", True),
        ("verbis_kunden", "par10", "False", False),
        ("verbis_kunden", "par10", "wahr", True),
        ("verbis_kunden", "par10", "✓", True),
        ("verbis_kunden", "par10", "1,0", True),
        ("atv_kapazitaet", "arbeitszeit_std", "0,5", Decimal("0.5")),
        ("atv_kapazitaet", "arbeitszeit_std", "7,800", Decimal("7.8")),
        # Hexadecimal pseudonyms may look like a power of ten.
        ("verbis_vermerke", "kunde_id", "12e5", "12e5"),
        ("verbis_vermerke", "kunde_id", "1e10", "1e10"),
        ("organisation", "team_name", "Ohne Zuordnung", "Ohne Zuordnung"),
        ("organisation", "team_id", "NA", "NA"),
        ("organisation", "team_id", "0", "0"),
        ("organisation", "team_name", "Kein", "Kein"),
        ("allegro_antraege", "sonderfall", "Ohne Antrag verzogen", "vorhanden"),
        ("allegro_antraege", "sonderfall", "N1", "vorhanden"),
        ("verbis_massnahmen", "massnahmeart", "MAT-0", "vorhanden"),
    ],
)
def test_what_has_one_reading_is_read_without_a_word(tmp_path, export, spalte, text, wert):
    geprueft = check(tmp_path, export, {spalte: text})
    assert geprueft.frame[spalte].to_list() == [wert]
    assert not {"ausschluss", "warnung"} & set(geprueft.befunde["schwere"])
    assert not {"leerwert", "datum_offen"} & set(geprueft.befunde["code"])


@pytest.mark.parametrize(
    ("export", "spalte", "text"),
    [
        ("atv_kapazitaet", "arbeitszeit_std", "7.800"),
        ("atv_kapazitaet", "abwesend_std", "0.500"),
        ("atv_kapazitaet", "freigeschaltet_std", "1.234.567"),
        ("atv_kapazitaet", "arbeitszeit_std", "-7.800"),
        ("atv_kapazitaet", "arbeitszeit_std", "1,2E+1"),
        ("atv_termine", "dauer_min", "30.000"),
        ("atv_termine", "dauer_min", "0.030"),
        ("atv_termine", "dauer_min", "30,5"),
        ("verbis_kunden", "av_seit", "01.10.0226"),
        ("verbis_kunden", "av_seit", "2926-10-01"),
        ("atv_termine", "datum", "05.10.2026 24:00"),
        ("atv_termine", "datum", "15.10.2026 99:99"),
        ("atv_termine", "datum", "15.10.2026 12:60"),
        ("atv_termine", "datum", "2026-10-15T23:59:60"),
        ("atv_termine", "datum", "2026-10-15 24:00:00"),
        ("atv_termine", "datum", "05.10.20026"),
        ("verbis_kunden", "av_seit", "31.12.1899 12:00"),
        ("verbis_kunden", "av_seit", "15.06.1899"),
        ("verbis_kunden", "av_seit", "01.01.2101"),
        ("verbis_kunden", "geburtsmonat", "0979-05"),
        ("verbis_kunden", "geburtsmonat", "1899-05"),
        ("verbis_kunden", "geburtsmonat", "2101-01"),
        ("verbis_kunden", "geburtsmonat", "02.05.1980"),
        ("verbis_kunden", "geburtsmonat", "13.1980"),
        ("verbis_kunden", "kunde_id", "1,23E+11"),
        ("verbis_kunden", "kunde_id", "1.23E+11"),
        ("verbis_kunden", "bg_id", "1E+11"),
        ("verbis_kunden", "bg_id", "4,5e12"),
        ("verbis_kunden", "team_id", "1,00E+05"),
        ("verbis_vermerke", "kunde_id", "#REF!"),
        ("verbis_massnahmen", "massnahmeart", "#WERT!"),
        ("atv_termine", "beginn", "2026-10-14T23:00:00Z"),
    ],
)
def test_what_cannot_be_true_or_could_be_two_things_is_unreadable(tmp_path, export, spalte, text):
    geprueft = check(tmp_path, export, {spalte: text})
    ausschluss = geprueft.befunde.filter(schwere="ausschluss")
    assert spalte in set(ausschluss["spalte"])
    assert geprueft.frame.is_empty()


@pytest.mark.parametrize("export", EXPORTS)
def test_no_code_of_a_column_stands_for_nothing(export):
    for column in EXPORTS[export].to_schema().columns.values():
        codes = pl.Series(allowed_codes(column), dtype=pl.String)
        geschrieben = [*codes, *codes.str.to_uppercase(), *codes.str.replace_all("_", " ")]
        assert not pl.Series(geschrieben, dtype=pl.String).str.contains(nothing(column)).any(), column.name


@pytest.mark.parametrize(
    ("others", "read"),
    [
        (["30", "600"], [30, 600]),
        (["30,0", "45"], [30, 45]),
        (["30", "700"], [30, 700, 1440]),
        (["1.200", "1.080"], [1200, 1080, 1440]),
    ],
)
def test_a_point_is_one_of_thousands_only_where_the_column_shows_it(tmp_path, others, read):
    rows = [{"termin_id": f"a{n}", "dauer_min": text} for n, text in enumerate([*others, "1.440"])]
    geprueft = check(tmp_path, "atv_termine", *rows)
    assert geprueft.frame["dauer_min"].to_list() == read
    excluded = geprueft.befunde.filter(schwere="ausschluss")
    assert excluded["code"].to_list() == ["wert_unlesbar"] * (len(read) == 2)
    assert all("also 30 statt 30.0" in satz for satz in excluded["satz"])
