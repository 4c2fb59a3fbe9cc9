"""What reports print of a delivery, names and ids of teams, Bereiche and Jobcenter, must not name or reach a person.

Nobody can tell whether „Team Sommer“ is named after its head. A salutation, initials, a usual first name beside
another word, and a telephone number can be told.
"""

import re

from pipeline.accept.identifiers import spell_plainly

TELEPHONE = "Telefonnummer"
_GAP = r"[ ()/\-]{0,3}"
_TELEPHONE = re.compile(
    rf"(?<![^\W_])(?:[(+]{{0,2}}(?:0|49){_GAP}\d(?:{_GAP}\d){{7,13}}"
    rf"|(?:TEL|TELEFON|TELEFAX|FAX|HANDY|HOTLINE)\W{{1,4}}\d(?:{_GAP}\d){{3,13}}"
    rf"|(?:DURCHWAHL|DW|APP|APPARAT)\W{{1,4}}\d(?:{_GAP}\d){{1,13}})(?!\d)"
)
# The first names that most people of working age have.
_FIRST = """
    Achim Adam Ahmed Alexander Alexandra Ali Amina Andrea Andreas Angela Angelika Anja Anke Anna Anne Annette Antje
    Astrid Aylin Ayse Barbara Bärbel Bernd Bettina Birgit Björn Brigitte Britta Carmen Carola Carsten Christa Christian
    Christiane Christina Christine Christoph Claudia Cornelia Dagmar Daniel Daniela David Denise Dennis Dieter Dirk
    Doris Elena Elisabeth Elke Emine Erika Eva Fatima Fatma Felix Florian Franziska Gabriele Gerd Gisela Gudrun Guido
    Günter Hannah Hans Hasan Heike Heiko Heinz Helga Helmut Holger Horst Ibrahim Ina Ines Inge Ingo Ingrid Irina
    Jana Janina Jasmin Jens Jennifer Jessica Joachim Johanna Jonas Jörg Julia Julian Jürgen Karin Karsten Katharina
    Kathrin Katja Katrin Kerstin Klaus Kristin Lars Laura Lena Lisa Maik Manfred Manuela Marcel Marco Marcus
    Marion Markus Martin Martina Matthias Mehmet Melanie Michael Michaela Mike Mohamed Mohammed Monika Mustafa Nadine
    Nicole Nina Norbert Olaf Olga Oliver Patricia Patrick Peter Petra Philipp Rainer Ralf Ramona Regina Renate René
    Robert Roland Rolf Sabine Sabrina Samira Sandra Sarah Sascha Sebastian Silke Silvia Simone Sonja Stefan Stefanie
    Steffen Susanne Sven Svenja Swetlana Sylvia Tanja Tatjana Thomas Thorsten Tobias Torsten Ulrich Ulrike Ursula Ute
    Uwe Vanessa Volker Werner Wolfgang Yvonne Zeynep
"""
_NAME = r"[^\W\d_a-z][^\W\d_]+"
_CALLED = "|".join(_FIRST.split())
_PERSON = re.compile(
    rf"\b(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.)\s+{_NAME}"
    rf"|\b(?:TL|Leitung|Teamleitung|Teamleiter(?:in)?|Leiter(?:in)?|Ansprechpartner(?:in)?)\s*:\s*{_NAME}"
    rf"|\b{_NAME}(?:-{_NAME})?,\s?[^\W\d_a-z]\.(?!\w)"
    rf"|\b(?:{_CALLED})\s+{_NAME}|\b{_NAME}(?:-{_NAME})?,\s*(?:{_CALLED})\b"
)
# Streets, squares and houses are named after persons.
_PLACE = re.compile(r"(?i)(?:str(?:\.|asse|aße)|platz|haus|schule|allee|weg|ring|ufer|zentrum|stift)\b")


def names_whom(text: str) -> str | None:
    """Return, in German, how a text that reports print names or reaches a person, None if it does not."""
    if any(_is_number(hit[0]) for hit in _TELEPHONE.finditer(spell_plainly(text))):
        return TELEPHONE
    return "Personenname" if _PERSON.search(text) and not _PLACE.search(text) else None


def _is_number(hit: str) -> bool:
    """Tell a number from several: „0501/0502/0503“ are teams."""
    groups = re.findall(r"\d+", hit)
    return len(groups) == 1 or not all(group.startswith("0") for group in groups)
