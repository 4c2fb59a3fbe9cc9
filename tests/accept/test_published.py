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
    Frau Kanari (Haus 2)|Haus 2, Frau Kanari|Jugendhaus Frau Kanari|Petra Kanari, Jugendhaus|Petra Kanari Hauptstraße 5
    PETRA KANARI|petra kanari|FRAU KANARI|frau kanari|Kanari Petra|Team 501 Kanari Petra|Ayşe Kanari|AYŞE KANARI
    Juergen Kanari|Jürgen Kanari|Jurgen Kanari|Petra Neuhaus|Petra A. Kanari|Hans-Peter Kanari|Kanari, Petra (Haus 1)
    Team K. Kanari|Bereich B. Kanari|K.-H. Kanari|Schneider K.|Müller B. (Haus 3)|Team Nguyen Thi Lan|Team Dr. Kanari
    Petra.Kanari|petra_kanari|Petra-Kanari|Kanari_Petra|kanari.petra2|s.kanari|S_Kowalski|KowalskiB|Müller_K|mueller.k1
"""
IDS = "Birgit|birgit|BIRGIT|Birgit2|Günter|Guenter_1"
HARMLESS = """
    Team 501 U25|Team Ü25 Neustadt|Team 0815|Team 501/502|Teams 0501/0502/0503|Team Reha/SB 1|Team Süd-West (Ü25)
    GS Bad Dürkheim, Team 2|Geschäftsstelle Neustadt a. d. Weinstraße|Jobcenter Frankfurt (Oder)|Jobcenter St. Wendel
    Haus Dr. Kanari Straße|Karl-Marx-Straße|Team Frau & Beruf|Team Frauen|Netzwerk ABC|Vermittlung A-K|Team L-Z
    Team Neustadt, Haßloch|Bereich 1 (Ü25)|Team 501 (ab 01.10.2026)|Frankfurt a. M. Nord|Teamleitung Nord|Team Sommer
    Team Telefonservice 2|Leistung 561|Bereich Mitte, U25|Team 411 Markt & Integration Ü25|Dienststelle 03501
    Team Mobil 501
    Willy-Brandt-Straße|St. Ingbert|Jugendhaus Mitte|RAUM3-17|WBA-12|ATV-2026-7|Team A|TeamA|BereichB|B.Nord|T411
    t.neustadt|b-neustadt|Martin-Luther-Platz|Peter Kanari Haus|Martin Luther Schule|Haus Martin|St. Martin Mitte
    Sankt Martin|Sankt Anna Stift|Jugendhaus Peter Kanari|Haus Dr. Kanari|Team Eva Nord|EVA|INA|Frankfurt a.M. Nord
    NEUSTADT A. D. WEINSTRASSE|Weiden i. d. OPf.|Halle S.|Frankfurt M.|Team Frau und Beruf|Team Anna und Otto
    Elisabeth-Krankenhaus|Peter und Paul|Maria-Hilf|Markt A|M. I. Nord|Team Müller|Kowalski|Adam-Opel-Straße
    Paul-Gerhardt-Haus|Georg-August-Kanari-Straße|Sachgebiet 1.2|Marienplatz|a.nord|Geschäftsstelle 1 Birkental
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
    assert names_whom(name, is_id=True) is None


@pytest.mark.parametrize("name", IDS.split("|"))
def test_a_first_name_alone_is_a_person_as_an_id(name):
    assert names_whom(name, is_id=True) == "Personenname"
    assert names_whom(f"Team {name}") is None
