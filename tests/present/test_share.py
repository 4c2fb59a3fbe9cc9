"""Who makes up a mean, as reports say it: sentence, table and bars."""

import io

import openpyxl

from drawn.reports import MONTHS, draw_bericht, draw_einheit, draw_zeile
from pipeline.evaluate.einheit import Einheit, Point
from pipeline.katalog import read_katalog
from pipeline.present.documents.page import page_document
from pipeline.present.documents.share import share_sentences, share_tables
from pipeline.present.documents.unit import unit_document
from pipeline.present.excel.render import render_workbook
from pipeline.present.html.render import render_page

KATALOG = read_katalog()
FEST = "\u00a0"
VERLAUF = (Point(MONTHS[-1], 100.0, gesperrt=False),)


def row(segment: str, zaehler: float | None, nenner: float | None, art: str = "dauerklasse"):
    felder = {"zaehler": zaehler, "nenner": nenner, "gesperrt": nenner is None, "verlauf": VERLAUF}
    titel = KATALOG.word(art, segment)
    return draw_zeile("beratungsaktivitaet_tage", segment_art=art, segment=segment, segment_titel=titel, **felder)


def unit(kurz: float = 4000.0) -> Einheit:
    total = row("gesamt", 10000.0, 100.0, "gesamt")
    zeilen = (total, row("bis_3_monate", kurz, 88.0), row("ueber_12_monate", 5000.0, 10.0), row("keine", None, None))
    return draw_einheit("jobcenter", "J1", "Jobcenter Ahausen", zeilen=zeilen)


def cells(einheit: Einheit) -> list[list[str]]:
    (table,) = share_tables(KATALOG, einheit)
    return [[c.text for c in r.cells] for r in table.rows]


def test_the_sentence_names_the_class_with_most_beyond_its_persons():
    (sentence,) = share_sentences(KATALOG, unit())
    who = f"10,0{FEST}% der Personen (Letzte Beratung: über 12 Monate)"
    assert (sentence.label, sentence.text) == ("Wer die Tage macht", f"{who} stehen für 50,0{FEST}% der Tage.")
    (table,) = share_tables(KATALOG, unit())
    assert table.title == f"Wer die Tage macht – Jobcenter Ahausen: {sentence.text[:-1]}"


def test_no_sentence_where_a_hidden_class_may_have_more():
    # Hidden are 45 % of the days and 5 % of the persons; the long ones have 50 % of the days and 25 % of the persons.
    total = row("gesamt", 10000.0, 100.0, "gesamt")
    shown = (total, row("bis_3_monate", 500.0, 70.0), row("ueber_12_monate", 5000.0, 25.0))
    one = draw_einheit("team", "T1", "Team 1", zeilen=(*shown, row("keine", None, None)))
    assert not list(share_sentences(KATALOG, one))
    # Nobody knows whose the persons are where two are hidden: 30 % of the days are more than 45 less 20.
    shown = (total, row("bis_3_monate", 2500.0, 70.0), row("ueber_12_monate", 4500.0, 20.0))
    hidden = (row("3_bis_6_monate", None, None), row("keine", None, None))
    two = draw_einheit("team", "T1", "Team 1", zeilen=(*shown, *hidden))
    assert not list(share_sentences(KATALOG, two))


def test_no_sentence_where_no_no_class_has_more_than_its_persons():
    total = row("gesamt", 0.0, 10.0, "gesamt")
    alle = draw_einheit("team", "T1", "Team 1", zeilen=(total, row("bis_3_monate", 0.0, 10.0)))
    assert not list(share_sentences(KATALOG, alle))
    (table,) = share_tables(KATALOG, alle)
    assert table.title == "Wer die Tage macht – Team 1"
    assert cells(alle) == [["bis 3 Monate", "0", "–", "10", f"100,0{FEST}%"]]


def test_the_table_hides_all_of_a_hidden_class():
    assert cells(unit()) == [
        ["bis 3 Monate", "4.000", f"40,0{FEST}%", "88", f"88,0{FEST}%"],
        ["über 12 Monate", "5.000", f"50,0{FEST}%", "10", f"10,0{FEST}%"],
        ["noch keine Beratung", "•", "•", "•", "•"],
    ]


def test_workbook_and_page_draw_the_shares():
    bericht = draw_bericht(unit())
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(unit_document(bericht, unit()))))
    sheet = book["Übersicht"]
    head = next(r for r in sheet.iter_rows() if r[0].value == "Letzte Beratung")
    (bars,) = sheet.conditional_formatting
    assert str(bars.sqref) == f"C{head[0].row + 1}:C{head[0].row + 3}"
    # The second row of the table has half of all days.
    assert sheet.cell(head[0].row + 2, 3).value == 0.5
    page = render_page(page_document(bericht))
    assert '<rect width="50.0" height="10"/>' in page
    assert '<rect width="40.0" height="10"/>' in page
    # A hidden class has a bar of no length.
    assert page.count('class="b"') == 3 * page.count("<caption>Wer die Tage macht")
