"""One and the same day, month or time in nearly all of fifty rows, and flags that are always J."""

import pytest

from drawn.rows import check, findings


def rows(export, column, count, same, text, others):
    key = {"verbis_kunden": "kunde_id", "atv_termine": "termin_id", "verbis_vermerke": "vermerk_id"}
    name = key.get(export, "antrag_id")
    return [{name: f"x{n}", column: text if n < same else others[n % len(others)]} for n in range(count)]


@pytest.mark.parametrize(
    ("export", "column", "text", "others"),
    [
        ("verbis_kunden", "av_seit", "01.01.2005", ["02.02.2020", "03.03.2021"]),
        ("verbis_kunden", "geburtsmonat", "1980-01", ["1990-02", "1991-03"]),
        ("atv_termine", "datum", "01.10.2026", ["02.10.2026", "05.10.2026"]),
        ("atv_termine", "beginn", "08:00", ["09:00", "10:30"]),
        ("verbis_vermerke", "datum", "01.10.2026", ["02.10.2026", "05.10.2026"]),
        ("allegro_antraege", "leistung_bis", "31.12.2026", ["30.11.2026", "31.10.2026"]),
    ],
)
def test_one_value_for_nine_tenths_of_fifty_rows_is_a_default(tmp_path, export, column, text, others):
    def found(count, same):
        checked = check(tmp_path, export, *rows(export, column, count, same, text, others))
        return [f for f in findings(checked) if f[1] == column]

    assert found(50, 45) == [(None, column, "spalte_zweifelhaft", "warnung")]
    assert found(50, 44) == []
    assert found(49, 49) == []


def test_empty_cells_are_no_value(tmp_path):
    cells = rows("allegro_antraege", "leistung_bis", 200, 49, "31.12.2026", [""])
    assert [f for f in findings(check(tmp_path, "allegro_antraege", *cells)) if f[1] == "leistung_bis"] == []


@pytest.mark.parametrize(
    ("column", "yes", "is_doubted"),
    [("einmalzahlung", 48, True), ("einmalzahlung", 47, False), ("alg_aufstocker", 50, True), ("inland", 50, False)],
)
def test_a_rare_flag_that_nearly_all_rows_have_is_doubted(tmp_path, column, yes, is_doubted):
    cells = rows("allegro_antraege", column, 50, yes, "J", ["N"])
    found = [f for f in findings(check(tmp_path, "allegro_antraege", *cells)) if f[1] == column]
    assert found == [(None, column, "spalte_zweifelhaft", "warnung")] * is_doubted


def test_the_sentence_says_how_many_and_no_value(tmp_path):
    cells = rows("verbis_kunden", "av_seit", 50, 48, "01.01.2005", ["02.02.2020"])
    (satz,) = check(tmp_path, "verbis_kunden", *cells).befunde.filter(spalte="av_seit", schwere="warnung")["satz"]
    assert satz.startswith("48 von 50 Werten der Spalte av_seit nennen denselben Tag, was kaum stimmen kann")
    assert "2005" not in satz
