"""Which headers promise clear text: words for persons, in the spellings and abbreviations that exports use."""

import re
import unicodedata
from collections.abc import Iterator

# Words that announce a person wherever they stand in a header, also put together of neighbours („Kd.-Nr.“).
_PERSON = """
    Vorname Vornamen Vorn Nachname Nachnamen Nachn Vollname Vollername Famname Familyname
    Familienname Geburtsname Zuname Rufname Mädchenname Klarname Namenszusatz
    Vname Nname Kname Firstname Lastname Surname Fullname Forename Givenname
    Geburtsdatum Geburtsdat Geburtstag Geburtsort Geburtsland Geburtsstaat Gebland Geburtsstadt Geburt Geboren Geb
    Gebdatum Gebdat Gebtag Gebam Gebname Gebort
    Birthdate Birthday Dateofbirth Dob
    Kundennummer Kundennr Kundenr Kdnummer Kdnr Knr Kunr Kunum Kundenkennzeichen Aktenzeichen Geschäftszeichen
    Bedarfsgemeinschaftsnummer Bedarfsgemeinschaftsnr Bgnummer Bgnr
    Rentenversicherungsnummer Rentenversicherungsnr Rvnummer Rvnr Rvn Sozialversicherungsnummer Sozialversicherungsnr
    Svnummer Svnr Svn Sozversnr Sozversnummer Vsnr Versicherungsnummer Versicherungsnr Versichertennummer
    Versichertennr Versnr Versnummer Krankenversichertennummer Kvnr Kvnummer Rentennummer Rentennr
    Steuerid Steueridnr Steuernummer Steuernr Steueridentifikationsnummer Steueridentnr Tin
    Ausländerregisternummer Ausländerregisternr Führerscheinnummer Führerscheinnr Aufenthaltstitelnr
    Ausweisnummer Ausweisnr
    Personalausweis Personalausweisnummer Passnummer Passnr Reisepass Azrnummer Azrnr
    Kindergeldnummer Kindergeldnr Personalnummer Personalnr Persnr Persnummer Personalid Mitarbeiternummer
    Mitarbeiternr Mitarbeiterkennung Mitarbeiterkürzel Namenskürzel Handzeichen Initialen
    Benutzerkennung Benutzername Benutzerid Nutzerkennung Nutzername Username Userid Login Loginname
    Anmeldename Anmeldekennung Windowskennung
    Ukennung Vormund Kennungmitarbeiter Kennungmitarbeiterin Egknr Egknummer Kfzkennzeichen Autokennzeichen
    Gesetzlichervertreter Gesetzlichevertreterin Gesetzlichevertretung Gesetzlvertreter
    IBAN Bic Swift Kontonummer Kontonr Ktonr Ktonummer Kto Blz Bankleitzahl Bankverbindung Kontoinhaber Kontoverbindung
    Kontaktdaten Notfallkontakt Zahlungsempfänger Kontaktperson Bezugsperson Unterschrift
    Eakte Eaktenr Eaktennr Eaktenummer Eaktennummer Aktennr Aktenr Aktennummer Aktenkennzeichen Aktenz Aznr
    Ausweisid Passid Anwender Anwendername Anwenderkennung Benutzerkürzel Nutzerkürzel Bearbeiterkürzel Loginid
    Erfasstvon Erfasstdurch Angelegtvon Angelegtdurch Geändertvon Geändertdurch Erstelltvon Erstelltdurch
    Bearbeitetdurch Bearbeitetvon Eingegebenvon Gebuchtvon Aktualisiertvon Änderungdurch
    Createdby Changedby Modifiedby Updatedby
"""
# Ways to reach a person; a column of mere J and N about them is harmless.
_REACH = """
    Anschrift Adresse Wohnanschrift Postanschrift Adresszusatz Strasse Straße Strassenname Str Hausnummer Hausnr Hnr Plz
    Postleitzahl Wohnort Wohnsitz Wohnhaft Mail Email Emailadresse Mailadresse Telefon Telefonnummer Telefonnr Tel
    Telnr Telnummer Fon Phone Mobil Mobilnummer Mobilnr Mobiltelefon Mobilfunk Mobilfunknummer Mobile
    Handy Handynummer Handynr Festnetz Festnetznummer Rufnummer Rufnr Telefax Fax Faxnummer Faxnr Durchwahl
    Durchwahlnummer Whatsapp Street Zipcode Adr Adreßzusatz Adrzusatz Zustelladr Address
"""
# Who bears a name; the name of a team or a measure is no person's. Those of a role alone mean the person, too.
_BEARER = """
    Kunde Kunden Kundin Kd Person Personen Klient Klientin Teilnehmer Teilnehmerin Teilnehmende Familie Vor Nach Voll
    Zu Mitarbeiter Mitarbeiterin Partner Partnerin Kind Kindes Mutter Vater Ehegatte Ehegatten Ehepartner Vertreter
    Bewerber Bewerberin Anrede Titel Alter Früherer Vollständig Vollständiger Sachbearbeitung
    Customer Client Employee Elb Nutzer Benutzer User Ma Sb Tn Av Fm Ifk Fachkraft Integrationsfachkraft Betreuende
"""
_ROLE = """
    Sachbearbeiter Sachbearbeiterin Bearbeiter Bearbeiterin Vermittler Vermittlerin
    Arbeitsvermittler Arbeitsvermittlerin Betreuer Betreuerin Hauptbetreuer Hauptbetreuerin Berater Beraterin
    Fallmanager Fallmanagerin Ansprechpartner Ansprechpartnerin Ansprechperson Pap Antragsteller Antragstellerin
    Leistungsempfänger Leistungsempfängerin Erfasser Ersteller Unterzeichner
    Bevollmächtigter Bevollmächtigte Ehegatte Ehegattin Ehepartner Ehepartnerin
"""
# What tells about a role or a place without naming anybody.
_ABOUT = """
    Id Pseudonym Anzahl Team Art Status Quote Seit Wechsel Datum Typ Stunden Schlüssel Bereich Gebiet Region
    Dauer Kategorie Gruppe Ja Nein Anz Zahl Summe Häufigkeit Versuche Anrufe Telefonate Gespräche
"""
# One word that ends so says the same: „Kundenvorname“, „Privatanschrift“, „Betreuername“.
_ENDING = re.compile(
    "(vornamen?|nachnamen?|familiennamen?|geburtsdatum|anschrift|adresse|telefon|telefonnummer|handynummer|rufnummer|"
    "kundennummer|kontonummer|iban)$"
    "|(kunden?|kundinnen|personen?|klienten|teilnehmer|mitarbeiter|sachbearbeiter|bearbeiter|vermittler|betreuer|"
    "berater|fallmanager|ansprechpartner|antragsteller|partner|inhaber|nutzer|bewerber|arbeitnehmer)s?namen?$"
    "|^(kd|tn|ma|sb|ifk)namen?$"
)
# Who has a number of his own, unless rows are merely counted.
_NUMBERED = {"kunde", "kunden", "kundin", "kd", "bg", "bedarfsgemeinschaft"}
_JOINING = {"in", "innen", "der", "die", "des", "und", "u", "d"}
_COUNTED = {"lfd", "laufende"}
# Alone they are a person's, beside another word anybody's.
_LONE = """
    Idnr Name Namen Nachn Ort Zip Konto Bank Ifk Fachkraft Integrationsfachkraft Mitarbeiter Mitarbeiterin Kürzel
    Kurzname User
    Benutzer
    Benutzerin Nutzer Nutzerin Az Ausweis Pass Mutter Vater Eltern Elternteil Ehegatte Ehegatten Ehegattin Ehepartner
    Ehepartnerin Ehefrau Ehemann Lebenspartner Lebenspartnerin
"""
_CALLED, _SALUTATION = {"name", "namen", "kurzname", "kuerzel"}, {"herr", "herrn", "frau"}


def _folded(words: str) -> set[str]:
    return {_fold(word) for word in words.split()}


def _fold(text: str) -> str:
    text = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf").lower()
    return text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


_WORDS, _WAYS, _ROLES, _ALONE = _folded(_PERSON), _folded(_REACH), _folded(_ROLE), _folded(_LONE)
_SPELLED = {_fold(word): word for word in f"{_PERSON} {_REACH} {_ROLE} {_LONE}".split()}
_BEARERS, _QUALIFIERS = _folded(_BEARER) | _ROLES, _folded(_ABOUT)


def announces_person(header: str) -> bool:
    """Tell whether a header promises clear text: „Name des Kunden“ or „E-Mail privat“, not „Name der Maßnahme“."""
    return personal_word(header) is not None


def personal_word(header: str) -> str | None:
    """Return the word of ours by which a header announces a person; the header itself may hold anything."""
    words = _split(header)
    there, parts = set(words) - _JOINING, list(_neighbours(words))
    whole = "".join(words)
    known = [part for part in parts if part in _WORDS]
    known += [hit[0] for word in words if word not in _WAYS and (hit := _ENDING.search(word))]
    if not known:
        known = [part for part in parts if part in _ROLES | _WAYS]
        if known and there & _QUALIFIERS:
            return None
    if not known and whole in _ALONE | _WORDS:
        known = [whole]
    if not known and (
        (len(there) == 1 and there <= _ALONE)
        or (there and there <= _SALUTATION)
        or (there & _CALLED and there & _BEARERS)
        or (there & {"nr", "nummer"} and there & _NUMBERED and not there & _COUNTED)
    ):
        known = sorted(there & (_ALONE | _SALUTATION | {"nr", "nummer"}), key=words.index)
    return _SPELLED.get(known[0], known[0].capitalize()) if known else None


def announces_reach(header: str) -> bool:
    """Tell whether a header is about a way to reach somebody: whether there is one, J or N, says no more."""
    parts = set(_neighbours(_split(header)))
    return bool(parts & _WAYS) and not parts & _WORDS


def names_only(header: str) -> bool:
    """Tell whether a header is nothing but a word for who somebody is: „Kd.-Nr.“, not „Kontonummer geprüft“."""
    return "".join(_split(header)) in _WORDS | _ALONE


def _split(header: str) -> list[str]:
    """Return the words of a header, also those that only a capital letter begins."""
    plain = unicodedata.normalize("NFKC", header)
    # Whose name follows is somebody with whom another one lives.
    plain = re.sub(r"(?i)\bc\s?/\s?o\b", " Anschrift ", plain)
    apart = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", plain)
    return re.findall(r"[^\W\d_]+", _fold(apart))


def _neighbours(words: list[str]) -> Iterator[str]:
    """Yield each word, and two or three neighbours as one."""
    for length in (1, 2, 3):
        for begin in range(len(words) - length + 1):
            yield "".join(words[begin : begin + length])
