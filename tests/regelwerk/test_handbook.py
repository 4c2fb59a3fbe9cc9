"""The handbook on rule sets: its examples run as they stand, and give what one works out by hand."""

import re

import pytest

from drawn.deliveries import compute_figures, compute_report, write_case
from drawn.handbook import HANDBUCH, blocks, example
from pipeline.cli.app import main
from pipeline.regelwerk import kontaktregel, teamvereinbarung
from pipeline.regelwerk import regelwerk as regelwerk_modell
from pipeline.regelwerk.files import find_regelwerk
from pipeline.settings import Settings, read_settings
from pipeline.toml_file import Strict

# One person per rule and edge, at the Stichtag 31.10.2026.
BIRKENTAL = {
    "verbis_kunden": """
        kunde_id | geburtsmonat | profillage | av_status
        P1       | 1990-05      | E          | arbeitslos
        P2       | 1990-05      | E          | arbeitslos
        P3       | 2003-05      | E          | arbeitslos
        P4       | 1990-05      | M          | arbeitslos
        P5       | 1990-05      | E          | arbeitslos
        P6       | 1990-05      | E          | arbeitsuchend
        P7       | 1990-05      | M          | ratsuchend     # gehört nach 1.1 nicht zum Bestand
    """,
    "verbis_lebenslauf": """
        kunde_id | art              | von        | bis
        P1       | elternzeit       | 01.09.2026 |             # ohne Vorgabe
        P2       | integrationskurs | 01.01.2026 | 31.08.2026  # 61 Tage: zwei Gespräche nötig
    """,
    "verbis_vermerke": """
        kunde_id | datum      | vermerktyp         | kontaktart
        P1       | 31.07.2026 | beratungsvermerk   | persoenlich     # 92 Tage
        P2       | 20.09.2026 | fallmanagement     | video
        P2       | 20.10.2026 | beratungsvermerk   | telefon         # 11 Tage
        P3       | 31.08.2026 | beratungsvermerk   | persoenlich     # 61 Tage: + 2 Monate = 31.10., Ziel war der 28.09.
        P4       | 30.04.2026 | beratungsvermerk   | persoenlich     # S − 6 Monate, nicht mehr im Halbjahr
        P4       | 01.05.2026 | beratungsvermerk   | persoenlich
        P4       | 15.07.2026 | beratungsvermerk   | persoenlich     # 108 Tage; zwei statt drei Gespräche
        P5       | 30.06.2026 | beratungsvermerk   | persoenlich     # 123 Tage: + 4 Monate = 30.10.
        P5       | 15.10.2026 | standortbestimmung | persoenlich     # zählt nach 2.1 nicht
        P6       | 01.07.2026 | beratungsvermerk   | persoenlich     # 122 Tage: + 4 Monate = 01.11.
        P6       | 15.10.2026 | beratungsvermerk   | walk_and_talk   # zählt nach 2.1 nicht
        P6       | 16.10.2026 | beratungsvermerk   | telefon         # dauerte nur 19 Minuten
    """,
    "atv_termine": """
        kunde_id | datum      | dauer_min | terminart
        P6       | 16.10.2026 | 19        | folgegespraech
        P2       | 20.10.2026 | 70        | erstgespraech
    """,
}
# S = 30.09. und 31.10.2026; T1 hat ab dem 01.10.2026 drei Monate vereinbart.
LICHTENBERG = {
    "organisation": "team_id\nT1\nT2",
    "verbis_kunden": "kunde_id | team_id\nP1 | T1\nP2 | T1\nP3 | T2",
    "verbis_vermerke": """
        kunde_id | datum
        P1       | 31.07.2026   # + 3 Monate = 31.10.
        P2       | 30.07.2026   # + 3 Monate = 30.10.
        P3       | 30.07.2026   # + 6 Monate = 30.01.2027
    """,
}


@pytest.fixture
def dateien(tmp_path):
    """Write every example file of the handbook into an empty folder."""
    for block in blocks("toml"):
        if name := re.match(r"# Datei: (\S+)\n", block):
            (tmp_path / name[1]).write_text(block, encoding="utf-8")
    assert {d.name for d in tmp_path.iterdir()} == {"birkental-2026.toml", "lichtenberg-teams.toml"}
    return tmp_path


def test_example_gives_the_figures_worked_out_by_hand(dateien):
    zeilen = compute_figures(BIRKENTAL, Settings(regelwerk=str(dateien / "birkental-2026.toml")))

    def row(kennzahl, segment="gesamt"):
        zeile = zeilen["team", "T1", kennzahl, segment]
        return tuple(zeile[s] for s in ("zaehler", "nenner", "ziel", "mindest", "ampel"))

    # 92 + 11 + 61 + 108 + 123 + 122 days of six persons: 86.2, between 70 and 120.
    assert row("beratungsaktivitaet_tage") == (517, 6, 70, 120, "gelb")
    # P2, P3 and P6 of the five with a minimum: 60 %, exactly the least that the paper allows.
    assert row("kontaktdichte_mindest_quote") == (3, 5, 0.9, 0.6, "gelb")
    # 90 % are to be reached by all together, not by each rule.
    assert row("kontaktdichte_mindest_quote", "marktnah") == (0, 1, None, None, None)
    assert row("kontaktdichte_ziel_quote")[:2] == (0, 1)
    assert row("ueberfaellig")[:1] == (2,)
    # Only P5 is more than four months ago.
    assert row("hoechstabstand_quote")[:2] == (5, 6)
    assert row("gespraechsdauer_mittel", "erstgespraech") == (70, 1, 60, None, "rot")
    assert row("gespraechsdauer_mittel", "folgegespraech") == (19, 1, 45, None, None)
    assert {z["regelwerk"] for z in zeilen.values()} == {"birkental-2026"}


def test_team_agreement_holds_for_its_team_from_its_date_on(dateien):
    einstellungen = Settings(regelwerk=str(dateien / "lichtenberg-teams.toml"))
    davor, danach = (compute_figures(LICHTENBERG | {"monat": m}, einstellungen) for m in ("2026-09", "2026-10"))
    for team, erwartet in {"T1": (0, 1), "T2": (0, 0)}.items():
        schluessel = ("team", team, "ueberfaellig", "gesamt")
        assert (davor[schluessel]["zaehler"], danach[schluessel]["zaehler"]) == erwartet
    eigene = ("team", "T1", "kontaktdichte_mindest_quote", "alle_T1_20261001")
    assert eigene not in davor
    assert (danach[eigene]["zaehler"], danach[eigene]["nenner"]) == (1, 2)
    # What the rule set says apart from contact rules stays as it was.
    assert danach["team", "T1", "hoechstabstand_quote", "gesamt"]["zaehler"] == 2
    assert danach["team", "T1", "hoechstabstand_quote", "gesamt"]["ziel"] == 1


def test_report_shows_the_agreement_among_rules_and_assumptions(dateien):
    einstellungen = Settings(regelwerk=str(dateien / "lichtenberg-teams.toml"))
    (werk,) = compute_report(LICHTENBERG, einstellungen).regelwerke
    assert werk.kontaktregel[0].titel == "Alle Personen, Team T1 ab 01.10.2026"
    assert werk.kontaktregel[0].quelle.startswith("Teamvereinbarung: Teambesprechung vom 15.09.2026")
    assert werk.annahme[-1].thema == "Teamvereinbarung Team T1"
    assert werk.annahme[-1].text.startswith("Ab 01.10.2026: mindestens alle 3 Monate. Grund: Teambesprechung")


def test_steps_of_the_handbook_lead_to_a_report(dateien, monkeypatch, capsys):
    monkeypatch.chdir(dateien)
    write_case(BIRKENTAL, dateien / "lieferungen")
    befehle = [zeile for block in blocks("console") for zeile in block.splitlines()]
    assert {befehl.split()[1] for befehl in befehle} == {"regelwerke", "run"}
    for befehl in befehle:
        with pytest.raises(SystemExit) as ende:
            main(befehl.split()[1:])
        assert not ende.value.code, capsys.readouterr().err
    seite = (dateien / "berichte" / "2026-10" / "html" / "index.html").read_text(encoding="utf-8")
    assert "Alle Personen, Team T1 ab 01.10.2026" in seite
    assert "Teambesprechung vom 15.09.2026" in seite


def test_settings_of_the_handbook_find_the_file_beside_them(dateien):
    einstellungen = next(block for block in blocks("toml") if block.startswith("[jobcenter]"))
    (dateien / "kontaktdichte.toml").write_text(einstellungen, encoding="utf-8")
    gelesen = read_settings(None, [dateien])
    assert find_regelwerk(gelesen.regelwerk_for("JC01")).id == "birkental-2026"
    assert find_regelwerk(gelesen.regelwerk_for("JC02")).id == "bremen-2022"


def test_handbook_explains_every_key():
    text = HANDBUCH.read_text(encoding="utf-8")
    modelle = [
        modell
        for modul in (kontaktregel, regelwerk_modell, teamvereinbarung)
        for modell in vars(modul).values()
        if isinstance(modell, type) and issubclass(modell, Strict)
    ]
    gesetz = {"Altersgrenze", "VereinbarungArt", "GesetzZiel", "Gesetz"}
    schluessel = {name for m in modelle if m.__name__ not in gesetz for name in m.model_fields}
    # Keys of one line of a table stand there with their values.
    assert {s for s in schluessel if not re.search(rf"`{s}`|`\[+{s}\]+`|`\{{[^`]*{s} = ", text)} == set()


def test_handbook_examples_are_complete():
    werk_text = example("birkental-2026.toml")
    einzelne_zahlen = ("absolventen", "vereinbarung", "bg_beratung", "sofo", "absage", "terminausfall")
    for abschnitt in ("bestand", "kontakt", "hoechstabstand", "neukunde", "marktnaehe", "quellen", *einzelne_zahlen):
        assert f"[{abschnitt}]" in werk_text
