"""Words that stand in the place of a pseudonym where nobody is meant or known; the guard and the reading share them."""

import re

# Each of them alone says that nobody is meant.
_NOBODY = """
    null none nan na nv n nn leer keine keiner keines kein ohne unbekannt unbekannte unbekannter unbesetzt vakant offen
    entfällt sammel dummy test fremd extern anonym nobody unknown neu alle sonstige nicht
"""
# These say so only beside one of the others; before a number they may be what pseudonyms are called.
_BESIDE = """
    k a v vergeben zugeordnet zugewiesen gesetzt vorhanden angegeben bekannt besetzt
    kunde person klient client fachkraft ifk berater user team paar bg bedarfsgemeinschaft id kd pseudonym
"""
WORDS = frozenset(f"{_NOBODY} {_BESIDE}".split())


def nobody_pattern() -> str:
    """Return the pattern, for small letters and capitals, of a text of such words alone; a digit makes it a value."""
    said, beside = ("|".join(map(re.escape, sorted(words.split()))) for words in (_NOBODY, f"{_NOBODY} {_BESIDE}"))
    apart = r"[\s\-_./()\[\]<>*]"
    return rf"{apart}*(?:(?:{beside}){apart}+)*(?:{said})(?:{apart}+(?:{beside}))*{apart}*"
