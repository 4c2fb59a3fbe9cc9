"""What the explanation of a figure says of how its value is made."""

from datetime import date

import pytest

from pipeline.katalog import read_katalog
from pipeline.present.explain import explain_as_entries, explain_as_table, law_hints
from pipeline.regelwerk.files import find_regelwerk

KATALOG = read_katalog()


@pytest.mark.parametrize(
    ("kennzahl", "made"),
    [
        ("gespraeche_je_personenjahr", ["365 × Zähler ÷ Nenner"]),
        ("beratungsaktivitaet_tage", []),
        ("neukunden_wartend", []),
    ],
)
def test_a_factor_is_explained_where_there_is_one(kennzahl, made):
    entries = [e for block in explain_as_entries(KATALOG, ()) for e in getattr(block, "entries", ())]
    (entry,) = [e for e in entries if e.anchor == f"kennzahl-{kennzahl}"]
    assert [text for short, texts in entry.pairs.rows for text in texts if short == "Wert"] == made
    (row,) = [r for r in explain_as_table(KATALOG, ()).rows if r.cells[0].text == KATALOG[kennzahl].titel]
    assert [line for line in row.cells[1].text.split("\n") if line.startswith("Wert: ")] == [f"Wert: {m}" for m in made]


def test_hints_of_several_papers_say_whose_they_are():
    bremen, ba = find_regelwerk("bremen-2022"), find_regelwerk("ba-empfehlung-2010")
    stichtag = date(2026, 6, 30)
    assert [h.label for h in law_hints([bremen], stichtag)] == ["Rechtsstand"]
    assert [h.label for h in law_hints([bremen, ba], stichtag)] == [
        "Rechtsstand (bremen-2022)",
        "Rechtsstand (ba-empfehlung-2010)",
    ]
    assert not law_hints([bremen], date(2022, 12, 31))
    both = law_hints([bremen, ba], date(2026, 7, 31))
    assert [h.label for h in both if "01.07.2026" in h.text] == ["Rechtsstand (bremen-2022, ba-empfehlung-2010)"]
