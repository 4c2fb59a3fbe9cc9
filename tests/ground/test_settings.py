"""Settings: strict, and flags win."""

from datetime import date

import pytest

from pipeline.errors import ConfigurationError
from pipeline.regelwerk.files import assign_regelwerke, choose_regelwerke
from pipeline.settings import read_settings


@pytest.fixture
def settings(tmp_path):
    def write(text: str, **flags):
        (tmp_path / "kontaktdichte.toml").write_text(text, encoding="utf-8")
        return read_settings(None, [tmp_path / "nirgends", tmp_path], **flags)

    return write


def test_file_is_found_and_read(settings):
    gelesen = settings(
        'mindestfallzahl = 5\nhoechster_ausschluss = 0.02\n[jobcenter]\nJC1 = "bremen-2022"\n'
        '[stichtage]\n"2026-10" = 2026-10-14\n[spalten.verbis_kunden]\n"Kundenstatus AV" = "av_status"\n'
        '[werte.verbis_kunden.av_status]\n"Arbeitslos" = "arbeitslos"\n'
    )
    assert gelesen.mindestfallzahl == 5
    assert gelesen.regelwerk_for("JC1") == "bremen-2022"
    assert gelesen.regelwerk_for("JC2") == gelesen.regelwerk
    assert gelesen.stichtage == {"2026-10": date(2026, 10, 14)}


def test_flags_win(settings):
    gelesen = settings('mindestfallzahl = 5\n[jobcenter]\nJC1 = "bremen-2022"', regelwerk="x", mindestfallzahl=4)
    assert gelesen.mindestfallzahl == 4
    assert gelesen.regelwerk_for("JC1") == "x"


def test_a_rule_set_given_as_a_flag_does_not_hide_a_wrong_jobcenter(settings):
    gelesen = settings('[jobcenter]\nJC9 = "bremen-2022"', regelwerk="weinstrasse-2023")
    with pytest.raises(ConfigurationError, match="nennt JC9, die Lieferung hat nur JC1"):
        choose_regelwerke(["JC1"], gelesen)


def test_which_jobcenter_has_a_rule_set_that_is_not_there_is_said(settings):
    gelesen = settings('[jobcenter]\nJC1 = "bremen-2022"\nJC2 = "bremen-22"\nJC3 = "bremen-22"')
    with pytest.raises(
        ConfigurationError, match=r"Für JC2, JC3 \(Einstellungen oder --regelwerk\): Das Regelwerk brem"
    ):
        assign_regelwerke(choose_regelwerke(["JC1", "JC2", "JC3"], gelesen))


@pytest.mark.parametrize(
    ("text", "satz"),
    [
        ("mindestfallzal = 5", "mindestfallzal ist kein bekannter Schlüssel"),
        ("mindestfallzahl = 2", "mindestfallzahl muss mindestens 3 sein"),
        ('mindestfallzahl = "viele"', "mindestfallzahl muss eine ganze Zahl sein"),
        ('[spalten.verbis_kunden]\nX = "av_statsu"', "unbekannte Spalten: av_statsu"),
        (
            '[werte.verbis_kunden.av_status]\n"Arbeitslos" = "arbeitsloss"',
            "unbekannte Codes: arbeitsloss (möglich: arbeitslos",
        ),
        ("[spalten.kunden]\nX = 'av_status'", "spalten.kunden"),
        ('[stichtage]\n"2026-10" = 2027-10-14', "zu weit vom Monat"),
        ("[jobcenter", "kein gültiges TOML"),
        ('regelwerk = " "', "ein Regelwerk (ID oder Pfad einer TOML-Datei)"),
        ('[jobcenter]\nJC1 = ""', "ein Regelwerk (ID oder Pfad einer TOML-Datei)"),
        ('[jobcenter]\n"" = "bremen-2022"', "eine jobcenter_id der Lieferung"),
    ],
)
def test_mistakes_are_named(settings, text, satz):
    with pytest.raises(ConfigurationError) as fehler:
        settings(text)
    assert satz in str(fehler.value)
    assert fehler.value.exit_code == 4


@pytest.mark.parametrize(
    ("stichtag", "nah_genug"),
    [
        # 45 days before and after the first day of the month, and one more.
        ("2026-08-17", True),
        ("2026-08-16", False),
        ("2026-11-15", True),
        ("2026-11-16", False),
    ],
)
def test_a_stichtag_lies_at_most_45_days_from_the_first_of_its_month(settings, stichtag, nah_genug):
    text = f'[stichtage]\n"2026-10" = {stichtag}'
    if nah_genug:
        assert settings(text).stichtage == {"2026-10": date.fromisoformat(stichtag)}
        return
    with pytest.raises(ConfigurationError) as fehler:
        settings(text)
    tag = date.fromisoformat(stichtag)
    assert f"der Stichtag {tag:%d.%m.%Y} liegt zu weit vom Monat 2026-10" in str(fehler.value)


def test_a_value_may_be_mapped_to_nothing(settings):
    gelesen = settings('[werte.verbis_kunden]\nprofillage = { "-" = "", "Z?" = "Z" }\nbetreuung = { "unklar" = "" }')
    assert gelesen.werte["verbis_kunden"] == {"profillage": {"-": "", "Z?": "Z"}, "betreuung": {"unklar": ""}}


def test_named_file_must_exist(tmp_path):
    with pytest.raises(ConfigurationError, match="gibt es nicht"):
        read_settings(tmp_path / "fehlt.toml", [])


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read_settings(None, [tmp_path]).mindestfallzahl == 3


EXPORTE = "organisation, verbis_kunden, verbis_lebenslauf"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[werte."*"]\n"-" = {}', f"werte.*: erwartet wird der Name eines Exports ({EXPORTE}"),
        ("[spalten.kunden]", f"spalten.kunden: erwartet wird der Name eines Exports ({EXPORTE}"),
        ('klartext_ausnahmen = ["kunden.X"]', "klartext_ausnahmen[1]: erwartet wird export.Spalte mit dem Namen"),
        ('[stichtage]\n"2026-13" = 2026-10-14', "stichtage.2026-13: erwartet wird ein Monat JJJJ-MM, wie 2026-10"),
        ('speichergrenze = "4 Gigabyte"', "speichergrenze: erwartet wird eine Zahl mit MB oder GB, wie 4GB"),
    ],
)
def test_what_is_not_of_its_form_is_said_in_german_without_a_pattern(settings, text, sentence):
    with pytest.raises(ConfigurationError) as refused:
        settings(text)
    assert sentence in str(refused.value)
    assert not {"^", "|", "[key]"} & set(str(refused.value).split())
    assert "(organisation|" not in str(refused.value)
