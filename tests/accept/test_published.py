"""Names of teams, Bereiche and Jobcenter are printed: persons and telephones in them are told, places are not."""

import pytest

from pipeline.accept.published import names_whom

PHONES = """
    Team 06321-891234|Team 501 (Tel. 06321/891234)|Team 501, 0151 23456789|+49 6321 891234|Team 501 Tel. 891234
    Team 501 (06321) 89 12 34|Hotline: 0800 1234567|Durchwahl -1234|Team 1, DW 27|Team 501 0049 6321 891234|0631-36410
    Team +49(0)6321-891234
"""
PERSONS = """
    Frau Kanari|Team Frau Kanari|Hr. Kanari|Team Nord Fr. Kanari|Team Dr. Kanari|Kanari, P.|Team Kanari, P.|TL: Kanari
    Teamleitung: Kanari|Leiterin: Kanari|Petra Kanari|Team Petra Kanari|Team Kanari, Petra|Kanari-Meier, Petra
    Team 501 (Petra Kanari)|Ansprechpartner: Kanari
"""
HARMLESS = """
    Team 501 U25|Team Ü25 Neustadt|Team 0815|Team 501/502|Teams 0501/0502/0503|Team Reha/SB 1|Team Süd-West (Ü25)
    GS Bad Dürkheim, Team 2|Geschäftsstelle Neustadt a. d. Weinstraße|Jobcenter Frankfurt (Oder)|Jobcenter St. Wendel
    Haus Dr. Kanari Straße|Karl-Marx-Straße|Team Frau & Beruf|Team Frauen|Netzwerk ABC|Vermittlung A-K|Team L-Z
    Team Neustadt, Haßloch|Bereich 1 (Ü25)|Team 501 (ab 01.10.2026)|Frankfurt a. M. Nord|Teamleitung Nord|Team Sommer
    Team Telefonservice 2|Leistung 561|Bereich Mitte, U25|Team 411 Markt & Integration Ü25|Dienststelle 03501
    Team Mobil 501
"""


def split(text: str) -> list[str]:
    return [name for line in text.strip().split("\n    ") for name in line.split("|")]


@pytest.mark.parametrize("name", split(PHONES))
def test_a_telephone_number_is_told(name):
    assert names_whom(name) == "Telefonnummer"


@pytest.mark.parametrize("name", split(PERSONS))
def test_a_person_is_told(name):
    assert names_whom(name) == "Personenname"


@pytest.mark.parametrize("name", split(HARMLESS))
def test_teams_places_and_numbers_of_teams_are_neither(name):
    assert names_whom(name) is None
