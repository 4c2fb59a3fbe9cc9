"""A code that every export of some size has and this one has not is a filter that was left on."""

import pytest

from drawn.office import draw_office, read_frames
from pipeline.accept.filters import USUAL, judge_filters
from schemas import EXPORTS


def judged(rows) -> list[tuple]:
    return [(export, column, kind.code) for export, column, kind in judge_filters(read_frames(rows))]


def test_an_ordinary_office_has_all_usual_codes():
    assert judged(draw_office()) == []
    assert judged(draw_office(200)) == []


@pytest.mark.parametrize("usual", USUAL, ids=lambda u: f"{u.column} {u.codes[0]}")
def test_usual_codes_are_codes_of_their_column(usual):
    checks = EXPORTS[usual.export].to_schema().columns[usual.column].checks
    assert set(usual.codes) <= set(next(c.statistics["allowed_values"] for c in checks if c.name == "isin"))


@pytest.mark.parametrize(
    ("export", "column", "code", "other", "rows"),
    [
        ("verbis_kunden", "av_status", "arbeitslos", "arbeitsuchend", 50),
        ("verbis_vermerke", "kontaktart", "persoenlich", "telefon", 50),
        ("verbis_vermerke", "kontaktart", "telefon", "persoenlich", 200),
        ("verbis_vermerke", "vermerktyp", "allgemein", "beratungsvermerk", 200),
        ("verbis_lebenslauf", "art", "arbeitsunfaehig", "elternzeit", 8),
        ("verbis_lebenslauf", "art", "elternzeit", "arbeitsunfaehig", 50),
        ("verbis_massnahmen", "ergebnis", "erfolgreich", "laufend", 20),
        ("verbis_massnahmen", "ergebnis", "laufend", "erfolgreich", 20),
        ("verbis_vereinbarungen", "art", "kooperationsplan", "verzicht", 8),
        ("atv_termine", "status", "nicht_erschienen", "wahrgenommen", 200),
        ("atv_termine", "status", "wahrgenommen", "abgesagt_kunde", 20),
        ("atv_termine", "terminart", "folgegespraech", "sofo", 20),
        ("allegro_antraege", "status", "bewilligt", "offen", 20),
    ],
)
def test_a_code_is_missed_from_some_rows_on_and_one_row_is_enough(export, column, code, other, rows):
    known = EXPORTS[export].to_schema().columns

    def is_missed(count, first):
        drawn = draw_office(260) | {export: []}
        for number in range(count):
            row = {"kunde_id": f"p{number:03}", "team_id": "T1", "datum": "01.10.2026", "antragsdatum": "01.10.2026"}
            row = {name: cell for name, cell in row.items() if name in known}
            drawn[export].append(row | {column: first if number == 0 else other})
        return any(code in f.satz for e, c, f in judge_filters(read_frames(drawn)) if (e, c) == (export, column))

    assert is_missed(rows, other)
    assert not is_missed(rows - 1, other)
    assert not is_missed(rows, code)


@pytest.mark.parametrize(
    ("export", "column", "others", "rows"),
    [
        ("verbis_lebenslauf", "art", ("elternzeit", "integrationskurs"), 50),
        ("verbis_massnahmen", "ergebnis", ("laufend", "abgebrochen"), 25),
        ("atv_termine", "terminart", ("erstgespraech", "sofo"), 50),
    ],
)
def test_where_there_are_two_codes_more_rows_are_needed_to_miss_a_third(export, column, others, rows):
    def is_found(count):
        cells = [{"kunde_id": f"p{n:03}", column: others[n % 2]} for n in range(count)]
        if export == "atv_termine":
            cells = [row | {"team_id": "T1", "datum": "01.10.2026"} for row in cells]
        return any(f[:2] == (export, column) for f in judged(draw_office() | {export: cells}))

    assert is_found(rows)
    assert not is_found(rows - 1)


def test_all_missing_codes_of_a_column_are_said_in_one_sentence():
    rows = draw_office()
    rows["atv_termine"] = [row for row in rows["atv_termine"] if row["status"] == "wahrgenommen"]
    ((export, column, kind),) = judge_filters(read_frames(rows))
    assert (export, column) == ("atv_termine", "status")
    assert kind.satz == (
        "Keine der 264 Zeilen hat nicht_erschienen, abgesagt_kunde oder abgesagt_jobcenter als status; vermutlich "
        "blieb bei der Abfrage ein Filter gesetzt. Bitte ohne Filter neu erzeugen."
    )
