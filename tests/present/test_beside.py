"""What stands beside the figures: the steps of new clients, and how many persons no contact rule covers."""

from drawn.reports import MONTHS, draw_bericht, draw_einheit, draw_zeile
from pipeline.evaluate.einheit import Einheit, Point
from pipeline.katalog import read_katalog
from pipeline.present.documents.beside import funnel, uncovered
from pipeline.present.documents.page import page_document
from pipeline.present.documents.unit import unit_document
from pipeline.present.html.render import render_page

KATALOG = read_katalog()
VERLAUF = (Point(MONTHS[-1], 1.0, gesperrt=False),)


def step(segment: str, zaehler: float | None, nenner: float | None = 20.0):
    fields = {"zaehler": zaehler, "nenner": nenner, "gesperrt": zaehler is None}
    titel = KATALOG.word("trichter", segment)
    wert = zaehler / nenner if zaehler is not None and nenner else None
    return draw_zeile(
        "neukunden_trichter", segment_art="trichter", segment=segment, segment_titel=titel, wert=wert, **fields
    )


def unit(*rows) -> Einheit:
    return draw_einheit(
        "team", "T1", "Team 1", zeilen=(draw_zeile("erstgespraech_quote", verlauf=VERLAUF),), nebenangaben=rows
    )


def test_steps_without_an_application_are_left_out_and_hidden_ones_are_dots():
    rows = (step("antraege", 20.0), step("abgelehnt", 0.0), step("sonderfall", None), step("neukunde", 15.0))
    note, table = funnel(unit(*rows, step("bis_10at", 0.0), step("keines", 15.0)))
    assert note.text.endswith("Schritte ohne Antrag sind weggelassen.")
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["Anträge, deren 30. Arbeitstag im Berichtsmonat liegt", "20", "100\u00a0%"],
        ["Sonderfall in Allegro", "•", "•"],
        ["Neukunden", "15", "75\u00a0%"],
        ["noch kein Erstgespräch", "15", "75\u00a0%"],
    ]
    assert [row.look for row in table.rows] == ["summe", "", "summe", ""]


def test_no_steps_where_nobody_applied():
    none = unit(step("antraege", 0.0, 0.0), step("neukunde", 0.0, 0.0))
    assert not list(funnel(none))
    assert not list(funnel(unit()))
    titles = [s.title for s in unit_document(draw_bericht(none), none).sections]
    assert "Neukunden" not in titles


def test_they_stand_in_workbook_and_page_but_not_among_the_figures():
    einheit = unit(step("antraege", 20.0), step("neukunde", 20.0), step("keines", 20.0))
    bericht = draw_bericht(einheit)
    (section,) = [s for s in unit_document(bericht, einheit).sections if s.id == "neukunden"]
    assert section.title == "Neukunden"
    (figures,) = [s for s in unit_document(bericht, einheit).sections if s.id == "kennzahlen"]
    assert "Anträge" not in str(figures)
    assert "noch kein Erstgespräch" in render_page(page_document(bericht))


def test_persons_without_a_contact_rule_are_named():
    def said(zaehler: float | None, nenner: float | None) -> list[str]:
        row = draw_zeile("ohne_kontaktregel", zaehler=zaehler, nenner=nenner, gesperrt=zaehler is None)
        return [p.text for p in uncovered(unit(row).nebenangaben)]

    title = "Personen des AV-Bestands, für die keine Kontaktregel gilt"
    assert said(12.0, 350.0) == [f"{title}: 12 von 350."]
    assert said(0.0, 350.0) == [f"{title}: 0 von 350."]
    assert said(None, None) == [f"{title}: • von •."]
