"""A rule in words: one wording per part, right German, the same on the command line and in reports."""

from datetime import date
from types import SimpleNamespace

import pytest

from pipeline.katalog import read_katalog
from pipeline.present.blocks import Paragraph, Table
from pipeline.present.explain import explain_rules
from pipeline.regelwerk import wording
from pipeline.regelwerk.describe import describe_regelwerk
from pipeline.regelwerk.files import find_regelwerk, known_regelwerke
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.regelwerk import Ziel

KATALOG = read_katalog()


def rule(**vorgabe) -> Kontaktregel:
    return Kontaktregel.model_validate({"id": "x", "titel": "X", "quelle": "1", **vorgabe})


@pytest.mark.parametrize(
    ("vorgabe", "ziel", "mindest", "alles", "wenigstens"),
    [
        ({}, "keine Vorgabe", "keine Vorgabe", "keine Vorgabe", "keine Vorgabe"),
        ({"ziel": "90 Tage"}, "alle 90 Tage", "keine Vorgabe", "Ziel alle 90 Tage", "Ziel alle 90 Tage"),
        (
            {"ziel": "1 Monat", "mindest": "2 Monate"},
            "jeden Monat",
            "alle 2 Monate",
            "Ziel jeden Monat, mindestens alle 2 Monate",
            "mindestens alle 2 Monate",
        ),
        (
            {"mindest_anzahl": {"gespraeche": 4, "zeitraum": "6 Monate"}},
            "keine Vorgabe",
            "4 Gespräche in 6 Monaten",
            "mindestens 4 Gespräche in 6 Monaten",
            "mindestens 4 Gespräche in 6 Monaten",
        ),
        (
            {"mindest_anzahl": {"gespraeche": 1, "zeitraum": "1 Monat"}},
            "keine Vorgabe",
            "1 Gespräch in 1 Monat",
            "mindestens 1 Gespräch in 1 Monat",
            "mindestens 1 Gespräch in 1 Monat",
        ),
        (
            {"mindest_anzahl": {"gespraeche": 2, "zeitraum": "90 Tage"}},
            "keine Vorgabe",
            "2 Gespräche in 90 Tagen",
            "mindestens 2 Gespräche in 90 Tagen",
            "mindestens 2 Gespräche in 90 Tagen",
        ),
        (
            {
                "wenn": {"lebenslauf_beendet": {"art": "arbeitsunfaehig"}},
                "mindest_durchschnitt": {"abstand": "6 Wochen", "seit_ende_von": "arbeitsunfaehig"},
            },
            "keine Vorgabe",
            "im Durchschnitt alle 42 Tage seit dem Ende von: Arbeitsunfähigkeit",
            "im Durchschnitt alle 42 Tage seit dem Ende von: Arbeitsunfähigkeit",
            "im Durchschnitt alle 42 Tage seit dem Ende von: Arbeitsunfähigkeit",
        ),
    ],
)
def test_every_kind_of_demand_in_words(vorgabe, ziel, mindest, alles, wenigstens):
    regel = rule(**vorgabe)
    assert wording.ziel_interval(regel) == ziel
    assert wording.minimum(regel, KATALOG) == mindest
    assert wording.demand(regel, KATALOG) == alles
    assert wording.least_demand(regel, KATALOG) == wenigstens


@pytest.mark.parametrize(
    ("ab", "bis", "text"),
    [
        (None, None, "unbefristet"),
        (date(2026, 2, 1), None, "ab 01.02.2026"),
        (None, date(2026, 12, 31), "bis 31.12.2026"),
        (date(2026, 2, 1), date(2026, 12, 31), "ab 01.02.2026 bis 31.12.2026"),
    ],
)
def test_periods_in_words(ab, bis, text):
    assert wording.period(ab, bis) == text


@pytest.mark.parametrize(
    ("quelle", "text"),
    [
        ("3.1", "Abschnitt\u00a03.1"),
        ("annahme: steht nicht da", "Annahme: steht nicht da"),
        ("Teamvereinbarung: Besprechung", "Teamvereinbarung: Besprechung"),
    ],
)
def test_sources_in_words(quelle, text):
    assert wording.describe_quelle(quelle) == text


@pytest.mark.parametrize(
    ("ziel", "text"),
    [
        (
            {
                "kennzahl": "gespraechsdauer_mittel",
                "segment_art": "terminart",
                "segment": "folgegespraech",
                "richtwert": 22.5,
            },
            "Richtwert\u00a022,5\u00a0Minuten – Terminart: Folgegespräch",
        ),
        (
            {"kennzahl": "hoechstabstand_quote", "mindestens": 0.9, "mindest": 0.625, "team_art": ["u25", "reha_sbm"]},
            "≥\u00a090\u00a0%, Mindestwert ≥\u00a062,5\u00a0% – gesamt; Teams: U25, Reha und schwerbehinderte Menschen",
        ),
        # What all shall reach, each part shall; a figure without parts has none to name.
        (
            {"kennzahl": "hoechstabstand_quote", "mindestens": 1},
            "≥\u00a0100\u00a0% – gesamt und alle Aufgliederungen",
        ),
        ({"kennzahl": "erstgespraech_quote", "mindestens": 1}, "≥\u00a0100\u00a0% – gesamt"),
        (
            {"kennzahl": "kontakte_halbjahr", "segment_art": "profillage", "mindestens": 2},
            "≥\u00a02\u00a0Anzahl je Person – jede Ausprägung: Profillage",
        ),
    ],
)
def test_targets_in_words(ziel, text):
    assert wording.describe_ziel(Ziel.model_validate({"quelle": "1", **ziel}), KATALOG) == text


def test_terms_of_a_paper_in_words():
    begriffe = {b.titel: b.text for b in wording.terms(find_regelwerk("weinstrasse-2023"), KATALOG)}
    assert begriffe == {
        "AV-Bestand": "arbeitslos, arbeitsuchend, ratsuchend, Status nicht gesetzt",
        "Qualifizierter Kontakt": "Beratungsvermerk, Standortbestimmung; persönlich, walk & talk, Video, Telefon; "
        "gebuchte Termine mindestens 30 Minuten",
        # who is looked after by case management or a project is measured by no gap at all
        "Höchstabstand": "180 Tage; nicht bei Betreuung durch: Fallmanagement, Projekt",
        "Neukunde": "ohne früheren Leistungsbezug oder nach mehr als 182 leistungsfreien Tagen; Wohnsitz im Inland; "
        "mindestens 15 Jahre; bis zum Ende des Monats der Altersgrenze des § 7a SGB II",
        "Absolventen": "Gespräch frühestens 91 Tage vor, spätestens 14 Tage nach dem Ende; "
        "nur Maßnahmen mit Qualifizierung",
        "Vereinbarung": "nicht älter als 6 Monate",
        "BG-Beratung": "mindestens 2 Tage gemeinsam in 12 Monaten",
        "SoFo": "5 Std. je Tag und Fachkraft",
        "Absage": "7 Tage vorher lässt sich der Termin neu besetzen",
        "Terminausfall": "Kontaktversuch bis zum 1. Arbeitstag danach",
    }
    begriffe = {b.titel: b.text for b in wording.terms(find_regelwerk("beratungsaktivitaet-2024"), KATALOG)}
    assert begriffe["Marktnah ohne Angabe"] == "Marktprofil, Aktivierungsprofil, Förderprofil"
    begriffe = {b.titel: b.text for b in wording.terms(find_regelwerk("bremen-2022"), KATALOG)}
    assert begriffe["Absolventen"] == (
        "Gespräch frühestens 91 Tage vor, spätestens 14 Tage nach dem Ende; "
        "nicht, wenn nur auf diesem Weg geführt: Telefon"
    )


@pytest.mark.parametrize("kennung", known_regelwerke())
def test_command_line_and_reports_say_the_same(kennung):
    werk = find_regelwerk(kennung)
    lines = describe_regelwerk(werk, KATALOG).splitlines()
    blocks = list(explain_rules(SimpleNamespace(nicht_gueltig=(), katalog=KATALOG), (werk,)))
    (note,) = [block.text for block in blocks if isinstance(block, Paragraph)]
    gueltigkeit, feiertage = lines[3], lines[4].removeprefix("Feiertage: ")
    assert note == f"{werk.papier}, {gueltigkeit}. Feiertage: {feiertage}."
    tables = {t.title: [[c.text for c in row.cells] for row in t.rows] for t in blocks if isinstance(t, Table)}
    for begriff, text, quelle in tables["Begriffe"]:
        assert f"{begriff}: {text} [{quelle}]" in lines
    regeln = tables["Kontaktregeln (die erste zutreffende gilt)"]
    assert len(regeln) == len(werk.kontaktregel)
    for titel, ziel, mindest, geltung, quelle in regeln:
        (line,) = [z for z in lines if f": {titel} – " in z]
        assert line.endswith(f"[{quelle}]")
        assert all(t in line for t in (ziel, mindest) if t != "keine Vorgabe")
        assert geltung in line or geltung == "unbefristet"
    ziele = tables.get("Ziele", [])
    assert len(ziele) == len(werk.ziel)
    for titel, gilt_fuer, ziel, quelle in ziele:
        assert [z for z in lines if z.endswith(f": {titel} {ziel} – {gilt_fuer} [{quelle}]")]


@pytest.mark.parametrize(
    ("stichtag", "since"),
    [(date(2023, 6, 30), []), (date(2023, 7, 1), ["01.07.2023"]), (date(2026, 7, 1), ["01.07.2023", "01.07.2026"])],
)
def test_a_change_of_the_law_is_said_from_its_day_on(stichtag, since):
    werk = find_regelwerk("lichtenberg-2022")
    sentences = wording.changes_of_law(werk, stichtag)
    assert [s.partition(": ")[0] for s in sentences] == [f"Rechtsgrundlage geändert zum {day}" for day in since]
    assert wording.say_changes_of_law([werk], stichtag) == [f"lichtenberg-2022: {s}" for s in sentences]


@pytest.mark.parametrize("name", known_regelwerke())
def test_every_paper_says_what_has_changed_in_the_law(name):
    """All of them are older than the law of July 2026."""
    werk = find_regelwerk(name)
    assert any("01.07.2026" in s for s in wording.changes_of_law(werk, date(2026, 7, 31)))
    assert "Rechtsstand:" in describe_regelwerk(werk, KATALOG)
