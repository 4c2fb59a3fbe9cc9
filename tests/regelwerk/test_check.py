"""Rule-set files: what is refused, with which words, and that all of it is said at once."""

import re
from datetime import date
from pathlib import Path

import pytest

from drawn.handbook import example
from pipeline.cli.app import main
from pipeline.errors import ConfigurationError
from pipeline.regelwerk.files import (
    assign_regelwerke,
    find_regelwerk,
    known_regelwerke,
    read_gesetz,
    read_regelwerk,
    require_valid,
)
from pipeline.regelwerk.frist import Frist, is_never_longer

PERSOENLICH = "erstgespraech_persoenlich_quote"
BEISPIEL = example("birkental-2026.toml")
# Sections of single numbers, with what holds where a file leaves them out.
ZAHLEN = {
    "absolventen": {
        "tage_vor_ende": 91,
        "tage_nach_ende": 14,
        "nur_mit_qualifizierung": False,
        "ohne_kontaktart": [],
    },
    "vereinbarung": {"zeitraum": Frist(6, 0)},
    "bg_beratung": {"tage": 2, "zeitraum": Frist(12, 0)},
    "sofo": {"std_je_tag": 5},
    "absage": {"tage_vorher": 7},
    "terminausfall": {"kontaktversuch_arbeitstage": 1},
}
# What papers say of them besides the usual.
ABWEICHEND = {
    ("weinstrasse-2023", "absolventen"): {"nur_mit_qualifizierung": True},
    ("bremen-2022", "absolventen"): {"ohne_kontaktart": ["telefon"]},
}
REGEL = '[[kontaktregel]]\nid = "neu"\ntitel = "Neu"\nquelle = "9"\n'
ZIEL = '[[ziel]]\nkennzahl = "letzte_beratung"\nquelle = "9"\n'
BREMEN = known_regelwerke()["bremen-2022"].read_text(encoding="utf-8").replace("bremen-2022", "haus")


def refuse(tmp_path: Path, text: str) -> str:
    datei = tmp_path / "haus.toml"
    datei.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as fehler:
        read_regelwerk(datei)
    assert fehler.value.exit_code == 4
    assert "haus.toml" in str(fehler.value)
    return str(fehler.value)


def before_rule(kennung: str, neu: str, text: str = BEISPIEL) -> str:
    stelle = f'[[kontaktregel]]\nid = "{kennung}"'
    assert stelle in text
    return text.replace(stelle, f"{neu}\n{stelle}")


@pytest.mark.parametrize("kennung", known_regelwerke())
def test_every_delivered_rule_set_names_a_source_for_all_it_says(kennung):
    werk = find_regelwerk(kennung)
    assert werk.id == kennung
    teile = [werk.bestand, werk.kontakt, werk.hoechstabstand, werk.neukunde, *werk.kontaktregel, *werk.ziel]
    teile += [getattr(werk, abschnitt) for abschnitt in ZAHLEN]
    for quelle in [*(t.quelle for t in teile), *werk.quellen.values()]:
        assert re.match(r"\d|annahme: .{10}", quelle), quelle


@pytest.mark.parametrize(
    ("vorher", "nachher", "satz"),
    [
        ('land = "HE"', 'land = "HX"', "land „HX“ ist kein bekannter Wert"),
        ('land = "HE"', 'farbe = "rot"', "farbe ist kein bekannter Schlüssel"),
        ('titel = "Beratung', '# titel = "Beratung', "titel fehlt"),
        ("gueltig_bis = 2027-12-31", "gueltig_bis = 2026-03-31", "gueltig_bis: liegt vor gueltig_ab"),
        ("gueltig_ab = 2026-04-01", 'gueltig_ab = "2026-04-01"', "gueltig_ab muss ein Datum JJJJ-MM-TT sein"),
        ("bg_wechsel = false", 'bg_wechsel = "nein"', "neukunde.bg_wechsel muss true oder false sein"),
        ('quelle = "1.1"', 'quelle = " "', "bestand.quelle: nennt weder einen Abschnitt"),
        ('quelle = "1.1"', 'quelle = "annahme"', 'bestand.quelle: eine Annahme heißt "annahme: Grund"'),
        ('frist = "4 Monate"', 'frist = "4 Jahre"', "hoechstabstand.frist: eine Frist heißt"),
        ('frist = "4 Monate"', 'frist = "0 Tage"', "hoechstabstand.frist: eine Frist heißt"),
        ('"video", "telefon"', '"video", "fax"', "kontakt.kontaktart[3] „fax“ ist kein bekannter Wert (möglich"),
        ('"video", "telefon"', '"video", "video"', "kontakt.kontaktart: ein Wert steht zweimal da"),
        ('ziel = "4 Wochen"', 'ziel = "3 Monate"', "kontaktregel[3 junge]: ziel ist länger als mindest"),
        ('ziel = "4 Wochen"', 'ziel = "60 Tage"', "kontaktregel[3 junge]: ziel ist länger als mindest"),
        ('id = "marktnah"', 'id = "junge"', "kontaktregel[4 junge].id: steht zweimal da"),
        ('abstand = "3 Wochen"', 'abstand = "1 Monat"', "in Tagen oder Wochen"),
        ('seit_ende_von = "integrationskurs"', 'seit_ende_von = "elternzeit"', "muss lebenslauf_beendet dieser Art"),
        (
            'mindest = "2 Monate"',
            'mindest = "2 Monate"\nmindest_anzahl = { gespraeche = 1, zeitraum = "1 Monat" }',
            "kontaktregel[3 junge]: nur eines von mindest, mindest_anzahl",
        ),
        ("gespraeche = 3", "gespraeche = 0", "mindest_anzahl.gespraeche muss mindestens 1 sein"),
        ("bis_stichtag = 2026-12-31", "bis_stichtag = 2026-03-31", "bis_stichtag: liegt vor dem Beginn"),
        ("bis_stichtag = 2026-12-31", "ab_stichtag = 2028-01-01", "ab_stichtag: liegt nach dem Ende"),
        (
            'marktnah_bei = ["M", "A"]\nquelle = "3.1"',
            'marktnah_bei = ["Q"]\nquelle = "3.1"',
            "marktnaehe.marktnah_bei[1] „Q“",
        ),
        ('[marktnaehe]\nmarktnah_bei = ["M", "A"]\nquelle = "3.1"', "", "fragt nach marktnaehe, aber der Abschnitt"),
        ("hoechstens = 70", "hoechstens = 130", "ziel[1 beratungsaktivitaet_tage]: mindest ist strenger als das Ziel"),
        ("hoechstens = 70", "hoechstens = 70\nrichtwert = 60", "genau eines von hoechstens, mindestens und richtwert"),
        ("hoechstens = 70", 'hoechstens = "70"', "ziel[1 beratungsaktivitaet_tage].hoechstens: muss eine Zahl sein"),
        ("mindestens = 0.9", "mindestens = 90", "mindestens: Anteile stehen als Zahl von 0 bis 1, 60 % als 0.6"),
        ("richtwert = 45", "richtwert = 45\nmindest = 30", "ein Richtwert hat keinen Mindestwert"),
        (
            'segment = "folgegespraech"',
            'segment = "plauderei"',
            "segment: plauderei gibt es nicht (möglich: erstgespraech",
        ),
        ('team_art = ["u25"]', "", "ziel[4 gespraechsdauer_mittel]: für dieselbe Zeile gilt schon ziel[3]"),
        ('ueberfaellig = "3"', 'zu_spaet = "3"', "quellen.zu_spaet: Eine Kennzahl zu_spaet gibt es nicht"),
        ("tage_vor_ende = 60", "tage_vor_ende = -1", "absolventen.tage_vor_ende muss mindestens 0 sein"),
        ("tage_nach_ende = 7", "tage_nach_ende = 367", "absolventen.tage_nach_ende darf höchstens 366 sein"),
        ("tage_nach_ende = 7", "tage_nach_ende = 7.5", "absolventen.tage_nach_ende muss eine ganze Zahl sein"),
        ("tage_nach_ende = 7", "tage_danach = 7", "absolventen.tage_danach ist kein bekannter Schlüssel"),
        (
            "nur_mit_qualifizierung = true",
            'nur_mit_qualifizierung = "ja"',
            "absolventen.nur_mit_qualifizierung muss true oder false sein",
        ),
        (
            'ohne_kontaktart = ["telefon"]',
            'ohne_kontaktart = ["fax"]',
            "absolventen.ohne_kontaktart[1] „fax“ ist kein bekannter Wert (möglich",
        ),
        (
            'ohne_kontaktart = ["telefon"]',
            'ohne_kontaktart = ["telefon", "telefon"]',
            "absolventen.ohne_kontaktart: ein Wert steht zweimal da",
        ),
        (
            'ohne_kontaktart = ["telefon"]',
            'ohne_kontaktart = ["walk_and_talk", "telefon"]',
            "absolventen.ohne_kontaktart: walk_and_talk zählt schon nach [kontakt] nicht",
        ),
        (
            'ohne_kontaktart = ["telefon"]',
            'ohne_kontaktart = ["telefon", "video", "persoenlich"]',
            "absolventen.ohne_kontaktart: nimmt alle Kontaktarten aus, kein Gespräch könnte zählen",
        ),
        (
            'av_status = ["arbeitslos", "arbeitsuchend"]\nquelle',
            'av_status = ["arbeitslos", "abgemeldet"]\nquelle',
            "bestand.av_status[2] „abgemeldet“ ist kein bekannter Wert (möglich",
        ),
        ('zeitraum = "4 Monate"', "zeitraum = 4", "vereinbarung.zeitraum: eine Frist heißt"),
        ("tage = 1\n", "tage = 0\n", "bg_beratung.tage muss mindestens 1 sein"),
        ("std_je_tag = 4.5", "std_je_tag = 24.5", "sofo.std_je_tag darf höchstens 24 sein"),
        ("std_je_tag = 4.5", 'std_je_tag = "4,5"', "sofo.std_je_tag: muss eine Zahl sein"),
        ('quelle = "5.4"', "", "sofo.quelle fehlt"),
        ("tage_vorher = 3", 'tage_vorher = "3 Tage"', "absage.tage_vorher muss eine ganze Zahl sein"),
        ("arbeitstage = 2", "arbeitstage = 11", "terminausfall.kontaktversuch_arbeitstage darf höchstens 10 sein"),
        ("arbeitstage = 2", "arbeitstage = 0", "terminausfall.kontaktversuch_arbeitstage muss mindestens 1 sein"),
        ('id = "birkental-2026"', 'id = "bremen-2022"', "bremen-2022 heißt schon ein mitgeliefertes Regelwerk"),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path, vorher, nachher, satz):
    assert vorher in BEISPIEL
    assert satz in refuse(tmp_path, BEISPIEL.replace(vorher, nachher))


@pytest.mark.parametrize(
    ("ziel", "satz"),
    [
        ('kennzahl = "zufriedenheit"', "Eine Kennzahl zufriedenheit gibt es nicht"),
        ('segment_art = "profillage"', "letzte_beratung gibt es nicht nach profillage (möglich: dauerklasse)"),
        ('segment = "keine"', "segment verlangt auch segment_art"),
        ("", "letzte_beratung gibt es nicht insgesamt; bitte segment_art nennen (möglich: dauerklasse)"),
        ('segment_art = "dauerklasse"\nsegment = "nie"', "segment: nie gibt es nicht (möglich: bis_3_monate"),
    ],
)
def test_targets_speak_of_figures_that_exist(tmp_path, ziel, satz):
    neu = ZIEL.replace('kennzahl = "letzte_beratung"\n', "") if "kennzahl" in ziel else ZIEL
    assert satz in refuse(tmp_path, f"{BEISPIEL}\n".replace("[quellen]", f"{neu}{ziel}\nhoechstens = 0.5\n[quellen]"))


def test_targets_of_contact_rules_name_a_rule_of_the_file(tmp_path):
    ziel = (
        ZIEL.replace("letzte_beratung", "ueberfaellig")
        + 'hoechstens = 5\nsegment_art = "kontaktregel"\nsegment = "{}"\n'
    )
    assert "segment: alte gibt es nicht (möglich: elternzeit, nach_kurs" in refuse(
        tmp_path, BEISPIEL.replace("[quellen]", ziel.format("alte") + "[quellen]")
    )
    gut = tmp_path / "gut.toml"
    gut.write_text(BEISPIEL.replace("[quellen]", ziel.format("junge") + "[quellen]"), encoding="utf-8")
    assert read_regelwerk(gut).ziel[-1].segment == "junge"


@pytest.mark.parametrize(
    ("vor", "wenn", "satz"),
    [
        (
            "uebrige",
            'wenn = { altersgruppe = ["u25"], av_status = ["arbeitslos"], gefluechtet = true }',
            "kontaktregel[5 neu].wenn: ist nie erreichbar: Die Regel junge davor trifft immer schon zu",
        ),
        (
            "uebrige",
            'wenn = { lebenslauf = { art = "elternzeit", seit_mindestens = "6 Monate" } }',
            "Die Regel elternzeit davor trifft immer schon zu",
        ),
        (
            "uebrige",
            'wenn = { lebenslauf = { art = "elternzeit" } }',
            "hat dieselbe Bedingung wie die Regel elternzeit davor",
        ),
        (
            "uebrige",
            'wenn = { marktnaehe = ["marktnah"], av_seit_mindestens = "12 Monate" }',
            "Die Regel marktnah davor trifft immer schon zu",
        ),
        ("uebrige", 'wenn = { av_status = ["ratsuchend"] }', "trifft auf niemanden zu, den [bestand] einschließt"),
        (
            "uebrige",
            "wenn = [{ par10 = true }, { par10 = true, par53a = true }]",
            "die 2. Bedingung ist in denen davor schon enthalten",
        ),
        ("uebrige", "wenn = { profillage = [] }", "die Liste ist leer"),
        (
            "uebrige",
            'wenn.lebenslauf = { art = "elternzeit", seit_mindestens = "9 Monate", seit_hoechstens = "3 Monate" }',
            "seit_mindestens ist länger als seit_hoechstens",
        ),
        ("elternzeit", "", "kontaktregel[6 uebrige].wenn: hat dieselbe Bedingung wie die Regel neu davor"),
        ("elternzeit", "", "kontaktregel[2 elternzeit].wenn: ist nie erreichbar: Die Regel neu davor"),
    ],
)
def test_rules_that_never_apply_are_errors(tmp_path, vor, wenn, satz):
    assert satz in refuse(tmp_path, before_rule(vor, REGEL + wenn))


@pytest.mark.parametrize(
    "wenn",
    [
        'wenn = { marktnaehe = ["marktnah"] }',
        'wenn = { marktnaehe = ["marktnah"], av_seit_mindestens = "3 Monate" }',
        'wenn = { altersgruppe = ["u25"], av_status = ["arbeitsuchend"] }',
        'wenn = { lebenslauf_beendet = { art = "elternzeit" } }',
        'wenn = { lebenslauf_beendet = { art = "integrationskurs", seit_hoechstens = "6 Monate" } }',
        'wenn = { team_id = ["T1"] }',
        # The rule before it ends on 2026-12-31; this one goes on.
        'wenn = { lebenslauf_beendet = { art = "integrationskurs", seit_hoechstens = "2 Monate" } }',
    ],
)
def test_rules_that_can_apply_are_accepted(tmp_path, wenn):
    datei = tmp_path / "haus.toml"
    datei.write_text(before_rule("uebrige", REGEL + wenn), encoding="utf-8")
    assert len(read_regelwerk(datei).kontaktregel) == 6


def test_rules_before_may_only_together_leave_nobody(tmp_path):
    """All ages are taken by two rules, each for one group."""
    regeln = "".join(
        REGEL.replace("neu", f"neu_{a}") + f'wenn = {{ altersgruppe = ["{a}"] }}\n' for a in ("u25", "ue25")
    )
    satz = "kontaktregel[7 uebrige].wenn: ist nie erreichbar: Die Regeln davor treffen zusammen immer schon zu"
    assert satz in refuse(tmp_path, before_rule("uebrige", regeln))


def without_numbers(text: str) -> str:
    return re.sub(rf"\[({'|'.join(ZAHLEN)})\]\n(.+\n)+\n", "", text)


def test_numbers_that_a_file_leaves_out_are_the_usual_ones_and_an_assumption(tmp_path, capsys):
    datei = tmp_path / "haus.toml"
    datei.write_text(without_numbers(BEISPIEL), encoding="utf-8")
    werk = read_regelwerk(datei)
    for abschnitt, zahlen in ZAHLEN.items():
        teil = getattr(werk, abschnitt)
        assert teil.model_dump(exclude={"quelle"}) == zahlen
        assert teil.quelle.startswith("annahme: Im Regelwerk nicht angegeben")
    with pytest.raises(SystemExit):
        main(["regelwerke", "check", str(datei)])
    assert "12 von 20 Vorgaben mit Fundstelle, 8 mit Annahme" in capsys.readouterr().out


@pytest.mark.parametrize("kennung", known_regelwerke())
def test_delivered_rule_sets_write_their_numbers_down_and_they_are_the_usual_ones(kennung):
    text = known_regelwerke()[kennung].read_text(encoding="utf-8")
    assert all(f"\n[{abschnitt}]\n" in text for abschnitt in ZAHLEN)
    werk = find_regelwerk(kennung)
    for abschnitt, zahlen in ZAHLEN.items():
        erwartet = zahlen | ABWEICHEND.get((kennung, abschnitt), {})
        assert getattr(werk, abschnitt).model_dump(exclude={"quelle"}) == erwartet


def test_numbers_that_a_paper_names_have_its_paragraph_all_others_are_assumptions():
    werke = [find_regelwerk(kennung) for kennung in known_regelwerke()]
    quellen = {(werk.id, abschnitt): getattr(werk, abschnitt).quelle for werk in werke for abschnitt in ZAHLEN}
    assert {ort: quelle for ort, quelle in quellen.items() if not quelle.startswith("annahme: ")} == {
        ("lichtenberg-2022", "absolventen"): "3c",
        ("lichtenberg-2022", "vereinbarung"): "2",
        ("ba-empfehlung-2010", "vereinbarung"): "2.1",
        ("beratungsaktivitaet-2024", "bg_beratung"): "2",
        ("beratungsaktivitaet-2024", "sofo"): "1",
        ("beratungsaktivitaet-2024", "absage"): "3",
    }


def test_a_rule_set_in_words_tells_its_numbers(tmp_path, capsys):
    datei = tmp_path / "birkental-2026.toml"
    datei.write_text(BEISPIEL, encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["regelwerke", "show", str(datei)])
    text = capsys.readouterr().out
    for zeile in (
        "Absolventen: Gespräch frühestens 60 Tage vor, spätestens 7 Tage nach dem Ende; "
        "nur Maßnahmen mit Qualifizierung; nicht, wenn nur auf diesem Weg geführt: Telefon [Abschnitt\u00a05.1]",
        "Vereinbarung: nicht älter als 4 Monate [Abschnitt\u00a05.2]",
        "BG-Beratung: mindestens 1 Tag gemeinsam in 6 Monaten [Abschnitt\u00a05.3]",
        "SoFo: 4,5 Std. je Tag und Fachkraft [Abschnitt\u00a05.4]",
        "Absage: 3 Tage vorher lässt sich der Termin neu besetzen [Abschnitt\u00a05.5]",
        "Terminausfall: Kontaktversuch bis zum 2. Arbeitstag danach [Abschnitt\u00a05.5]",
    ):
        assert f"\n{zeile}\n" in text


def test_everything_wrong_is_said_at_once(tmp_path):
    text = BREMEN.replace('land = "HB"', 'farbe = "rot"').replace('mindest = "60 Tage"', 'mindest = "20 Tage"')
    text = text.replace('kennzahl = "beratungszeit_anteil"', 'kennzahl = "beratungszeit"')
    text = before_rule("uebrige", REGEL + "wenn = { massnahme_laufend = true, par10 = true }", text)
    meldung = refuse(tmp_path, text)
    assert "hat 4 Fehler" in meldung
    for stelle in ("farbe", "kontaktregel[4 u25]", "kontaktregel[5 neu].wenn", "ziel[1 beratungszeit].kennzahl"):
        assert f"\n  – {stelle}" in meldung


def test_check_says_what_a_file_contains(tmp_path, capsys):
    datei = tmp_path / "birkental-2026.toml"
    datei.write_text(BEISPIEL, encoding="utf-8")
    with pytest.raises(SystemExit) as ende:
        main(["regelwerke", "check", str(datei)])
    assert not ende.value.code
    text = capsys.readouterr().out
    assert "birkental-2026.toml ist verwendbar: 5 Kontaktregeln, 5 Ziele, 2 Annahmen" in text
    assert "18 von 20 Vorgaben mit Fundstelle, 2 mit Annahme" in text
    assert "marktnah: Marktnahe: drei Gespräche im Halbjahr – mindestens 3 Gespräche in 6 Monaten" in text


@pytest.mark.parametrize("text", [None, BEISPIEL.replace('land = "HE"', "land = 5"), "id = "])
def test_check_refuses_with_exit_code_4(tmp_path, capsys, text):
    datei = tmp_path / "haus.toml"
    if text is not None:
        datei.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as ende:
        main(["regelwerke", "check", str(datei)])
    assert ende.value.code == 4
    meldung = capsys.readouterr().err
    assert meldung.startswith("Fehler: ")
    assert "haus.toml" in meldung


def test_copy_of_a_delivered_rule_set_is_that_rule_set(tmp_path):
    kopie = tmp_path / "kopie.toml"
    kopie.write_text(known_regelwerke()["bremen-2022"].read_text(encoding="utf-8"), encoding="utf-8")
    assert read_regelwerk(kopie) == find_regelwerk("bremen-2022")


def test_two_different_rule_sets_of_one_id_are_refused(tmp_path):
    dateien = [tmp_path / "a.toml", tmp_path / "b.toml"]
    dateien[0].write_text(BEISPIEL, encoding="utf-8")
    dateien[1].write_text(BEISPIEL.replace("hoechstens = 70", "hoechstens = 71"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="Zwei Regelwerke heißen birkental-2026"):
        assign_regelwerke({"J1": str(dateien[0]), "J2": str(dateien[1])})
    zuordnung = assign_regelwerke({"J1": str(dateien[0]), "J2": str(dateien[0])})
    assert zuordnung["J1"] is zuordnung["J2"]


@pytest.mark.parametrize(
    ("kurz", "lang", "erwartet"),
    [
        (Frist(0, 180), Frist(6, 0), True),  # six months are 181 to 184 days
        (Frist(0, 182), Frist(6, 0), False),
        (Frist(6, 0), Frist(0, 184), True),
        (Frist(6, 0), Frist(0, 183), False),
        (Frist(0, 28), Frist(1, 0), True),
        (Frist(0, 29), Frist(1, 0), False),  # from the end of January
        (Frist(1, 0), Frist(0, 31), True),
        (Frist(3, 0), Frist(3, 0), True),
        (Frist(4, 0), Frist(3, 0), False),
    ],
)
def test_intervals_are_compared_over_the_whole_calendar(kurz, lang, erwartet):
    assert is_never_longer(kurz, lang) is erwartet


# As the papers say; a rule set that is not listed here is asked at the day that it names itself.
GUELTIG_AB = {
    "lichtenberg-2022": date(2022, 5, 31),
    "weinstrasse-2023": date(2023, 3, 1),
    "bremen-2022": date(2022, 8, 1),
    "ba-empfehlung-2010": date(2010, 12, 1),
    "beratungsaktivitaet-2024": date(2024, 1, 5),
}


@pytest.mark.parametrize("kennung", known_regelwerke())
def test_validity_begins_on_its_first_day(kennung):
    ab = GUELTIG_AB.get(kennung, find_regelwerk(kennung).gueltig_ab)
    werk = find_regelwerk(kennung)
    require_valid([werk], ab, auch_ungueltig=False)
    davor = date.fromordinal(ab.toordinal() - 1)
    with pytest.raises(ConfigurationError, match=f"gilt ab {ab:%d.%m.%Y}, nicht am Stichtag {davor:%d.%m.%Y}"):
        require_valid([werk], davor, auch_ungueltig=False)
    require_valid([werk], davor, auch_ungueltig=True)


def test_law_knows_since_when_a_kind_of_agreement_counts():
    arten = {(v.art, v.ab_datum, v.bis_stichtag) for v in read_gesetz().vereinbarung}
    assert arten == {
        ("einv", None, date(2023, 12, 31)),
        ("kooperationsplan", None, None),
        ("verwaltungsakt", None, date(2023, 12, 31)),
        ("verwaltungsakt", date(2026, 7, 1), None),
        ("verzicht", None, None),
    }


@pytest.mark.parametrize("kennung", known_regelwerke())
def test_law_sets_its_target_where_the_paper_sets_none(kennung):
    werk, gesetz = find_regelwerk(kennung), read_gesetz()
    assert gesetz.add_to(werk, date(2026, 8, 31)) == werk
    persoenlich = [z for z in gesetz.add_to(werk, date(2026, 9, 1)).ziel if z.kennzahl == PERSOENLICH]
    assert [(z.richtung, z.wert, z.quelle) for z in persoenlich] == (
        [("mindestens", 1, "3.2.2")] if kennung == "weinstrasse-2023" else [("richtwert", 1, "§ 15 SGB II")]
    )


def test_law_knows_the_age_limits():
    grenzen = {g.geboren_bis: (g.jahre, g.monate) for g in read_gesetz().altersgrenze}
    assert grenzen[1946] == (65, 0)
    assert [grenzen[jahr] for jahr in range(1947, 1958)] == [(65, monat) for monat in range(1, 12)]
    assert [grenzen[jahr] for jahr in range(1958, 1964)] == [(66, monat) for monat in range(0, 12, 2)]
    assert grenzen[None] == (67, 0)
