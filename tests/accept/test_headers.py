"""Headers that promise clear text, in the spellings of many exports, and those that only sound like them."""

import pytest

from pipeline.accept.headers import announces_person, announces_reach, names_only, personal_word

PERSONAL = """
    Kd.-Nr.|Kd-Nr|KdNr|KDNR|Kundennr.|Kunden-Nr.|Kunden Nummer|KUNDENNUMMER|kunden_nr|Kundin/Kunde Nr.|Nummer des Kunden
    BG-Nr|BG-Nr.|BG Nummer|BGNR|Bedarfsgemeinschaftsnummer|Nr. der BG|Aktenzeichen
    Name|NAME|Name1|Name, Vorname|Name/Vorname|Nachname|NACHNAME|Nachname, Vorname|Vorname|VORNAME|Vorname2
    Vor- und Zuname|Vor-/Nachname|Familienname|Geburtsname|Rufname|Kundenname
    Name des Kunden|Name der Kundin|Name (Kunde)|KundenName
    kunde_name|KName|Kd-Name|TN-Name|Teilnehmername|Name Teilnehmer|Name Partner|Ehegatte Name|Name Kind|Vorname Kind
    Anrede/Name|vollständiger Name|First Name|Last Name|Surname|Full Name|Customer Name|Kunde: Name
    Ｎａｍｅ|Vor\u00adname
    Geb.-Datum|Geb. Datum|GebDat|Geb.dat.|Geburtsdatum|GEBURTSDATUM|Geburts-Datum|Geburtstag|geb. am|geboren am|Geb.
    Geburtsort|Date of Birth|Straße|Strasse|STRASSE|Str.|Straße/Hausnr.|Hausnummer|Haus-Nr.|PLZ|PLZ/Ort|PLZ, Ort
    Postleitzahl|Wohnort|Ort|Anschrift|Adresse|Wohnanschrift|Postanschrift|Meldeadresse|Privatanschrift|Street
    Telefon|Tel.|Tel.-Nr.|Telefonnummer|Telefon-Nr.|Telefon privat|Telefon mobil|Handy|Handynummer|Handy-Nr.|Mobil
    Mobilnummer|Mobiltelefon|Festnetz|Rufnummer|Fax|Telefax|WhatsApp|Phone|Mobile|Kontaktdaten|Notfallkontakt
    E-Mail|E-Mail privat|eMail|Email|Mail|E-Mail-Adresse|Mailadresse
    IBAN|ＩＢＡＮ|BIC|Konto-Nr.|Kontonummer|Kto.|BLZ|Bankverbindung|Kontoinhaber
    SV-Nr.|SVNR|SV-Nummer|Sozialversicherungsnummer|Soz.-Vers.-Nr.|RV-Nr.|RVNR|RV-Nummer|Rentenversicherungsnummer|VSNR
    Versicherungsnummer|Vers.-Nr.|KV-Nr.|Krankenversichertennummer|Steuer-ID|SteuerID|Steuernummer
    Steueridentifikationsnummer|Ausweis-Nr.|Personalausweisnummer|Passnummer|AZR-Nr.
    Personalnummer|Pers.-Nr.|PersNr|Personal-Nr.|Benutzerkennung|Benutzername|User-ID|Username|Login|Namenskürzel
    Sachbearbeiter Name|Sachbearbeiter|Sachbearbeiter/in|SB-Name|Name SB|pAp|PAP|Ansprechpartner|Ansprechpartnerin
    Persönlicher Ansprechpartner|Betreuer|Betreuer/in|Betreuername|Hauptbetreuer|Vermittler|Vermittler/in Name
    Arbeitsvermittler/in|Name Vermittler|Fallmanager|Fallmanager/in|Berater|Berater/in|Bearbeiter|IFK|IFK Name|Name IFK
    Fachkraft|Name der Fachkraft|Mitarbeiter|Mitarbeiter/in|Mitarbeitername|Antragsteller|Antragsteller/in Name
    Kontaktperson|Unterschrift
    Adr1|Adr.|Adr. 2|Adresszusatz|c/o|C/O|c / o|Herr/Frau|Frau/Herr|Kürzel|Kürzel SB|User|User-Name|Benutzer|Login
    Erfasst von|erfasst_von|angelegt von|Angelegt durch|geändert von|Geaendert von|Erstellt von|Zuletzt geändert von
    Kurzname|Kurzname Mitarbeiter|eAkte-Nr|eAkte|E-Akte Nr.|Akten-Nr.|Aktenzeichen|Az.|AZ|Ausweisnummer|Ausweis|Pass-Nr.
    Passnummer|Mutter|Vater|Name der Mutter|Ehegatte|Ehefrau|Eltern|Kind Name|Name des Kindes
    Created by|Bearbeiterkürzel
    Nachnamen|Kundennamen|Fam.-Name|Vollname|Voller Name|family name|address|IdNr.|Id-Nr.|eGK-Nr.|Kennung Mitarbeiter
    Bevollmächtigter|gesetzlicher Vertreter|Gesetzliche Vertreterin|Ehegatte|Ehegattin|Kfz-Kennzeichen|N a m e|Na_me
    Geburtsland|Geburtsstaat|Geb.-Land|KUNR|Konto|Bank|Ausländerregisternummer|Führerschein-Nr.|Vormund|U-Kennung
    Alter Name|Titel Name|Aufenthaltstitel Nr.
    V o r n a m e|I B A N|Vornamen|Familiennamen|Mitarbeiternamen
"""
HARMLESS = """
    Teamname|Name der Maßnahme|Bereichsname|Name des Trägers|Name Team|Maßnahmename|Kursname|Jobcentername|Dateiname
    Feldname|Namensraum|Bemerkung|Bezirk|Dienststelle|Dienststelle/Ort|Kunde|Kunden-ID|Kundengruppe|Bereich|Kontaktart
    Telefonkontakte|Anzahl Telefonate|Telefon (Anzahl)|E-Mail Status|Mailverkehr J/N|Postleitzahlbereich|PLZ-Bereich
    Staatsangehörigkeit|Nationalität|Geschlecht|Anrede|Geburtsjahr|Status|Ort der Maßnahme|Durchführungsort
    Betreuungsart|Betreuer seit|Anzahl Betreuer|Betreuer-ID|Vermittlungshemmnis|Beratungsart|Profillage|lfd. Nr.
    Kunde lfd. Nr.|Kennung|Pseudonym|Hash|Stand|Version|Nr.|Berufskennziffer|Zielberuf|Kinder|Anzahl Kinder|Sprachniveau
    Personengruppe|Erreichbarkeit|Terminart|Team-Nr.|Maßnahmenummer|Trägernummer|Teilnahme-Nr.|Vermerk-Nr.|Antragsnummer
    Vorgangsnummer|Organisationseinheit|Standort|Raum|Bearbeitungsstand|Bearbeitet am|Erstellt am|Mobilität|Faxversand
    Kürzel der Maßnahme|Team-Kürzel|Geändert am|Angelegt am|Gültig von|von|bis|Passgenauigkeit|Ausweitung|Herrschaft
    Kind|Kinder unter 3|Mutterschutz|Elternzeit|Kurzbezeichnung|Azubi|Userzahl|Adressat
    Kennzeichen|Kennzeichen Maßnahme|Vertretung|Familienstand|Adressat|Vollmacht|Ehegatte Anzahl|Kennung Team
    Anz. Tel.|Anz. E-Mail|Anz Betreuer|Zahl Tel.|Summe Tel.|Tel.-Gespräche|Telefon: Versuche|Anrufe Handy
"""


def headers(text: str) -> list[str]:
    return [header for line in text.strip().split("\n    ") for header in line.split("|")]


def test_the_tables_are_what_they_promise():
    assert len(headers(PERSONAL)) >= 190
    assert len(headers(HARMLESS)) >= 70


@pytest.mark.parametrize("header", headers(PERSONAL))
def test_a_usual_header_for_persons_announces_one(header):
    assert announces_person(header)


@pytest.mark.parametrize("header", headers(HARMLESS))
def test_a_header_that_only_sounds_alike_announces_nobody(header):
    assert not announces_person(header)


@pytest.mark.parametrize(
    ("header", "is_reach"),
    [("E-Mail-Kontakt J/N", True), ("Telefon", True), ("Name", False), ("Geburtsdatum", False), ("Bemerkung", False)],
)
def test_a_way_to_reach_somebody_is_told_from_who_it_is(header, is_reach):
    assert announces_reach(header) is is_reach


@pytest.mark.parametrize(
    ("header", "is_only"),
    [("Kd.-Nr.", True), ("N a m e", True), ("Kontonummer geprüft", False), ("Status IBAN-Prüfung", False)],
)
def test_a_mere_word_for_a_person_is_told_from_what_is_said_about_it(header, is_only):
    assert names_only(header) is is_only


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("Nachname", "Nachname"),
        ("Kanarienvogels Straße", "Straße"),
        ("STRASSE", "Straße"),
        ("Name des Kunden", "Name"),
        ("Nr. der BG", "Nr"),
        ("Privatanschrift", "Anschrift"),
        ("Iban", "IBAN"),
        ("Status IBAN-Prüfung", "IBAN"),
        ("N a m e", "Name"),
        ("pAp Kanarienvogel", "Pap"),
        ("Kanarienvogel", None),
    ],
)
def test_a_message_says_a_word_of_ours_never_one_of_the_header(header, word):
    assert personal_word(header) == word
