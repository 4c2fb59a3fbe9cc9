"""The oracle itself, checked against cases worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from second import berechne
from second.bestand import alter, arbeitstag_nach, arbeitstage, plus_monate
from second.lieferschein import zahlen
from second.lieferung import lies
from second.neukunden import altersgrenze

# Conventions


def test_months_end_at_the_month_end():
    assert plus_monate(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert plus_monate(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert plus_monate(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert plus_monate(date(2026, 8, 31), -6) == date(2026, 2, 28)


def test_age_changes_on_the_first_of_the_month():
    assert alter(date(2001, 3, 1), date(2026, 2, 28)) == 24
    assert alter(date(2001, 3, 1), date(2026, 3, 1)) == 25


def test_the_thirtieth_working_day_over_christmas():
    # From Mon 01.12.2025: 17 to 24.12., 20 to 31.12., 02.01. is the 21st, 09.01. the 26th, 15.01. the 30th.
    assert arbeitstag_nach(date(2025, 12, 1), 30, "RP") == date(2026, 1, 15)
    assert arbeitstag_nach(date(2026, 2, 27), 10, "BE") == date(2026, 3, 13)  # 08.03. is a Sunday
    assert arbeitstage(date(2025, 3, 1), date(2025, 3, 31), None) == 21
    assert arbeitstage(date(2024, 3, 1), date(2024, 3, 31), "BE") == 19  # 08.03. and Karfreitag


@pytest.mark.parametrize(
    ("geboren", "erreicht"),
    [
        (date(1946, 12, 1), date(2011, 12, 31)),
        (date(1947, 1, 1), date(2012, 2, 29)),
        (date(1957, 12, 1), date(2023, 11, 30)),
        (date(1958, 1, 1), date(2024, 1, 31)),
        (date(1959, 11, 1), date(2026, 1, 31)),
        (date(1963, 5, 1), date(2030, 3, 31)),
        (date(1964, 1, 1), date(2031, 1, 31)),
    ],
)
def test_the_age_limit_is_reached_with_the_end_of_its_month(geboren, erreicht):
    assert altersgrenze(geboren) == erreicht


# Reading


def test_the_first_row_of_a_key_counts_even_if_it_is_invalid(neu):
    neu("verbis_kunden", kunde_id="K1", profillage="X")
    neu("verbis_kunden", kunde_id="K1")
    neu("verbis_kunden", kunde_id="K2", team_id="fremd")
    neu("verbis_kunden", kunde_id="K3", profillage="M", av_status="abgemeldet")
    neu("verbis_lebenslauf", kunde_id="K3", art="elternzeit", von="01.02.2024", bis="31.02.2024")
    neu("verbis_lebenslauf", kunde_id="K3", art="elternzeit", von="2024-02-01", bis="2024-05-01")
    neu("verbis_vermerke", kunde_id="K3", datum="2024-02-01", betreff="Frau Müller war da")
    lieferung = lies(neu.schreibe("cp1252", "\r\n"))
    assert [kunde.kunde_id for kunde in lieferung.verbis_kunden] == ["K3"]
    assert lieferung.ausgeschlossen == {
        ("verbis_kunden", "code"): 1,
        ("verbis_kunden", "doppelt"): 1,
        ("verbis_kunden", "team"): 1,
        ("verbis_lebenslauf", "doppelt"): 1,
    }
    assert lieferung.verbis_lebenslauf[0].bis is None
    assert (lieferung.verbis_vermerke[0].betreff, lieferung.freitexte) == (None, 1)


def test_utf_8_with_a_mark_and_decimal_commas_are_read(neu):
    neu("organisation", team_id="T1", team_name="Süd")
    neu("atv_kapazitaet", ifk_id="I1", datum="02.06.2025")
    lieferung = lies(neu.schreibe("utf-8-sig"))
    assert lieferung.organisation[0].team_name == "Süd"
    assert lieferung.atv_kapazitaet[0].arbeitszeit_std == Fraction(39, 5)


# Persons


def test_the_180th_day_keeps_the_limit_and_the_181st_does_not(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("verbis_kunden", kunde_id="K2")
    neu("verbis_kunden", kunde_id="K3", betreuung="fm")
    neu("verbis_kunden", kunde_id="K4", av_seit="01.07.2025")
    neu("verbis_vermerke", kunde_id="K1", datum="01.01.2025")  # 180 days before 30.06.2025
    neu("verbis_vermerke", kunde_id="K2", datum="31.12.2024")
    neu("verbis_vermerke", kunde_id="K2", datum="01.07.2025")  # after S
    ergebnis = berechne(neu.schreibe(), "2025-06", "weinstrasse-2023")
    assert zahlen(ergebnis, "hoechstabstand_quote") == (1, 2)
    assert zahlen(ergebnis, "ueberfaellig") == (1, None)
    assert zahlen(ergebnis, "letzte_beratung", ("dauerklasse", "3_bis_6_monate")) == (
        2,
        3,
    )  # S − 6 Monate: 30.12.
    assert zahlen(ergebnis, "letzte_beratung", ("dauerklasse", "6_bis_12_monate")) == (0, 3)
    assert ergebnis["team", "T1", "hoechstabstand_quote", "gesamt", "gesamt"].ampel == "rot"
    nie = (date(2025, 6, 30) - date(2020, 1, 1)).days
    assert zahlen(ergebnis, "beratungsaktivitaet_tage") == (180 + 181 + nie, 3)


def test_intervals_of_months_are_clamped_to_the_month_end(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("verbis_vermerke", kunde_id="K1", datum="28.02.2025", vermerktyp="fallmanagement")
    ordner = neu.schreibe()
    # 28.02. + 6 Monate = 28.08. < 31.08., although 31.08. − 6 Monate = 28.02.
    ergebnis = berechne(ordner, "2025-08", "lichtenberg-2022")
    assert zahlen(ergebnis, "kontaktdichte_mindest_quote", ("kontaktregel", "alle")) == (0, 1)
    assert zahlen(ergebnis, "letzte_beratung", ("dauerklasse", "3_bis_6_monate")) == (1, 1)
    ergebnis = berechne(ordner, "2025-08", "lichtenberg-2022", stichtag=date(2025, 8, 28))
    assert zahlen(ergebnis, "kontaktdichte_mindest_quote") == (1, 1)


def test_a_short_appointment_disqualifies_only_in_weinstrasse(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("verbis_kunden", kunde_id="K2")
    for kunde, dauer in (("K1", "29"), ("K2", "29"), ("K2", "30")):
        neu("atv_termine", kunde_id=kunde, datum="10.06.2025", dauer_min=dauer, terminart="sonstiger")
        neu("verbis_vermerke", kunde_id=kunde, datum="10.06.2025", kontaktart="telefon")
    ordner = neu.schreibe()
    assert zahlen(berechne(ordner, "2025-06", "weinstrasse-2023"), "gespraeche_monat") == (1, None)
    assert zahlen(berechne(ordner, "2025-06", "lichtenberg-2022"), "gespraeche_monat") == (2, None)
    assert zahlen(berechne(ordner, "2025-06", "ba-empfehlung-2010"), "gespraeche_monat") == (0, None)


def test_bremen_takes_the_first_rule_that_fits(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("verbis_kunden", kunde_id="K2", betreuung="fm")
    neu("verbis_kunden", kunde_id="K3", geburtsmonat="2000-07", av_status="arbeitsuchend")
    neu("verbis_kunden", kunde_id="K4", geburtsmonat="2000-07")
    neu("verbis_kunden", kunde_id="K5")
    neu("verbis_kunden", kunde_id="K6", av_status="ratsuchend")
    neu("verbis_massnahmen", kunde_id="K1", ergebnis="laufend", austritt="30.06.2025")
    for kunde in ("K1", "K4", "K5"):
        neu("verbis_vermerke", kunde_id=kunde, datum="31.05.2025")  # 30 days
    ergebnis = berechne(neu.schreibe(), "2025-06", "bremen-2022")
    regeln = {
        schluessel[4]: (zeile.zaehler, zeile.nenner)
        for schluessel, zeile in ergebnis.items()
        if schluessel[:1] == ("team",) and schluessel[2:4] == ("kontaktdichte_ziel_quote", "kontaktregel")
    }
    assert regeln == {"massnahme": (1, 1), "u25": (1, 1), "arbeitslos_ue25": (1, 1), "uebrige": (0, 1)}
    assert zahlen(ergebnis, "kontaktdichte_mindest_quote") == (3, 5)
    assert zahlen(ergebnis, "ueberfaellig") == (2, None)  # K2, who has only a minimum, and K3


def test_the_ba_counts_in_a_half_open_half_year(neu):
    neu("verbis_kunden", kunde_id="K1", profillage="S")
    neu("verbis_kunden", kunde_id="K2", profillage="S", av_seit="31.12.2024")
    neu("verbis_kunden", kunde_id="K3", profillage="S", av_seit="30.12.2024")
    neu("verbis_kunden", kunde_id="K4")
    for kunde in ("K1", "K3"):
        neu("verbis_vermerke", kunde_id=kunde, datum="31.12.2024")
        neu("verbis_vermerke", kunde_id=kunde, datum="30.06.2025")
    neu("verbis_vermerke", kunde_id="K1", datum="30.12.2024")  # S − 6 Monate itself does not count
    neu("verbis_vermerke", kunde_id="K2", datum="30.06.2025")
    ergebnis = berechne(neu.schreibe(), "2025-06", "ba-empfehlung-2010")
    assert zahlen(ergebnis, "kontaktdichte_mindest_quote", ("kontaktregel", "S")) == (2, 2)
    zeile = ergebnis["team", "T1", "kontakte_halbjahr", "profillage", "S"]
    assert (zeile.wert, zeile.ziel, zeile.ampel) == (2, 2, None)  # a mean does not show a minimum kept
    assert ("team", "T1", "kontakte_halbjahr", "profillage", "ohne") in ergebnis


def test_the_turbo_asks_for_every_six_weeks(neu):
    neu("verbis_kunden", kunde_id="K1", gefluechtet="J")
    neu("verbis_kunden", kunde_id="K2", gefluechtet="J")
    neu("verbis_kunden", kunde_id="K3", gefluechtet="J", profillage="I")
    for kunde in ("K1", "K2", "K3"):
        neu("verbis_lebenslauf", kunde_id=kunde, art="integrationskurs", von="01.01.2024", bis="08.07.2024")
    neu("verbis_vermerke", kunde_id="K1", datum="09.07.2024")
    neu("verbis_vermerke", kunde_id="K2", datum="08.07.2024")
    ordner = neu.schreibe()
    ergebnis = berechne(ordner, "2024-09", "beratungsaktivitaet-2024")  # 84 days: two talks
    assert zahlen(ergebnis, "kontaktdichte_mindest_quote", ("kontaktregel", "turbo")) == (0, 2)
    ergebnis = berechne(ordner, "2024-09", "beratungsaktivitaet-2024", stichtag=date(2024, 9, 29))
    assert zahlen(ergebnis, "kontaktdichte_mindest_quote", ("kontaktregel", "turbo")) == (1, 2)
    ergebnis = berechne(ordner, "2025-01", "beratungsaktivitaet-2024")
    assert ("team", "T1", "kontaktdichte_mindest_quote", "kontaktregel", "turbo") not in ergebnis
    assert zahlen(ergebnis, "ueberfaellig", ("kontaktregel", "ue25_nicht_marktnah")) == (2, None)


# Applications and measures


def test_first_talks_are_counted_by_working_days(neu):
    # Antrag 01.12.2025 in RP: 10th Arbeitstag 15.12.2025, 30th 15.01.2026.
    for nummer, tag in enumerate(("15.12.2025", "16.12.2025", "15.01.2026", "16.01.2026", ""), start=1):
        neu("verbis_kunden", kunde_id=f"K{nummer}")
        neu("allegro_antraege", kunde_id=f"K{nummer}", antragsdatum="01.12.2025", status="offen")
        if tag:
            neu("verbis_vermerke", kunde_id=f"K{nummer}", datum=tag, kontaktart="video")
    neu("verbis_vermerke", kunde_id="K1", datum="15.12.2025", vermerktyp="standortbestimmung")
    neu(
        "verbis_vermerke",
        kunde_id="K5",
        datum="31.01.2026",
        vermerktyp="allgemein",
        kontaktart="kein_kontakt",
        betreff="eg_verzoegerung",
    )
    ergebnis = berechne(neu.schreibe(), "2026-01", "weinstrasse-2023")
    assert zahlen(ergebnis, "erstgespraech_quote") == (4, 5)
    assert zahlen(ergebnis, "erstgespraech_10at_quote") == (1, 5)
    assert zahlen(ergebnis, "erstgespraech_30at_quote") == (3, 5)
    assert zahlen(ergebnis, "erstgespraech_begruendet_quote") == (1, 2)
    assert zahlen(ergebnis, "erstgespraech_persoenlich_quote") == (1, 4)
    assert zahlen(ergebnis, "standortbestimmung_quote") == (1, 4)


def test_graduates_are_seen_within_their_windows(neu):
    for nummer, tag in enumerate(("17.03.2025", "18.03.2025", "17.06.2025", "30.06.2025", "01.07.2025")):
        neu("verbis_kunden", kunde_id=f"K{nummer}")
        neu("verbis_massnahmen", kunde_id=f"K{nummer}", austritt="16.06.2025")
        neu("verbis_vermerke", kunde_id=f"K{nummer}", datum=tag)
    neu("verbis_massnahmen", kunde_id="K1", austritt="17.06.2025")  # window closes in July
    neu("verbis_massnahmen", kunde_id="K1", austritt="17.05.2025")  # closed on 31.05.
    neu("verbis_massnahmen", kunde_id="K1", austritt="16.06.2025", ergebnis="abgebrochen")
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    assert zahlen(ergebnis, "absolventen_ies_quote") == (2, 5)  # 17.03. is day 91
    assert zahlen(ergebnis, "absolventen_iws_quote") == (4, 5)


# Appointments and capacity


def test_capacity_and_immediate_talks(neu):
    for tag in ("02.06.2025", "03.06.2025"):
        neu("atv_kapazitaet", ifk_id="I1", datum=tag)
    neu("atv_termine", datum="02.06.2025", dauer_min="45")
    neu("atv_termine", datum="02.06.2025", status="geplant", dauer_min="30")
    for status in ("geplant", "wahrgenommen", "abgesagt_jobcenter"):
        neu("atv_termine", datum="03.06.2025", terminart="sofo", status=status)
    neu("atv_termine", datum="04.06.2025", terminart="sofo", status="abgesagt_kunde")
    neu("atv_termine", datum="01.07.2025")
    neu("verbis_kunden", kunde_id="K1")
    ordner = neu.schreibe()
    ergebnis = berechne(ordner, "2025-06", "beratungsaktivitaet-2024")
    assert zahlen(ergebnis, "kapazitaet_nutzung") == (Fraction(3, 4), 9)
    assert zahlen(ergebnis, "beratungszeit_anteil") == (Fraction(3, 4), Fraction(78, 5))
    assert zahlen(ergebnis, "beratungsstunden_je_vzae_woche") == (Fraction(25, 4), Fraction(2, 5))
    assert zahlen(ergebnis, "gespraeche_je_vzae_woche") == (1, Fraction(2, 5))
    assert zahlen(ergebnis, "betreuungsschluessel") == (1, Fraction(2, 20))  # Pfingstmontag
    zeile = ergebnis["team", "T1", "gespraechsdauer_mittel", "terminart", "folgegespraech"]
    assert (zeile.wert, zeile.ziel, zeile.ampel) == (45, 45, None)  # usually at most: a guide value
    arten = {key[4] for key in ergebnis if key[2] == "gespraechsdauer_mittel"}
    assert arten == {"erstgespraech", "folgegespraech"}
    gesperrt = berechne(ordner, "2025-06", "beratungsaktivitaet-2024", mindestfallzahl=3)
    assert gesperrt["team", "T1", "beratungszeit_anteil", "gesamt", "gesamt"].gesperrt


def test_missed_cancelled_and_next_appointments(neu):
    neu("verbis_kunden", kunde_id="K1")
    # Missed on a Friday, called on Monday; missed without a person, whom nobody can call.
    neu("atv_termine", kunde_id="K1", datum="13.06.2025", status="nicht_erschienen")
    neu("atv_termine", datum="13.06.2025", status="nicht_erschienen", ifk_id="I2")
    neu("verbis_vermerke", kunde_id="K1", datum="16.06.2025", vermerktyp="allgemein", kontaktart="telefon")
    # Cancelled 7 days ahead and filled half an hour later, booked on the day of the cancellation; 6 days ahead.
    absage = {"status": "abgesagt_kunde", "datum": "18.06.2025"}
    neu("atv_termine", **absage, abgesagt_am="11.06.2025", ifk_id="I3")
    ersatz = {"datum": "18.06.2025", "terminart": "sonstiger", "gebucht_am": "11.06.2025"}
    neu("atv_termine", **ersatz, beginn="09:30", ifk_id="I3")
    neu("atv_termine", **absage, abgesagt_am="12.06.2025", ifk_id="I3")
    # Starts when the first has ended; was there before the cancellation; is cancelled itself.
    for ifk, anders in (
        ("I4", {"beginn": "10:00"}),
        ("I5", {"gebucht_am": "10.06.2025"}),
        ("I6", {"status": "abgesagt_jobcenter"}),
    ):
        neu("atv_termine", **absage, abgesagt_am="11.06.2025", ifk_id=ifk)
        neu("atv_termine", **{**ersatz, **anders}, ifk_id=ifk)
    # Held with a next appointment booked on that day, in July; with one that is no counselling.
    neu("atv_termine", kunde_id="K1", datum="20.06.2025")
    neu("atv_termine", kunde_id="K1", datum="20.07.2025", gebucht_am="20.06.2025", status="abgesagt_kunde")
    neu("atv_termine", kunde_id="K1", datum="23.06.2025")
    neu("atv_termine", kunde_id="K1", datum="20.07.2025", gebucht_am="23.06.2025", terminart="sofo")
    neu("verbis_vermerke", kunde_id="K1", datum="23.06.2025", vermerktyp="allgemein", kontaktart="kein_kontakt")
    neu("verbis_vermerke", kunde_id="K1", datum="24.06.2025")
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    assert zahlen(ergebnis, "terminausfall_quote") == (2, 4)
    assert zahlen(ergebnis, "ausfall_kontaktversuch_quote") == (1, 1)
    assert zahlen(ergebnis, "absage_neubesetzt_quote") == (1, 4)
    assert zahlen(ergebnis, "folgetermin_quote") == (1, 2)
    assert zahlen(ergebnis, "dokumentation_vermerk_quote") == (1, 2)
    assert zahlen(ergebnis, "dokumentation_atv_quote") == (0, 1)  # 24.06.


def test_both_members_of_a_bg_are_counselled_together(neu):
    neu("organisation", team_id="T1")
    neu("organisation", team_id="T2", team_art="u25", bereich_id="B2")
    neu("organisation", team_id="T3", team_art="projekt")
    for kunde, bg, team in (("K1", "A", "T2"), ("K2", "A", "T1"), ("K3", "B", "T1"), ("K4", "B", "T3")):
        neu("verbis_kunden", kunde_id=kunde, bg_id=bg, team_id=team)
    for tag in ("01.07.2024", "30.06.2025"):
        for kunde in ("K1", "K2"):
            neu(
                "verbis_vermerke",
                kunde_id=kunde,
                datum=tag,
                betreff="bg_beratung",
                vermerktyp="allgemein",
                kontaktart="schriftlich",
            )
    ordner = neu.schreibe()
    ergebnis = berechne(ordner, "2025-06", "beratungsaktivitaet-2024")
    assert zahlen(ergebnis, "bg_beratung_quote", einheit=("team", "T1")) == (0, 0)
    assert zahlen(ergebnis, "bg_beratung_quote", einheit=("team", "T2")) == (1, 1)
    assert zahlen(ergebnis, "bg_beratung_quote", einheit=("jobcenter", "JC1")) == (1, 1)
    ergebnis = berechne(ordner, "2025-07", "beratungsaktivitaet-2024")
    assert zahlen(ergebnis, "bg_beratung_quote", einheit=("team", "T2")) == (0, 1)


# Result


def test_sums_of_teams_and_the_targets_above_them(neu):
    neu("organisation", team_id="T1")
    neu("organisation", team_id="T2", team_art="u25", jobcenter_id="JC2", bereich_id="B2")
    neu("verbis_kunden", kunde_id="K1", team_id="T1", av_seit="20.06.2025")
    neu("verbis_kunden", kunde_id="K2", team_id="T2", av_seit="10.06.2025")
    regelwerke = {"JC1": "weinstrasse-2023", "JC2": "lichtenberg-2022"}
    ergebnis = berechne(neu.schreibe(), "2025-06", regelwerke)
    tage = ("beratungsaktivitaet_tage", "gesamt", "gesamt")
    assert zahlen(ergebnis, tage[0], einheit=("gesamt", "gesamt")) == (30, 2)
    assert ergebnis["jobcenter", "JC1", *tage].ampel == "gruen"
    assert ergebnis["jobcenter", "JC2", *tage].ziel is None
    assert ergebnis["gesamt", "gesamt", *tage].ziel is None
    quote = ergebnis["gesamt", "gesamt", "hoechstabstand_quote", "gesamt", "gesamt"]
    assert (quote.wert, quote.ziel, quote.ampel) == (1, 1, "gruen")


def test_the_mindestfallzahl_hides_the_difference_too(neu):
    for nummer in range(5):
        neu("verbis_kunden", kunde_id=f"K{nummer}")
        if nummer:
            neu("verbis_vereinbarungen", kunde_id=f"K{nummer}", datum="01.06.2025")
    ordner = neu.schreibe()
    zeile = berechne(ordner, "2025-06", "lichtenberg-2022", mindestfallzahl=3)[
        "team", "T1", "vereinbarung_quote", "gesamt", "gesamt"
    ]
    assert zeile.gesperrt
    assert (zeile.zaehler, zeile.nenner, zeile.wert, zeile.ampel) == (None, None, None, None)
    offen = berechne(ordner, "2025-06", "lichtenberg-2022")
    assert zahlen(offen, "vereinbarung_quote") == (4, 5)
    with pytest.raises(ValueError, match="Mindestfallzahl"):
        berechne(ordner, "2025-06", "lichtenberg-2022", mindestfallzahl=2)
