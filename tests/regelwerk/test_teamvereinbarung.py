"""Teamvereinbarungen: only stricter ones, only differences, only from their date on."""

from datetime import date

import pytest

from pipeline.errors import ConfigurationError
from pipeline.regelwerk.files import find_regelwerk, known_regelwerke, read_regelwerk
from pipeline.regelwerk.frist import Frist

KOPF = 'grundlage = "{}"\n'
VEREINBARUNG = """
[[teamvereinbarung]]
team_id = "T-1"
ab = 2026-01-01
grund = "Teambesprechung"
"""


def write(tmp_path, grundlage, *zusaetze):
    datei = tmp_path / "haus-teams.toml"
    text = KOPF.format(grundlage) + "".join(VEREINBARUNG + zusatz + "\n" for zusatz in zusaetze)
    datei.write_text(text, encoding="utf-8")
    return datei


def read(tmp_path, grundlage, *zusaetze):
    return read_regelwerk(write(tmp_path, grundlage, *zusaetze))


def refuse(tmp_path, grundlage, *zusaetze):
    with pytest.raises(ConfigurationError) as fehler:
        read(tmp_path, grundlage, *zusaetze)
    assert "haus-teams.toml" in str(fehler.value)
    return str(fehler.value)


def test_agreement_stands_before_the_rule_it_tightens(tmp_path):
    werk = read(tmp_path, "bremen-2022", 'regel = ["arbeitslos_ue25"]\nziel = "60 Tage"\nmindest = "90 Tage"')
    assert werk.id == "haus-teams"
    assert [r.id for r in werk.kontaktregel] == [
        "massnahme",
        "fm_ue25",
        "arbeitslos_ue25_T_1_20260101",
        "arbeitslos_ue25",
        "u25",
        "uebrige",
    ]
    neu, bisher = werk.kontaktregel[2:4]
    assert (neu.ziel, neu.mindest) == (Frist(0, 60), Frist(0, 90))
    assert (bisher.ziel, bisher.mindest) == (Frist(0, 90), Frist(0, 180))
    (wenn,) = neu.wenn
    assert (wenn.team_id, wenn.av_status, wenn.altersgruppe) == (["T-1"], ["arbeitslos"], ["ue25"])
    assert not neu.is_in_force(date(2025, 12, 31))
    assert neu.is_in_force(date(2026, 1, 1))


def test_without_regel_all_rules_with_an_interval_are_tightened(tmp_path):
    werk = read(tmp_path, "weinstrasse-2023", 'mindest = "90 Tage"')
    assert [r.id for r in werk.kontaktregel] == ["ohne_vorgabe", "alle_T_1_20260101", "alle"]


def test_agreement_may_name_a_rule_without_interval(tmp_path):
    werk = read(tmp_path, "weinstrasse-2023", 'regel = ["ohne_vorgabe"]\nmindest = "90 Tage"')
    assert werk.kontaktregel[0].mindest == Frist(0, 90)


def test_alternatives_of_a_rule_are_all_narrowed_to_the_team(tmp_path):
    werk = read(tmp_path, "bremen-2022", 'regel = ["u25"]\nmindest = "45 Tage"')
    neu = next(r for r in werk.kontaktregel if r.id == "u25_T_1_20260101")
    assert [b.team_id for b in neu.wenn] == [["T-1"], ["T-1"]]
    assert (neu.ziel, neu.mindest) == (Frist(0, 30), Frist(0, 45))


def test_of_two_agreements_the_later_goes_first(tmp_path):
    spaeter = 'mindest = "4 Monate"'
    datei = write(tmp_path, "lichtenberg-2022", 'mindest = "3 Monate"\nbis = 2026-12-31', spaeter)
    text = datei.read_text(encoding="utf-8")
    vorn, _, hinten = text.rpartition("ab = 2026-01-01")
    datei.write_text(f"{vorn}ab = 2026-07-01{hinten}", encoding="utf-8")
    werk = read_regelwerk(datei)
    assert [r.mindest for r in werk.kontaktregel] == [Frist(4, 0), Frist(3, 0), Frist(6, 0)]
    assert werk.kontaktregel[1].bis_stichtag == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("grundlage", "zusatz", "satz"),
    [
        ("lichtenberg-2022", 'mindest = "7 Monate"', "[1 T-1].mindest: 7 Monate ist nicht strenger als die Regel alle"),
        ("lichtenberg-2022", 'mindest = "182 Tage"', "182 Tage ist nicht strenger als die Regel alle (6 Monate)"),
        ("lichtenberg-2022", 'mindest = "6 Monate"', "[1 T-1]: ändert am Regelwerk nichts"),
        ("weinstrasse-2023", 'mindest = "6 Monate"', "6 Monate ist nicht strenger als die Regel alle (180 Tage)"),
        ("bremen-2022", 'mindest = "90 Tage"', "90 Tage ist nicht strenger als die Regel u25 (60 Tage)"),
        ("bremen-2022", 'regel = ["uebrige"]\nmindest = "90 Tage"', "wäre dann länger als ihr Mindestabstand"),
        ("bremen-2022", 'regel = ["alle"]\nmindest = "90 Tage"', ".regel: alle gibt es nicht (möglich: massnahme, fm"),
        ("ba-empfehlung-2010", 'regel = ["M"]\nmindest = "1 Monat"', "Die Regel M zählt Gespräche"),
        ("beratungsaktivitaet-2024", 'regel = ["turbo"]\nmindest = "1 Monat"', "Die Regel turbo zählt Gespräche"),
        ("lichtenberg-2022", "", "[1 T-1]: ziel oder mindest ist anzugeben"),
        ("lichtenberg-2022", 'mindest = "3 Monate"\nbis = 2025-12-31', "[1 T-1]: bis liegt vor ab"),
        ("lichtenberg-2022", 'mindest = "3 Monate"\nfarbe = "rot"', "[1 T-1].farbe ist kein bekannter Schlüssel"),
        ("weinstrasse-1999", 'mindest = "3 Monate"', "Das Regelwerk weinstrasse-1999 gibt es nicht"),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path, grundlage, zusatz, satz):
    datei = write(tmp_path, grundlage, zusatz)
    with pytest.raises(ConfigurationError) as fehler:
        read_regelwerk(datei)
    assert satz in str(fehler.value)
    assert fehler.value.exit_code == 4


def test_a_minimum_that_comes_after_the_only_target_is_refused(tmp_path):
    """Of a rule without minimum whoever misses the target is overdue; an agreement must not put that off."""
    text = known_regelwerke()["bremen-2022"].read_text(encoding="utf-8").replace("bremen-2022", "haus-grundlage")
    assert text.count('ziel = "180 Tage"\nmindest = "180 Tage"\nquelle = "3 und 3.5"') == 1
    text = text.replace('mindest = "180 Tage"\nquelle = "3 und 3.5"', 'quelle = "3 und 3.5"')
    (tmp_path / "grundlage.toml").write_text(text, encoding="utf-8")
    meldung = refuse(tmp_path, "grundlage.toml", 'regel = ["uebrige"]\nziel = "60 Tage"\nmindest = "200 Tage"')
    assert "Überfällig wäre erst, wer 200" in meldung


def test_everything_wrong_is_said_at_once(tmp_path):
    meldung = refuse(tmp_path, "lichtenberg-2022", 'mindest = "3 Monate"', 'mindest = "7 Monate"')
    assert "hat 2 Fehler" in meldung
    assert "teamvereinbarung[2 T-1].mindest: 7 Monate" in meldung
    assert "teamvereinbarung[2 T-1].ab: zur Regel alle gibt es ab diesem Tag schon eine Vereinbarung" in meldung


def test_agreement_over_an_agreement_is_refused(tmp_path):
    write(tmp_path, "lichtenberg-2022", 'mindest = "3 Monate"')
    andere = tmp_path / "andere.toml"
    andere.write_text(KOPF.format("haus-teams.toml") + VEREINBARUNG + 'mindest = "1 Monat"', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="ist selbst eine Teamvereinbarung"):
        read_regelwerk(andere)


def test_targets_of_a_rule_hold_for_its_agreements_too(tmp_path):
    ziel = '[[ziel]]\nkennzahl = "ueberfaellig"\nhoechstens = 5\nquelle = "2"\n'
    ziel += 'segment_art = "kontaktregel"\nsegment = "alle"\n'
    grundlage = find_regelwerk("lichtenberg-2022")
    text = known_regelwerke()["lichtenberg-2022"].read_text(encoding="utf-8")
    eigene = text.replace("lichtenberg-2022", "haus").replace("[quellen]", f"{ziel}\n[quellen]")
    (tmp_path / "haus.toml").write_text(eigene, encoding="utf-8")
    werk = read(tmp_path, "haus.toml", 'mindest = "3 Monate"')
    assert [z.segment for z in werk.ziel[len(grundlage.ziel) :]] == ["alle", "alle_T_1_20260101"]


def test_agreement_leaves_the_numbers_of_its_base_alone(tmp_path):
    grundlage = tmp_path / "grundlage.toml"
    text = known_regelwerke()["bremen-2022"].read_text(encoding="utf-8").replace("bremen-2022", "haus-grundlage")
    grundlage.write_text(text.replace("tage_vor_ende = 91", "tage_vor_ende = 60"), encoding="utf-8")
    werk = read(tmp_path, "grundlage.toml", 'regel = ["uebrige"]\nziel = "90 Tage"')
    assert (werk.absolventen.tage_vor_ende, werk.absolventen.tage_nach_ende) == (60, 14)
    for abschnitt in ("absolventen", "vereinbarung", "bg_beratung", "sofo", "absage", "terminausfall"):
        assert getattr(werk, abschnitt) == getattr(read_regelwerk(grundlage), abschnitt)
