"""Who is a new client, worked out by hand."""

from __future__ import annotations

import pytest

from second import berechne, trichter
from second.lieferschein import zahlen


@pytest.mark.parametrize(
    ("von", "ende", "erwartet"),
    [
        # Without leistung_von from 01.05.2025: 31.10. to 30.04. are 182 days, one more are 183.
        ("", "30.10.2024", 0),
        ("", "29.10.2024", 1),
        # From 15.05.2025: 14.11. to 14.05. are 182 days.
        ("15.05.2025", "13.11.2024", 0),
        ("15.05.2025", "12.11.2024", 1),
    ],
)
def test_a_gap_of_182_days_is_none_and_one_of_183_is(neu, von, ende, erwartet):
    neu("verbis_kunden", kunde_id="K1")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="01.02.2024", leistung_bis=ende)
    neu("allegro_antraege", kunde_id="K1", antragsdatum="02.05.2025", leistung_von=von)
    ergebnis = berechne(neu.schreibe(), "2025-06", "weinstrasse-2023")
    assert zahlen(ergebnis, "erstgespraech_quote") == (0, erwartet)


@pytest.mark.parametrize(
    ("von", "frueher", "neuer", "erwartet"),
    [
        ("", {"leistung_bis": "30.04.2025"}, {}, 0),  # works back to 01.05.
        ("", {"leistung_bis": "29.04.2025"}, {}, 1),
        ("", {"leistung_bis": "01.05.2025"}, {}, 0),  # never less than 0
        ("02.05.2025", {"leistung_bis": "30.04.2025"}, {}, 1),
        ("02.05.2025", {"leistung_bis": "01.05.2025"}, {}, 0),
        ("10.05.2025", {"leistung_bis": "02.05.2025"}, {}, 0),  # still running on the day of the application
        ("", {}, {}, 0),
        ("", {}, {"bg_id": "BG9"}, 1),
        ("", {"status": "abgelehnt"}, {}, 1),  # not an earlier application
        ("", {"einmalzahlung": "J"}, {}, 1),  # neither
        ("", {"alg_aufstocker": "J"}, {}, 0),
        ("", {"leistung_bis": "29.04.2025"}, {"status": "abgelehnt"}, 0),
        ("", {"leistung_bis": "29.04.2025"}, {"einmalzahlung": "J"}, 0),
        ("", {"leistung_bis": "29.04.2025"}, {"inland": "N"}, 1),  # asked for in Weinstraße alone
    ],
)
def test_one_day_without_benefit_or_another_bg_makes_a_new_client(neu, von, frueher, neuer, erwartet):
    neu("verbis_kunden", kunde_id="K1")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="01.02.2024", **frueher)
    neu("allegro_antraege", kunde_id="K1", antragsdatum="02.05.2025", leistung_von=von, **neuer)
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    assert zahlen(ergebnis, "erstgespraech_quote") == (0, erwartet)


def test_a_benefit_that_still_runs_counts_even_if_a_later_one_has_ended(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="01.02.2024", leistung_bis="31.12.2025")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="01.03.2024", leistung_bis="31.12.2024")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="02.05.2025")
    assert zahlen(berechne(neu.schreibe(), "2025-06", "lichtenberg-2022"), "erstgespraech_quote") == (0, 0)


def test_the_bg_of_the_latest_earlier_application_counts_on_one_day_the_greatest_id(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("allegro_antraege", antrag_id="A1", kunde_id="K1", antragsdatum="01.02.2024", bg_id="BG9")
    neu("allegro_antraege", antrag_id="A2", kunde_id="K1", antragsdatum="01.02.2024", bg_id="BG1")
    neu("allegro_antraege", antrag_id="A3", kunde_id="K1", antragsdatum="01.01.2024", bg_id="BG9")
    neu("allegro_antraege", antrag_id="A0", kunde_id="K1", antragsdatum="02.05.2025", bg_id="BG1")
    assert zahlen(berechne(neu.schreibe(), "2025-06", "lichtenberg-2022"), "erstgespraech_quote") == (0, 0)


def test_of_two_applications_in_one_cohort_the_earliest_counts(neu):
    # The 30th Arbeitstage in Berlin are 16.06. and 18.06.2025 (08.05.2025 was a holiday there).
    neu("verbis_kunden", kunde_id="K1")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="02.05.2025", status="offen")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="29.04.2025", status="offen")
    neu("verbis_vermerke", kunde_id="K1", datum="30.04.2025")
    assert zahlen(berechne(neu.schreibe(), "2025-06", "lichtenberg-2022"), "erstgespraech_10at_quote") == (1, 1)


def test_new_clients_of_weinstrasse_are_of_working_age(neu):
    # The 30th Arbeitstag after 30.05.2025 is 15.07. in RP. Born in 1959: 66 years and 2 months.
    for nummer, geboren in enumerate(("1959-03", "1959-02", "2010-05", "2010-06")):
        neu("verbis_kunden", kunde_id=f"K{nummer}", geburtsmonat=geboren)
        neu("allegro_antraege", kunde_id=f"K{nummer}", antragsdatum="30.05.2025", status="offen")
    ordner = neu.schreibe()
    assert zahlen(berechne(ordner, "2025-07", "weinstrasse-2023"), "erstgespraech_quote") == (0, 2)
    assert zahlen(berechne(ordner, "2025-07", "lichtenberg-2022"), "erstgespraech_quote") == (0, 4)


def test_the_funnel_names_the_first_reason(neu):
    # After 30.05.2025 the 10th Arbeitstag is 16.06. in RP, the 30th 15.07.
    faelle = [
        ({}, {"status": "abgelehnt", "einmalzahlung": "J"}, "abgelehnt"),
        ({}, {"einmalzahlung": "J", "alg_aufstocker": "J"}, "einmalzahlung"),
        ({}, {"alg_aufstocker": "J", "sonderfall": "Umzug"}, "alg_aufstocker"),
        ({}, {"sonderfall": "Umzug", "inland": "N"}, "sonderfall"),
        ({"schule": True}, {"inland": "N"}, "vollzeitschulpflicht"),
        ({"geburtsmonat": "2010-06"}, {"inland": "N"}, "ausland"),
        ({"geburtsmonat": "2010-06"}, {}, "unter_15"),
        ({"geburtsmonat": "1959-02", "laeuft": True}, {}, "altersgrenze"),
        ({"laeuft": True}, {}, "nicht_unterbrochen"),
        ({"noch_einer": True, "seh": "16.06.2025"}, {}, "bis_10at"),
        ({"seh": "17.06.2025"}, {}, "bis_30at"),
        ({"seh": "16.07.2025"}, {}, "spaeter"),
        ({}, {}, "ohne"),
    ]
    for nummer, (person, antrag, _) in enumerate(faelle):
        kunde = {"kunde_id": f"K{nummer}"}
        neu("verbis_kunden", **kunde, geburtsmonat=person.get("geburtsmonat", "1980-05"))
        neu("allegro_antraege", **kunde, antragsdatum="30.05.2025", **{"status": "offen", **antrag})
        if "schule" in person:
            neu("verbis_lebenslauf", **kunde, art="vollzeitschulpflicht", von="01.08.2020")
        if "laeuft" in person:
            neu("allegro_antraege", **kunde, antragsdatum="01.01.2025")
        if "noch_einer" in person:
            neu("allegro_antraege", **kunde, antragsdatum="02.06.2025", status="offen")
        if "seh" in person:
            neu("verbis_vermerke", **kunde, datum=person["seh"])
    neu("allegro_antraege", kunde_id="unbekannt", antragsdatum="30.05.2025")
    stufen = trichter(neu.schreibe(), "2025-07", "weinstrasse-2023")
    erwartet = {wohin: 1 for _, _, wohin in faelle} | {"antraege": 14, "weiterer_antrag": 1, "neukunden": 4}
    assert stufen == dict.fromkeys([("team", "T1"), ("bereich", "B1"), ("jobcenter", "JC1")], erwartet)


# Beyond the cohort


def test_those_who_wait_are_counted_once_by_working_days(neu):
    # To Mon 30.06.2025 there are 10 Arbeitstage from 16.06., 11 from 13.06., 30 from 15.05. and 31 from 14.05.
    antraege = {
        "K1": ["16.06.2025"],
        "K2": ["13.06.2025"],
        "K3": ["15.05.2025"],
        "K4": ["14.05.2025"],
        "K5": ["30.06.2024"],  # twelve months ago
        "K6": ["01.07.2024"],
        "K7": ["16.06.2025"],  # seen
        "K8": ["16.06.2025", "14.05.2025"],
        "K9": ["14.05.2025", "16.06.2025"],  # seen in between
    }
    for kunde, tage in antraege.items():
        neu("verbis_kunden", kunde_id=kunde)
        for tag in tage:
            neu("allegro_antraege", kunde_id=kunde, antragsdatum=tag, status="offen")
    neu("verbis_vermerke", kunde_id="K7", datum="30.06.2025")
    neu("verbis_vermerke", kunde_id="K9", datum="20.05.2025")
    neu("verbis_vermerke", kunde_id="K9", datum="20.06.2025", vermerktyp="allgemein")
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    assert zahlen(ergebnis, "neukunden_wartend") == (7, None)
    klassen = {"bis_10at": 2, "11_bis_30at": 2, "ueber_30at": 3}
    for klasse, anzahl in klassen.items():
        assert zahlen(ergebnis, "neukunden_wartend", ("warteklasse", klasse)) == (anzahl, None)


def test_the_waiting_time_is_that_of_first_talks_of_the_month(neu):
    neu("verbis_kunden", kunde_id="K1")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="30.05.2025", status="offen")
    neu("allegro_antraege", kunde_id="K1", antragsdatum="05.06.2025", status="offen")
    neu("verbis_vermerke", kunde_id="K1", datum="10.06.2025")  # 2. to 6.06. and 10.06., after Pfingsten
    neu("verbis_vermerke", kunde_id="K1", datum="11.06.2025")
    neu("verbis_kunden", kunde_id="K2", geburtsmonat="2004-01")
    neu("allegro_antraege", kunde_id="K2", antragsdatum="10.06.2025", status="offen")
    neu("verbis_vermerke", kunde_id="K2", datum="10.06.2025")
    neu("verbis_kunden", kunde_id="K3")
    neu("allegro_antraege", kunde_id="K3", antragsdatum="14.05.2025", status="offen")
    neu("verbis_vermerke", kunde_id="K3", datum="20.05.2025")
    neu("verbis_vermerke", kunde_id="K3", datum="20.06.2025")
    ergebnis = berechne(neu.schreibe(), "2025-06", "lichtenberg-2022")
    assert zahlen(ergebnis, "erstgespraech_wartezeit") == (6, 2)
    assert zahlen(ergebnis, "erstgespraech_wartezeit", ("altersgruppe", "u25")) == (0, 1)


def test_an_appointment_in_time_counts_whatever_became_of_it(neu):
    # Application of 01.12.2025 in RP: the 10th Arbeitstag is 15.12.2025, the 30th 15.01.2026.
    termine = [
        {"gebucht_am": "01.12.2025", "datum": "15.12.2025", "status": "abgesagt_kunde"},
        {"gebucht_am": "30.11.2025", "datum": "15.12.2025"},
        {"gebucht_am": "01.12.2025", "datum": "16.12.2025"},
        {"gebucht_am": "01.12.2025", "datum": "15.12.2025", "terminart": "folgegespraech"},
    ]
    for nummer, termin in enumerate(termine):
        neu("verbis_kunden", kunde_id=f"K{nummer}")
        neu("allegro_antraege", kunde_id=f"K{nummer}", antragsdatum="01.12.2025", status="offen")
        neu("atv_termine", kunde_id=f"K{nummer}", **{"terminart": "erstgespraech", **termin})
    assert zahlen(berechne(neu.schreibe(), "2026-01", "weinstrasse-2023"), "eg_termin_10at_quote") == (1, 4)
