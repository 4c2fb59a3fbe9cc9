"""What reports print of a delivery, names and ids of teams, Bereiche and Jobcenter, must not name or reach a person.

Nobody can tell whether „Team Sommer“ is named after its head. A salutation, initials, a usual first name beside
another word, and a telephone number can be told.
"""

import re

from pipeline.accept.identifiers import TELEPHONE, spell_plainly
from pipeline.accept.usual_names import FIRST_NAMES, SURNAMES, without_marks

_GAP = r"[ ()/\-]{0,3}"
_TELEPHONE = re.compile(
    rf"(?<![^\W_])(?:[(+]{{0,2}}(?:0|49){_GAP}\d(?:{_GAP}\d){{7,13}}"
    rf"|(?:TEL|TELEFON|TELEFAX|FAX|HANDY|HOTLINE)\W{{1,4}}\d(?:{_GAP}\d){{3,13}}"
    rf"|(?:DURCHWAHL|DW|APP|APPARAT)\W{{1,4}}\d(?:{_GAP}\d){{1,13}})(?!\d)"
)
# Streets, squares and houses are named after persons, with the name before or behind the word.
_PLACE = (
    "(?:(?:kranken|jugend|rat|gemeinde|pfarr|buerger|kinder|familien|senioren|nachbarschafts|stadtteil|beratungs|"
    "bildungs|grund|real|gesamt|berufs|hoch|volkshoch|wohn|pflege)?"
    "(?:str|strasse|platz|haus|schule|allee|weg|ring|ufer|zentrum|stift|heim|hof|kirche|gymnasium|kolleg|park)|hauptschule|hilf)"
)
# What offices call their parts, and what stands between words: nobody's name.
_GENERIC = (
    "(?:teams?|bereiche?|abteilung|abt|jobcenter|jc|geschaeftsstelle|gs|dienststelle|standort|aussenstelle|projekt|kurs|"
    "gruppe|netzwerk|kita|sankt|bad|nord|sued|ost|west|mitte|zentral|zentrum|stadt|land|kreis|landkreis|region|markt|"
    "integration|arbeit|beruf|vermittlung|fallmanagement|leistung|reha|jugend|jugendliche|junge|menschen|service|"
    "kundenservice|eingangszone|eingang|empfang|ausbildung|beratung|orientierung|arbeitgeberservice|selbststaendige|"
    "und|oder|in|im|am|an|auf|aus|bei|mit|ohne|fuer|von|vom|zu|zum|zur|der|die|das|den|des|ab|bis|unter|ueber|u|ue)"
)
_WORD = rf"\b(?!(?:{_GENERIC}|{_PLACE})\b)[^\W\d_]{{2,}}"
_NAME = rf"{_WORD}(?:-{_WORD})?\b(?!-|[ ]+{_PLACE}\b)"
_GIVEN, _LAST = f"(?:{'|'.join(FIRST_NAMES)})", f"(?:{'|'.join(SURNAMES)})"
_FIRST = rf"\b{_GIVEN}\b"
# What a name is alone with: the beginning or end, a sign, or a word or number of the team.
_BEGIN, _END = rf"(?:^|[,;:(/]\s*|\b{_GENERIC}\s+|\d\s+)", r"(?=\s*(?:$|[,;:()/\d]))"
_PERSON = re.compile(
    rf"\b(?:Frau|Herrn?|Fr\.|Hr\.|Prof\.)\s+{_NAME}"
    rf"|\b(?:TL|Leitung|Teamleitung|Teamleiter(?:in)?|Leiter(?:in)?|Ansprechpartner(?:in)?)\s*:\s*{_NAME}"
    rf"|{_NAME},\s?(?-i:[A-Z])\.(?!\w)|{_NAME},\s*{_FIRST}(?!-)"
    rf"|{_BEGIN}{_NAME}\s+{_FIRST}{_END}"
    rf"|(?<![\w.])(?<!\.\s)(?-i:[A-Z])\.(?:-?[A-Z]\.)?\s?{_NAME}"
    rf"|\b{_LAST}\s+(?-i:[A-Z])\.{_END}"
    rf"|\b(?:Nguyen|Tran|Pham|Le|Hoang|Vu|Vo|Dang|Bui|Ngo)\s+(?:Thi|Van)\s+{_WORD}",
    re.I,
)
# A place or a saint before it makes the name one of a place.
_CALLED = re.compile(rf"(\b(?:{_PLACE}|St|Sankt)\b\.?\s+)?(?:\bDr\.\s+|{_FIRST}\s+(?:[A-Z]\.\s?)?){_NAME}", re.I)
# How people are written in ids and addresses: a letter that means a part of an office is no initial.
_SIGN = r"[._\-]"
_ACCOUNT = re.compile(
    rf"{_FIRST}{_SIGN}+{_NAME}\d*|{_WORD}(?:-{_WORD})?{_SIGN}+{_GIVEN}\d*|(?![BGJT])[A-Z]\.{_NAME}\d*"
    rf"|[A-Z]{_SIGN}{_LAST}\d*|{_LAST}(?:{_SIGN}[A-Z]|(?-i:[A-Z]))\.?\d*",
    re.I,
)
# Short words in capitals are abbreviations.
_ALONE, _SHORT = re.compile(rf"{_GIVEN}{_SIGN}?\d{{0,3}}", re.I), re.compile(r"[A-Z]{1,4}\d*")


def names_whom(text: str, *, is_id: bool = False) -> str | None:
    """Return, in German, how a text that reports print names or reaches a person, None if it does not; a first name
    alone names somebody in an id.
    """
    if any(_is_number(hit[0]) for hit in _TELEPHONE.finditer(spell_plainly(text))):
        return TELEPHONE
    plain = without_marks(text).strip()
    named = (
        _PERSON.search(plain)
        or _ACCOUNT.fullmatch(plain.replace("_", "."))
        or any(not hit[1] for hit in _CALLED.finditer(plain))
    )
    alone = is_id and _ALONE.fullmatch(plain) and not _SHORT.fullmatch(plain)
    return "Personenname" if named or alone else None


def _is_number(hit: str) -> bool:
    """Tell a number from several: „0501/0502/0503“ are teams."""
    groups = re.findall(r"\d+", hit)
    return len(groups) == 1 or not all(group.startswith("0") for group in groups)
