"""What the second edition of the contract adds or says more precisely, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from second import berechne, lies, sperre
from second.lieferschein import Lieferschein, zahlen
from second.zahlen import ORDNER


def test_the_lebenslage_is_the_first_that_fits(neu):
    neu("verbis_kunden", kunde_id="K1", ergaenzer="J")
    neu("verbis_lebenslauf", kunde_id="K1", art="elternzeit", von="01.06.2025")
    neu("verbis_lebenslauf", kunde_id="K1", art="kinderbetreuung", von="01.06.2025")
    neu("verbis_kunden", kunde_id="K2")
    neu("verbis_lebenslauf", kunde_id="K2", art="kinderbetreuung", von="01.07.2024")  # a year on 01.07.2025
    neu("verbis_kunden", kunde_id="K3")
    neu("verbis_lebenslauf", kunde_id="K3", art="kinderbetreuung", von="30.06.2024")
    neu("verbis_kunden", kunde_id="K4")
    neu("verbis_lebenslauf", kunde_id="K4", art="kinderbetreuung", von="01.01.2020")
    neu("verbis_lebenslauf", kunde_id="K4", art="kinderbetreuung", von="01.01.2025")
    neu("verbis_kunden", kunde_id="K5")
    neu("verbis_lebenslauf", kunde_id="K5", art="arbeitsunfaehig", von="01.01.2025", bis="30.06.2025")
    neu("verbis_massnahmen", kunde_id="K5", ergebnis="laufend")
    neu("verbis_kunden", kunde_id="K6", ergaenzer="J")
    neu("verbis_lebenslauf", kunde_id="K6", art="arbeitsunfaehig", von="01.01.2025", bis="29.06.2025")
    neu("verbis_massnahmen", kunde_id="K6", ergebnis="laufend", austritt="30.06.2025")
    neu("verbis_kunden", kunde_id="K7", ergaenzer="J")
    neu("verbis_massnahmen", kunde_id="K7", ergebnis="laufend", austritt="29.06.2025")
    neu("verbis_kunden", kunde_id="K8")
    neu("verbis_lebenslauf", kunde_id="K8", art="mangelnde_verfuegbarkeit", von="01.01.2025")
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    lagen = {
        key[4]: zeile.nenner
        for key, zeile in ergebnis.items()
        if key[0] == "team" and key[2:4] == ("hoechstabstand_quote", "lebenslage")
    }
    assert lagen == {
        "elternzeit": 1,
        "kinderbetreuung_1_jahr": 2,
        "kinderbetreuung_ab_2_jahr": 1,
        "arbeitsunfaehig": 1,
        "massnahme": 1,
        "ergaenzer": 1,
        "uebrige": 1,
    }


def test_days_since_the_last_talk_are_split_by_their_class(neu):
    neu("verbis_kunden", kunde_id="K1", av_seit="20.06.2025")
    neu("verbis_kunden", kunde_id="K2")
    neu("verbis_vermerke", kunde_id="K2", datum="30.03.2025")  # S − 3 Monate
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    tage = {k: zahlen(ergebnis, "beratungsaktivitaet_tage", ("dauerklasse", k)) for k in ("keine", "bis_3_monate")}
    assert tage == {"keine": (10, 1), "bis_3_monate": (92, 1)}
    assert zahlen(ergebnis, "beratungsaktivitaet_tage", ("dauerklasse", "ueber_12_monate")) == (0, 0)


@pytest.mark.parametrize(
    ("monat", "art", "tag", "zaehlt"),
    [
        ("2023-12", "verwaltungsakt", "01.12.2023", 1),
        ("2023-12", "einv", "01.12.2023", 1),
        ("2024-01", "verwaltungsakt", "01.12.2023", 0),
        ("2024-01", "einv", "01.12.2023", 0),
        ("2024-01", "verzicht", "01.12.2023", 1),
        ("2026-06", "verwaltungsakt", "30.06.2026", 0),
        ("2026-08", "verwaltungsakt", "30.06.2026", 0),
        ("2026-08", "verwaltungsakt", "01.07.2026", 1),
        ("2026-08", "kooperationsplan", "28.02.2026", 0),  # S − 6 Monate
        ("2026-08", "kooperationsplan", "01.03.2026", 1),
    ],
)
def test_agreements_count_as_long_as_the_law_lets_them(neu, monat, art, tag, zaehlt):
    neu("verbis_kunden", kunde_id="K1")
    neu("verbis_vereinbarungen", kunde_id="K1", art=art, datum=tag)
    assert zahlen(berechne(neu.schreibe(), monat, "lichtenberg-2022"), "vereinbarung_quote") == (zaehlt, 1)


def test_weinstrasse_looks_at_graduates_with_a_qualification(neu):
    for nummer, mit in enumerate("JNN"):
        neu("verbis_kunden", kunde_id=f"K{nummer}")
        neu("verbis_massnahmen", kunde_id=f"K{nummer}", austritt="16.06.2025", mit_qualifizierung=mit)
        neu("verbis_massnahmen", kunde_id=f"K{nummer}", austritt="16.07.2025", mit_qualifizierung=mit)
    ordner = neu.schreibe()
    for regelwerk, anzahl in (("weinstrasse-2023", 1), ("lichtenberg-2022", 3)):
        ergebnis = berechne(ordner, "2025-06", regelwerk)
        for kennzahl in ("absolventen_ies_quote", "absolventen_iws_quote", "absolventen_vorschau"):
            assert zahlen(ergebnis, kennzahl) == (0, anzahl)


def test_graduates_in_bremen_are_not_counselled_by_telephone_alone(neu):
    vermerke = {
        "K1": [("telefon", "beratungsvermerk")],
        "K2": [("telefon", "beratungsvermerk"), ("video", "fallmanagement")],
        "K3": [("telefon", "beratungsvermerk"), ("persoenlich", "allgemein")],
    }
    for kunde, eigene in vermerke.items():
        neu("verbis_kunden", kunde_id=kunde)
        neu("verbis_massnahmen", kunde_id=kunde, austritt="16.06.2025")
        neu("verbis_massnahmen", kunde_id=kunde, austritt="16.07.2025", ergebnis="laufend")
        for kontaktart, typ in eigene:
            neu("verbis_vermerke", kunde_id=kunde, datum="10.06.2025", kontaktart=kontaktart, vermerktyp=typ)
    ordner = neu.schreibe()
    for regelwerk, anzahl in (("bremen-2022", 1), ("lichtenberg-2022", 3)):
        ergebnis = berechne(ordner, "2025-06", regelwerk)
        for kennzahl in ("absolventen_ies_quote", "absolventen_iws_quote", "absolventen_vorschau"):
            assert zahlen(ergebnis, kennzahl) == (anzahl, 3)
        assert zahlen(ergebnis, "gespraeche_monat") == (3, None)


def test_the_restrictions_of_graduates_are_read_from_a_file(neu, tmp_path):
    text = (ORDNER / "lichtenberg-2022.toml").read_text(encoding="utf-8")
    dazu = 'nur_mit_qualifizierung = true\nohne_kontaktart = ["video", "telefon"]\n'
    datei = tmp_path / "haus.toml"
    datei.write_text(text.replace("[absolventen]\n", f"[absolventen]\n{dazu}"), encoding="utf-8")
    for kunde, mit in (("K1", "J"), ("K2", "J"), ("K3", "N")):
        neu("verbis_kunden", kunde_id=kunde)
        neu("verbis_massnahmen", kunde_id=kunde, austritt="16.06.2025", mit_qualifizierung=mit)
        for art in ("telefon", "video") if kunde == "K1" else ("video", "persoenlich"):
            neu("verbis_vermerke", kunde_id=kunde, datum="10.06.2025", kontaktart=art)
    assert zahlen(berechne(neu.schreibe(), "2025-06", str(datei)), "absolventen_ies_quote") == (1, 2)


def test_kinds_of_contact_have_one_denominator_over_several_rule_sets(neu):
    neu("organisation", team_id="T1")
    neu("organisation", team_id="T2", jobcenter_id="JC2", bereich_id="B2")
    neu("verbis_kunden", kunde_id="K1", team_id="T1")
    neu("verbis_kunden", kunde_id="K2", team_id="T2")
    neu("verbis_vermerke", kunde_id="K1", datum="10.06.2025", kontaktart="telefon")
    neu("verbis_vermerke", kunde_id="K1", datum="11.06.2025", kontaktart="telefon")
    neu("verbis_vermerke", kunde_id="K1", datum="11.06.2025", kontaktart="video")
    neu("verbis_vermerke", kunde_id="K2", datum="10.06.2025")
    ergebnis = berechne(neu.schreibe(), "2025-06", {"JC1": "bremen-2022", "JC2": "ba-empfehlung-2010"})

    def anteile(*einheit):
        return {
            key[4]: (zeile.zaehler, zeile.nenner)
            for key, zeile in ergebnis.items()
            if key[:3] == (*einheit, "kontaktart_anteil")
        }

    assert anteile("gesamt", "gesamt") == {"persoenlich": (1, 3), "video": (1, 3), "telefon": (1, 3)}
    assert anteile("jobcenter", "JC1") == {"persoenlich": (0, 2), "video": (1, 2), "telefon": (1, 2)}
    assert anteile("team", "T2") == {"persoenlich": (1, 1)}


def test_households_count_with_two_members_of_twelve_months(neu):
    neu("organisation", team_id="T1")
    neu("organisation", team_id="T2", team_art="projekt")
    kunden = [
        ("K1", "A", "T1", "30.06.2024"),  # S − 12 Monate
        ("K2", "A", "T1", "30.06.2024"),
        ("K3", "A", "T1", "01.07.2024"),
        ("K4", "B", "T1", "30.06.2024"),
        ("K5", "B", "T1", "01.07.2024"),
        ("K6", "C", "T1", "30.06.2024"),
        ("K7", "C", "T1", "30.06.2024"),
        ("K8", "C", "T2", "01.06.2025"),  # a member in a special team
        ("K9", "D", "T1", "30.06.2024"),
        ("Ka", "D", "T1", "30.06.2024"),
    ]
    for kunde, bg, team, seit in kunden:
        neu("verbis_kunden", kunde_id=kunde, bg_id=bg, team_id=team, av_seit=seit)
        if bg == "D":
            neu("verbis_vermerke", kunde_id=kunde, datum="30.06.2025", betreff="bg_beratung")
    for kunde in ("K1", "K3"):  # any two members
        for tag in ("01.07.2024", "30.06.2025"):
            neu("verbis_vermerke", kunde_id=kunde, datum=tag, betreff="bg_beratung")
    ergebnis = berechne(neu.schreibe(), "2025-06", "beratungsaktivitaet-2024")
    assert zahlen(ergebnis, "bg_beratung_quote") == (1, 2)


def test_fallmanagement_goes_before_profillage_i_and_after_z(neu):
    neu("organisation", team_id="T1")
    neu("organisation", team_id="T2", team_art="fallmanagement")
    neu("verbis_kunden", kunde_id="K1", profillage="I", betreuung="fm")
    neu("verbis_kunden", kunde_id="K2", profillage="I", team_id="T2", geburtsmonat="2004-01")
    neu("verbis_kunden", kunde_id="K3", profillage="Z", betreuung="fm")
    neu("verbis_kunden", kunde_id="K4", profillage="I")
    ergebnis = berechne(neu.schreibe(), "2025-06", "beratungsaktivitaet-2024")
    haus = {"einheit": ("jobcenter", "JC1")}
    for regel in ("fallmanagement_ue25", "fallmanagement_u25", "z", "i"):
        assert zahlen(ergebnis, "ueberfaellig", ("kontaktregel", regel), **haus) == (1, None)


# Figures beyond the papers' own


def test_overdue_days_are_those_after_the_interval(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("verbis_vermerke", kunde_id="K1", datum="10.12.2024")  # the 180th day is 08.06.2025
    neu("verbis_vermerke", kunde_id="K1", datum="16.06.2025")
    neu("verbis_kunden", kunde_id="K2", av_seit="21.06.2025")
    neu("verbis_vermerke", kunde_id="K2", datum="20.06.2025")
    neu("verbis_kunden", kunde_id="K3", betreuung="fm")
    ordner = neu.schreibe()
    ergebnis = berechne(ordner, "2025-06", "weinstrasse-2023")
    assert zahlen(ergebnis, "ueberfaellige_tage_anteil") == (7, 40)  # 09. to 15.06. of 30 and 10 days
    assert zahlen(ergebnis, "ueberfaellige_tage_anteil", ("kontaktregel", "alle")) == (7, 40)
    # K3 is overdue for all of June; K1's 6 Monate end on 10.06.
    assert zahlen(berechne(ordner, "2025-06", "lichtenberg-2022"), "ueberfaellige_tage_anteil") == (5 + 30, 70)
    # Numbers of talks are no interval.
    assert zahlen(berechne(ordner, "2025-06", "ba-empfehlung-2010"), "ueberfaellige_tage_anteil") == (0, 0)


def test_distances_end_in_the_month_and_begin_in_the_av_period(neu):
    neu("verbis_kunden", kunde_id="K1", av_seit="01.05.2025")
    for tag in ("30.04.2025", "20.05.2025", "10.06.2025", "10.06.2025", "30.06.2025", "01.07.2025"):
        neu("verbis_vermerke", kunde_id="K1", datum=tag)
    neu("verbis_kunden", kunde_id="K2", av_seit="15.06.2025", geburtsmonat="2004-01")
    for tag in ("10.06.2025", "15.06.2025"):
        neu("verbis_vermerke", kunde_id="K2", datum=tag)
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    assert zahlen(ergebnis, "abstand_tage") == (21 + 20 + 0, 3)
    assert zahlen(ergebnis, "abstand_tage", ("altersgruppe", "u25")) == (0, 1)


def test_talks_per_year_of_a_person(neu):
    neu("verbis_kunden", kunde_id="K1", profillage="M")
    for tag in ("30.06.2024", "01.07.2024", "30.06.2025"):  # the first one lies twelve months back
        neu("verbis_vermerke", kunde_id="K1", datum=tag)
    neu("verbis_kunden", kunde_id="K2", av_seit="21.06.2025")
    for tag in ("20.06.2025", "21.06.2025"):
        neu("verbis_vermerke", kunde_id="K2", datum=tag)
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    assert zahlen(ergebnis, "gespraeche_je_personenjahr") == (3, 365 + 10)
    zeile = ergebnis["team", "T1", "gespraeche_je_personenjahr", "gesamt", "gesamt"]
    assert zeile.wert == Fraction(365 * 3, 375)
    assert zahlen(ergebnis, "gespraeche_je_personenjahr", ("profillage", "ohne")) == (1, 10)


def test_movements_compare_with_the_previous_stichtag(tmp_path):
    mai, juni = (Lieferschein(tmp_path / monat) for monat in ("mai", "juni"))
    for lieferung, teams in ((mai, ("T1", "T2", "T3")), (juni, ("T1", "T2"))):
        lieferung.folder.mkdir()
        for team in teams:
            lieferung("organisation", team_id=team)
    for kunde, team in (("K1", "T1"), ("K2", "T1"), ("K3", "T1"), ("K4", "T2"), ("K5", "T3"), ("K6", "T3")):
        mai("verbis_kunden", kunde_id=kunde, team_id=team)
    for kunde, team in (("K1", "T1"), ("K2", "T2"), ("K4", "T2"), ("K5", "T1"), ("K7", "T1")):
        juni("verbis_kunden", kunde_id=kunde, team_id=team)
    juni("verbis_kunden", kunde_id="K3", team_id="T1", av_status="abgemeldet")
    ordner = juni.schreibe()
    ergebnis = berechne(ordner, "2025-06", "lichtenberg-2022", vormonat=mai.schreibe())

    def bewegung(*einheit):
        return {k[4]: zeile.zaehler for k, zeile in ergebnis.items() if k[:3] == (*einheit, "bestandsbewegung")}

    assert bewegung("team", "T1") == {
        "verblieben": 1,
        "zugang": 1,
        "abgang": 1,
        "teamwechsel_zu": 1,
        "teamwechsel_ab": 1,
    }
    assert bewegung("team", "T2") == {
        "verblieben": 1,
        "zugang": 0,
        "abgang": 0,
        "teamwechsel_zu": 1,
        "teamwechsel_ab": 0,
    }
    # What left the dissolved team left the house, too.
    assert bewegung("jobcenter", "JC1") == {
        "verblieben": 2,
        "zugang": 1,
        "abgang": 2,
        "teamwechsel_zu": 2,
        "teamwechsel_ab": 2,
    }
    ohne = berechne(ordner, "2025-06", "lichtenberg-2022")
    assert not [key for key in ohne if key[2] == "bestandsbewegung"]


def test_missed_appointments_in_a_row(neu):
    gehalten, versaeumt = "wahrgenommen", "nicht_erschienen"
    termine = {
        "K1": [
            ("01.06.2025", "09:00", gehalten),
            ("10.06.2025", "09:00", versaeumt),
            ("10.06.2025", "11:00", versaeumt),
        ],
        "K2": [("01.10.2024", "09:00", versaeumt), ("31.12.2024", "09:00", versaeumt)],
        "K3": [("10.06.2025", "09:00", gehalten), ("10.06.2025", "08:00", versaeumt)],
        "K4": [(f"{tag}.06.2025", "09:00", versaeumt) for tag in ("02", "03", "04", "05")],
        "K5": [("30.12.2024", "09:00", versaeumt)],  # S − 6 Monate
        "K6": [("10.06.2025", "09:00", "geplant"), ("01.07.2025", "09:00", versaeumt)],
    }
    for kunde, eigene in termine.items():
        neu("verbis_kunden", kunde_id=kunde)
        for tag, beginn, status in eigene:
            neu("atv_termine", kunde_id=kunde, datum=tag, beginn=beginn, status=status)
    neu("verbis_kunden", kunde_id="K7")
    neu("atv_termine", kunde_id="K7", datum="10.06.2025", status=versaeumt, terminart="sofo")
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    for klasse, anzahl in {"0": 1, "1": 0, "2": 2, "3_und_mehr": 1}.items():
        assert zahlen(ergebnis, "versaeumt_in_folge", ("versaeumnisklasse", klasse)) == (anzahl, 4)


# Targets


def test_a_target_of_100_percent_holds_for_every_row_any_other_for_the_whole(neu, tmp_path):
    neu("verbis_kunden", kunde_id="K1", profillage="M")
    ordner = neu.schreibe()
    quote, segment = "kontaktdichte_mindest_quote", ("profillage", "M")
    ergebnis = berechne(ordner, "2025-06", "bremen-2022")
    assert ergebnis["team", "T1", quote, *segment].ampel == "rot"
    text = (ORDNER / "bremen-2022.toml").read_text(encoding="utf-8")
    vorher = f'kennzahl = "{quote}"\nmindestens = 1\n'
    assert vorher in text
    datei = tmp_path / "haus.toml"
    datei.write_text(text.replace(vorher, f'kennzahl = "{quote}"\nmindestens = 0.9\n'), encoding="utf-8")
    ergebnis = berechne(ordner, "2025-06", str(datei))
    assert ergebnis["team", "T1", quote, "gesamt", "gesamt"].ziel == Fraction(9, 10)
    assert ergebnis["team", "T1", quote, *segment].ziel is None


@pytest.mark.parametrize(
    ("monat", "regelwerk", "ziel", "ampel"),
    [
        ("2026-08", "lichtenberg-2022", None, None),
        ("2026-09", "lichtenberg-2022", 1, None),
        ("2026-09", str(ORDNER / "lichtenberg-2022.toml"), 1, None),
        ("2026-08", "weinstrasse-2023", 1, "rot"),
        ("2026-09", "weinstrasse-2023", 1, "rot"),
    ],
)
def test_the_law_asks_for_first_talks_in_person(neu, monat, regelwerk, ziel, ampel):
    tag = {"2026-08": "01.07.2026", "2026-09": "03.08.2026"}[monat]
    neu("verbis_kunden", kunde_id="K1")
    neu("allegro_antraege", kunde_id="K1", antragsdatum=tag, status="offen")
    neu("verbis_vermerke", kunde_id="K1", datum=tag, kontaktart="telefon")
    zeile = berechne(neu.schreibe(), monat, regelwerk)[
        "team", "T1", "erstgespraech_persoenlich_quote", "gesamt", "gesamt"
    ]
    assert (zeile.zaehler, zeile.nenner, zeile.ziel, zeile.ampel) == (0, 1, ziel, ampel)


def test_a_guide_value_and_a_target_are_not_the_same_above_the_teams(neu):
    neu("organisation", team_id="T1")
    neu("organisation", team_id="T2", jobcenter_id="JC2", bereich_id="B2")
    regelwerke = {"JC1": "weinstrasse-2023", "JC2": "lichtenberg-2022"}
    ergebnis = berechne(neu.schreibe(), "2026-09", regelwerke)
    assert ergebnis["gesamt", "gesamt", "erstgespraech_persoenlich_quote", "gesamt", "gesamt"].ziel is None


def test_durations_are_guide_values_by_the_kind_of_team(neu):
    arten = {"ue25": (60, 45), "u25": (90, 60), "reha_sbm": (60, 45), "fallmanagement": (90, 90)}
    for art in arten:
        neu("organisation", team_id=art, team_art=art)
    ergebnis = berechne(neu.schreibe(), "2025-06", "beratungsaktivitaet-2024")
    for art, ziele in arten.items():
        zeilen = [
            ergebnis["team", art, "gespraechsdauer_mittel", "terminart", t] for t in ("erstgespraech", "folgegespraech")
        ]
        assert tuple(zeile.ziel for zeile in zeilen) == ziele
    assert ergebnis["jobcenter", "JC1", "gespraechsdauer_mittel", "terminart", "erstgespraech"].ziel is None


# What may be shown


def test_a_counsellor_who_was_never_there_does_not_count(neu):
    for ifk, abwesend in (("I1", "0"), ("I2", "0"), ("I3", "7,8"), ("I1", "0")):
        tag = f"{len(neu.zeilen['atv_kapazitaet']) + 2:02d}.06.2025"
        neu("atv_kapazitaet", ifk_id=ifk, datum=tag, abwesend_std=abwesend)
    for kunde in ("K1", "K2", "K3"):
        neu("verbis_kunden", kunde_id=kunde)
        neu("atv_termine", kunde_id=kunde, datum="10.06.2025")
    lieferung = lies(neu.schreibe())
    ergebnis = berechne(lieferung, "2025-06", "lichtenberg-2022")
    termine = ("team", "T1", "terminausfall_quote", "gesamt", "gesamt")
    assert ergebnis[termine].nenner == 3
    assert sperre(ergebnis, lieferung, "2025-06", 3)[termine].gesperrt
    next(zeile for zeile in lieferung.atv_kapazitaet if zeile.ifk_id == "I3").abwesend_std = Fraction(7)
    assert not sperre(ergebnis, lieferung, "2025-06", 3)[termine].gesperrt


def test_days_are_those_of_so_many_persons_at_least(neu):
    # Two persons have 732 days in a year and 124 in two months at most; here 730 and 60, and more of the others.
    for kunde in ("K1", "K2"):
        neu("verbis_kunden", kunde_id=kunde)
        # Nobody is overdue, and talks are enough.
        for datum in ("01.04.2025", "02.05.2025"):
            neu("verbis_vermerke", kunde_id=kunde, datum=datum)
    lieferung = lies(neu.schreibe())
    for kunde in ("K3", "K4", "K5"):
        neu("verbis_kunden", kunde_id=kunde, av_seit="01.06.2025")
    zu_fuenft = lies(neu.schreibe())
    for kennzahl in ("gespraeche_je_personenjahr", "ueberfaellige_tage_anteil"):
        key = ("team", "T1", kennzahl, "gesamt", "gesamt")
        for quelle, gesperrt in ((lieferung, True), (zu_fuenft, False)):
            ergebnis = berechne(quelle, "2025-06", "lichtenberg-2022", mindestfallzahl=3)
            assert ergebnis[key].gesperrt is gesperrt
