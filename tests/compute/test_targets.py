"""Targets: which of several holds for a row, when it is reached, and what units above the team share."""

from pathlib import Path

import duckdb
import pytest

from drawn.deliveries import compute_figures, write_rules
from pipeline.settings import Settings
from pipeline.warehouse import models


def compute(fall: dict, ziele: list[str], ordner: Path) -> dict:
    """Return the figures of a drawn delivery under a rule set with these targets."""
    text = "".join(f'[[ziel]]\nquelle = "1"\n{ziel}\n' for ziel in ziele)
    werk = write_rules(text, ordner / "haus.toml")
    return compute_figures(fall, Settings(regelwerk=str(werk)))


# From the least to the most precisely named: each goes before all above it.
RANGFOLGE = (
    "",
    'team_art = ["ue25"]',
    'segment_art = "altersgruppe"',
    'segment_art = "altersgruppe"\nteam_art = ["ue25"]',
    'segment_art = "altersgruppe"\nsegment = "ue25"',
    'segment_art = "altersgruppe"\nsegment = "ue25"\nteam_art = ["ue25"]',
)
# Figure → how many of these targets it has.
ZIELE_JE_KENNZAHL = {
    "beratungsaktivitaet_tage": 2,
    "gespraeche_av_periode": 3,
    "gespraeche_monat": 4,
    "hoechstabstand_quote": 5,
    "vereinbarung_quote": 6,
}
EINE_PERSON = {"verbis_kunden": "kunde_id\nP1"}


@pytest.mark.parametrize("reihenfolge", [1, -1])
def test_the_most_precisely_named_target_holds(tmp_path, reihenfolge):
    """A named segment goes before its kind alone; a target that names none, not even the team's kind, is the last.

    Without a segment it is the figure's as a whole, and none of its parts.
    """
    ziele = [
        f'kennzahl = "{kennzahl}"\nhoechstens = 0.{genau}\n{wofuer}'
        for kennzahl, anzahl in ZIELE_JE_KENNZAHL.items()
        for genau, wofuer in enumerate(RANGFOLGE[:anzahl], start=1)
    ]
    zeilen = compute(EINE_PERSON, ziele[::reihenfolge], tmp_path)
    for kennzahl, anzahl in ZIELE_JE_KENNZAHL.items():
        genauestes = anzahl / 10 if "segment_art" in RANGFOLGE[anzahl - 1] else None
        assert zeilen["team", "T1", kennzahl, "ue25"]["ziel"] == genauestes, kennzahl
        assert zeilen["team", "T1", kennzahl, "gesamt"]["ziel"] == 0.2, kennzahl


def test_a_target_of_other_segments_or_teams_does_not_hold(tmp_path):
    andere = ['segment_art = "altersgruppe"\nsegment = "u25"', 'segment_art = "profillage"', 'team_art = ["u25"]']
    kennzahl = "beratungsaktivitaet_tage"
    ziele = [f'kennzahl = "{kennzahl}"\nhoechstens = {90 + n}\n{wofuer}' for n, wofuer in enumerate(andere)]
    zeilen = compute(EINE_PERSON, ziele, tmp_path)
    erwartet = {"gesamt": None, "ue25": None, "arbeitslos": None, "ohne": 91}
    assert {segment: zeilen["team", "T1", kennzahl, segment]["ziel"] for segment in erwartet} == erwartet


@pytest.mark.parametrize("richtung", ["mindestens", "richtwert"])
def test_what_all_shall_reach_each_part_shall(tmp_path, richtung):
    """100 % without a named segment hold for every row, a smaller share or another unit only for the whole."""
    ziele = [
        f'kennzahl = "hoechstabstand_quote"\n{richtung} = 1',
        f'kennzahl = "vereinbarung_quote"\n{richtung} = 0.99',
        f'kennzahl = "gespraeche_av_periode"\n{richtung} = 1',
        f'kennzahl = "letzte_beratung"\n{richtung} = 1',
    ]
    zeilen = compute(EINE_PERSON, ziele, tmp_path)
    for kennzahl, gesamt, teil in (
        ("hoechstabstand_quote", 1, 1),
        ("vereinbarung_quote", 0.99, None),
        ("gespraeche_av_periode", 1, None),
    ):
        assert zeilen["team", "T1", kennzahl, "gesamt"]["ziel"] == gesamt
        assert zeilen["team", "T1", kennzahl, "ue25"]["ziel"] == teil
        assert zeilen["bereich", "B1", kennzahl, "ue25"]["ziel"] == teil
    assert zeilen["team", "T1", "letzte_beratung", "keine"]["ziel"] == 1


EIN_NEUKUNDE = {
    "allegro_antraege": "antragsdatum\n{}",
    "verbis_vermerke": "datum | kontaktart\n{} | telefon",
    "verbis_kunden": "kunde_id\nP1",
}


@pytest.mark.parametrize(
    ("regelwerk", "monat", "antrag", "erwartet"),
    [
        # The 30th working day of Lichtenberg after 1 July is 12 August, after 3 August 14 September.
        ("lichtenberg-2022", "2026-08", "01.07.2026", (None, None)),
        ("lichtenberg-2022", "2026-09", "03.08.2026", (1, None)),
        # Its own target, from the beginning, and with a light.
        ("weinstrasse-2023", "2026-08", "01.07.2026", (1, "rot")),
        ("weinstrasse-2023", "2026-09", "03.08.2026", (1, "rot")),
    ],
)
def test_law_wants_the_first_talk_in_person_from_september_2026_on(regelwerk, monat, antrag, erwartet):
    fall = {export: text.format(antrag) for export, text in EIN_NEUKUNDE.items()} | {"monat": monat}
    zeile = compute_figures(fall, Settings(regelwerk=regelwerk))[
        "team", "T1", "erstgespraech_persoenlich_quote", "gesamt"
    ]
    assert (zeile["zaehler"], zeile["nenner"]) == (0, 1)
    assert (zeile["ziel"], zeile["ampel"]) == erwartet


def test_teams_share_a_target_only_if_all_of_it_is_the_same(tmp_path):
    """60 is 60, but not as guide value beside a limit, and not with another minimum."""
    gleich, nur_ziel, nur_richtung = "beratungsaktivitaet_tage", "gespraeche_av_periode", "gespraeche_monat"
    ziele = [
        f'kennzahl = "{kennzahl}"\nteam_art = ["{team_art}"]\n{wert}'
        for kennzahl, ue25, u25 in (
            (gleich, "hoechstens = 60\nmindest = 90", "hoechstens = 60\nmindest = 90"),
            (nur_ziel, "hoechstens = 60\nmindest = 90", "hoechstens = 60\nmindest = 80"),
            ("ueberfaellig", "hoechstens = 60\nmindest = 90", "hoechstens = 60"),
            (nur_richtung, "hoechstens = 60", "richtwert = 60"),
        )
        for team_art, wert in (("ue25", ue25), ("u25", u25))
    ]
    fall = {
        "organisation": "team_id | team_art\nT1 | ue25\nT2 | u25",
        "verbis_kunden": "kunde_id | team_id\nP1 | T1\nP2 | T2",
    }
    zeilen = compute(fall, ziele, tmp_path)
    for kennzahl in (gleich, nur_ziel, nur_richtung, "ueberfaellig"):
        assert {zeilen["team", team, kennzahl, "gesamt"]["ziel"] for team in ("T1", "T2")} == {60}
        bereich = zeilen["bereich", "B1", kennzahl, "gesamt"]
        assert (bereich["ziel"], bereich["mindest"]) == ((60, 90) if kennzahl == gleich else (None, None)), kennzahl


# 4.10 of 8.20 hours and 4.15 of 8.30 hours are one half; as binary numbers the first ratio is a little more than
# that, the second a little less.
ETWAS_MEHR = ("8,2", "246")
ETWAS_WENIGER = ("8,3", "249")


GENAU_ERREICHT = (
    (ETWAS_MEHR, "hoechstens = 0.5", "gruen"),
    (ETWAS_WENIGER, "mindestens = 0.5", "gruen"),
    (ETWAS_MEHR, "hoechstens = 0.4\nmindest = 0.5", "gelb"),
    (ETWAS_WENIGER, "mindestens = 0.6\nmindest = 0.5", "gelb"),
    # On the right side anyway, and missed.
    (ETWAS_WENIGER, "hoechstens = 0.5", "gruen"),
    (ETWAS_MEHR, "mindestens = 0.5", "gruen"),
    (ETWAS_MEHR, "hoechstens = 0.4\nmindest = 0.49", "rot"),
    (ETWAS_WENIGER, "mindestens = 0.6\nmindest = 0.51", "rot"),
    (ETWAS_MEHR, "richtwert = 0.5", None),
)


@pytest.fixture(scope="module")
def side_by_side(tmp_path_factory) -> dict:
    """The figures of a delivery in which each of these cases is a Jobcenter with one team and a rule set of its own."""
    teams, kapazitaet, termine, regelwerke = ["team_id | jobcenter_id | bereich_id"], [], [], {}
    ordner = tmp_path_factory.mktemp("regelwerke")
    for n, ((stunden, minuten), ziel, _) in enumerate(GENAU_ERREICHT):
        teams.append(f"T{n} | J{n} | B{n}")
        kapazitaet.append(f"T{n} | I{n} | 01.10.2026 | {stunden}")
        termine.append(f"T{n} | I{n} | 01.10.2026 | {minuten}")
        text = f'[[ziel]]\nquelle = "1"\nkennzahl = "beratungszeit_anteil"\n{ziel}\n'
        regelwerke[f"J{n}"] = str(write_rules(text, ordner / f"haus-{n}.toml", f"haus-{n}"))
    fall = {
        "organisation": "\n".join(teams),
        "atv_kapazitaet": "\n".join(["team_id | ifk_id | datum | arbeitszeit_std", *kapazitaet]),
        "atv_termine": "\n".join(["team_id | ifk_id | datum | dauer_min", *termine]),
    }
    return compute_figures(fall, Settings(jobcenter=regelwerke))


@pytest.mark.parametrize("number", range(len(GENAU_ERREICHT)), ids=[ziel for _, ziel, _ in GENAU_ERREICHT])
def test_a_target_reached_exactly_is_reached(side_by_side, number):
    zeile = side_by_side["team", f"T{number}", "beratungszeit_anteil", "gesamt"]
    assert zeile["wert"] != 0.5, "the case shows nothing if the ratio meets the target to the last digit"
    assert zeile["wert"] == pytest.approx(0.5, abs=1e-15)
    assert zeile["ampel"] == GENAU_ERREICHT[number][2]


@pytest.mark.parametrize(
    ("wert", "richtung", "ziel", "mindest", "ampel"),
    [
        # A billionth away: no ratio of persons or minutes comes closer to a target without reaching it.
        (0.5 - 1e-9, "mindestens", 0.5, None, "rot"),
        (0.5 + 1e-9, "hoechstens", 0.5, None, "rot"),
        (0.5 - 1e-9, "mindestens", 0.6, 0.5, "rot"),
        (0.5 + 1e-9, "hoechstens", 0.4, 0.5, "rot"),
        (0.5 - 1e-14, "mindestens", 0.5, None, "gruen"),
        (0.5 + 1e-14, "hoechstens", 0.5, None, "gruen"),
        (0.5 - 1e-14, "mindestens", 0.6, 0.5, "gelb"),
        (0.5 + 1e-14, "hoechstens", 0.4, 0.5, "gelb"),
        (None, "hoechstens", 0.4, 0.5, None),
    ],
)
def test_a_target_missed_by_little_is_missed(wert, richtung, ziel, mindest, ampel):
    schluessel = "ebene varchar, einheit_id varchar, kennzahl varchar, segment_art varchar, segment varchar"
    zeile = ["team", "T1", "k", "gesamt", "gesamt"]
    with duckdb.connect() as con:
        con.execute("create schema mart")
        con.execute(f"create table mart.wert ({schluessel}, wert double)")
        con.execute(f"create table mart.ziel ({schluessel}, richtung varchar, ziel double, mindest double)")
        con.execute("insert into mart.wert values (?, ?, ?, ?, ?, ?)", [*zeile, wert])
        con.execute("insert into mart.ziel values (?, ?, ?, ?, ?, ?, ?, ?)", [*zeile, richtung, ziel, mindest])
        ((ergebnis,),) = con.execute(f"select ampel from ({models.read_models()['mart.ampel'].sql})").fetchall()
    assert ergebnis == ampel
