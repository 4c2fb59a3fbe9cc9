"""One and the same day, month or time in nearly all of fifty rows, flags turned round, and texts of too many rows."""

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
    ("export", "column", "yes", "is_doubted"),
    [
        ("allegro_antraege", "einmalzahlung", 48, True),
        ("allegro_antraege", "einmalzahlung", 47, False),
        ("allegro_antraege", "alg_aufstocker", 50, True),
        ("allegro_antraege", "inland", 50, False),
        ("allegro_antraege", "inland", 2, True),
        ("allegro_antraege", "inland", 3, False),
        ("verbis_kunden", "gefluechtet", 50, False),
        ("verbis_kunden", "gefluechtet", 0, False),
    ],
)
def test_a_flag_is_doubted_where_nearly_all_rows_are_what_few_should_be(tmp_path, export, column, yes, is_doubted):
    cells = rows(export, column, 50, yes, "J", ["N"])
    found = [f for f in findings(check(tmp_path, export, *cells)) if f[1] == column]
    assert found == [(None, column, "spalte_zweifelhaft", "warnung")] * is_doubted


def test_the_sentence_about_a_flag_names_what_few_should_be(tmp_path):
    for column, yes, odd in (("inland", 0, "ein N"), ("einmalzahlung", 50, "ein J")):
        checked = check(tmp_path, "allegro_antraege", *rows("allegro_antraege", column, 50, yes, "J", ["N"]))
        (satz,) = checked.befunde.filter(spalte=column)["satz"]
        assert satz.startswith(f"50 von 50 Zeilen haben in der Spalte {column} {odd}, das nur wenige haben sollten")


@pytest.mark.parametrize(
    "texts", [["Ø"], ["Ø", "Regelfall"], ["kein Sonderfall bekannt"], [f"Fall {n}" for n in range(9)]]
)
@pytest.mark.parametrize(("count", "filled", "is_doubted"), [(100, 20, True), (101, 20, False), (50, 19, False)])
def test_a_text_of_few_rows_in_a_fifth_of_them_is_doubted_whatever_it_says(tmp_path, texts, count, filled, is_doubted):
    cells = [{"antrag_id": f"x{n}", "sonderfall": texts[n % len(texts)] if n < filled else ""} for n in range(count)]
    found = [f for f in findings(check(tmp_path, "allegro_antraege", *cells)) if f[1] == "sonderfall"]
    assert found == [(None, "sonderfall", "spalte_zweifelhaft", "warnung")] * is_doubted


def test_the_sentence_about_texts_says_how_many_and_where_to_map_them_and_no_text(tmp_path):
    cells = [{"antrag_id": f"x{n}", "sonderfall": ("Regelfall X", "REGELFALL y")[n % 2]} for n in range(20)]
    (satz,) = check(tmp_path, "allegro_antraege", *cells).befunde["satz"]
    assert satz.startswith("20 von 20 Zeilen")
    assert "regelfall" not in satz.lower()
    assert "[werte.allegro_antraege.sonderfall]" in satz


def test_the_sentence_says_how_many_and_no_value(tmp_path):
    cells = rows("verbis_kunden", "av_seit", 50, 48, "01.01.2005", ["02.02.2020"])
    (satz,) = check(tmp_path, "verbis_kunden", *cells).befunde.filter(spalte="av_seit", schwere="warnung")["satz"]
    assert satz.startswith("48 von 50 Werten der Spalte av_seit nennen denselben Tag, was kaum stimmen kann")
    assert "2005" not in satz
