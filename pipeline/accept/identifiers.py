"""Identifiers of persons in a text, in every spelling in which people and programs write them.

One pattern sorts out what cannot hold any; only what is left is brought into one spelling and looked at closely.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pipeline.accept.iban import HEX_COUNTRIES, OTHER_COUNTRIES, find_iban
from pipeline.accept.tax_id import find_tax_id

# The spelling that is looked at closely has capital letters, blanks, plain dashes and digits.
# Between the parts of a number people write any sign.
_S, _S1, _L = r"[\W_]{0,3}", r"[\W_]{1,3}", r"[^\W\d_]"
# Words may be glued to it; letters that are hexadecimal digits are no word. Nothing is given back once it is read
# (`*+`), and all else is bounded: a cell of a million signs must not take longer than its length.
_GLUED = rf"(?:[A-F]*+[^\W\d_A-F]{_L}*+)?"
_LEFT, _RIGHT = rf"(?<![^\W_]){_GLUED}", rf"{_GLUED}(?![^\W_])"
_SIX = rf"(?:\d{{6}}|\d{{3}}{_S1}\d{{3}}|\d\d{_S1}\d\d{_S1}\d\d)"
_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_BORN = rf"(?:{_DAY}{_MONTH}\d\d|{_DAY}{_S1}{_MONTH}{_S1}\d\d)"
_OUTSIDE = r"[^@\s;,<>()\[\]]"
TELEPHONE = "Telefonnummer"
_KINDS = {
    "Kundennummer": [
        rf"{_LEFT}(?:\d{{3}}{_S}{_L}{_S}{_SIX})++{_RIGHT}",
        rf"{_LEFT}\d(?:{_S1}\d){{2}}{_S1}{_L}(?:{_S1}\d){{6}}{_RIGHT}",
        *(rf"{_LEFT}\d(?:{s}?\d){{2}}{s}?{_L}(?:{s}?\d){{6}}{_RIGHT}" for s in (r"\-", "_", r"\.")),
    ],
    "BG-Nummer": [
        rf"{_LEFT}(?:\d{{5}}|\d\d{_S1}\d{{3}}){_S}(?:[/\\]|BG){_S}(?:\d{{7}}|\d{{3}}{_S1}\d{{4}}|\d{_S1}{_SIX}){_RIGHT}",
        rf"{_LEFT}\d{{5}}(?:[ \-_|]{{1,3}}\d{{7}}|\.00\d{{5}}){_RIGHT}",
        r"(?<![^\W_])BG(?: |(?:-| )?N(?:R|UMMER))[^\w]{0,3}\d{12}(?!\d)",
    ],
    "Sozialversicherungsnummer": [
        rf"{_LEFT}\d\d{_S}{_BORN}{_S}{_L}{_S}\d\d{_S}\d{_RIGHT}",
        rf"{_LEFT}\d(?:{_S1}\d){{7}}{_S1}{_L}(?:{_S1}\d){{3}}{_RIGHT}",
    ],
    # What may be any number is known by its label.
    "Steuer-ID": [
        r"(?<![^\W_])(?:STEUER[\W_]?)?(?:(?<=STEUER.)ID|(?<=STEUER)ID|ID(?:ENT(?:IFIKATIONS)?)?[\W_]{0,2}N(?:R|UMMER))"
        r"[\W_]{1,4}[1-9]\d(?:[\W_]?\d{3}){3}(?!\d)"
    ],
    TELEPHONE: [
        r"(?:(?<!\d)00|\+)49[\W_]{0,4}(?:0[\W_]{0,3})?[1-9](?:[\W_]{0,3}\d){5,12}(?!\d)",
        r"(?<![^\W_])01[5-7]\d?(?:\d[ ()/.\-]{1,3}|[ ()/.\-]{1,3}\d)\d{2,4}(?:[ /.\-]{0,2}\d){3,5}(?!\d)",
        r"(?<![^\W_])(?:TEL|TELEFON|HANDY|MOBIL|MOBILFUNK|FON|FAX|TELEFAX)(?:[\W_]{0,2}N(?:R|UMMER))?[\W_]{1,4}"
        r"\(?\+?\d(?:[\W_]{0,3}\d){5,14}(?!\d)",
    ],
    "Geburtsdatum": [
        r"(?<![^\W_])GEB(?:OREN|URTSDATUM|DAT|URTSTAG)?(?:[\W_]{1,3}AM)?[\W_]{0,4}"
        r"(?:\d\d?[./\-]\d\d?[./\-](?:\d{4}|\d\d)|(?:19|20)\d\d-\d\d-\d\d)(?!\d)",
    ],
    "Ausweisnummer": [
        r"(?:PERSONAL|REISE)?(?:AUSWEIS|PASS|FÜHRERSCHEIN)(?:[\W_]{0,2}N(?:R|UMMER))?[\W_]{1,4}(?=(?:[A-Z]*\d){5})[A-Z\d]{8,11}(?![^\W_])",
        r"(?<![^\W_])(?:AZR|KVN?R|EGK)(?:[\W_]{0,2}N(?:R|UMMER))?[\W_]{1,4}[A-Z]?\d{9,12}(?!\d)",
    ],
    "E-Mail-Adresse": [
        r"(?<![^\W_])\w[\w.\-]{0,63}[ _][AÄ]T[ _][A-Z\d\-]{2,63}(?:\.| (?:DOT|PUNKT) )(?:DE|COM|NET|ORG|EU|INFO|CH)\b"
    ],
}
_PATTERNS = [(kind, re.compile(pattern)) for kind, patterns in _KINDS.items() for pattern in patterns]
# An address is looked for around its middle only: before it anything may stand.
_AT = re.compile(r"@|[(\[] ?[AÄ]T ?[)\]]")
_BEFORE = re.compile(rf"{_OUTSIDE}{{1,64}} ?$")
_AFTER = re.compile(rf" ?{_OUTSIDE}{{1,255}} ?(?:\.|[(\[] ?DOT ?[)\]]) ?{_L}{{2,63}}")
# The same, wide and cheap, for what is delivered: any blank, any dash, small letters. Signs that hide in a text or are
# digits of another script are looked at closely in any case.
_B = r"[\s\p{Pd}./\\_·:−⁄∕,;|*()+'\"=~#]{0,3}"
_FROM, _TO = r"(?:^|[^0-9\p{L}])\p{L}*", r"(?:$|[^0-9]|[0-9]{3}\p{L}[0-9]{6})"
_SUSPICIOUS = "|".join(
    [
        r"@|(?i:[(\[] ?[aä]t ?[)\]])|&#?\w{2,8};|%[0-9A-Fa-f]{2}|(?i:[ _][aä]t[ _])",
        r"[[\p{Cf}\p{M}\p{Cc}\x{ff00}-\x{ffef}]&&[^\t\r\n]]|[\p{N}&&[^0-9²³¼½¾]]",
        rf"{_FROM}(?:[0-9]{_B}){{3}}\p{{L}}{_B}(?:[0-9]{_B}){{5}}[0-9]{_TO}",
        rf"{_FROM}(?:[0-9]{_B}){{4}}[0-9](?:[\s\p{{Pd}}./\\_·:−⁄∕|]|{_B}(?i:bg)){_B}(?:[0-9]{_B}){{6}}[0-9]{_TO}",
        r"(?i:bg[ \-nrume]{1,8})[^0-9]{0,3}[0-9]{12}",
        rf"{_FROM}(?:[0-9]{_B}){{8}}\p{{L}}{_B}(?:[0-9]{_B}){{2}}[0-9]{_TO}",
        r"(?:^|[\s\p{P}])(?i:steuer|id[ \-.]?n|ident|tel|handy|mobil|fon|fax|geb|[a-z]*ausweis|[a-z]*pass|führer|azr|"
        r"kvn?r|egk)"
        r"[\sA-Za-z:.()/\-]{0,25}[0-9]",
        r"(?:00|\+)49|01[5-7][0-9]{0,2}[ ()/.\-]|[0-9]{3}[\s\p{Pd}/][0-9]{3}[\s\p{Pd}/][0-9]{3}",
        rf"(?i:{'|'.join(HEX_COUNTRIES)})(?:{_B}[0-9]){{10}}",
        rf"(?i:{'|'.join(OTHER_COUNTRIES)})(?:{_B}[0-9]){{2}}(?:{_B}[0-9A-Za-z]){{11}}",
    ]
)
# As addresses of web pages write signs, of several bytes perhaps; and what is too long to be the number of one.
_ESCAPED, _NO_SIGN = re.compile("(?:%[0-9A-Fa-f]{2})+"), re.compile(r"&#\d{1000,}")
# What may stand beside an identifier without making a sentence of it.
_LABELS = frozenset(
    re.findall(
        r"\w+",
        "KD KDNR KUNDE KUNDIN KUNDEN KUNDENNR KUNDENNUMMER NR NUMMER BG BGNR BGNUMMER SV SVNR RV RVNR IBAN MAIL E",
    )
)


@dataclass(frozen=True)
class Identifier:
    """What was found in a text: its kind in German, and where it stands in the text as `spell_plainly` writes it."""

    kind: str
    begin: int
    end: int


def find_identifiers(text: str) -> list[Identifier]:
    """Return all identifiers in a text, each kind at each place once."""
    plain = spell_plainly(text)
    found = [Identifier("IBAN", *span) for span in find_iban(plain)]
    found += [Identifier("Steuer-ID", *span) for span in find_tax_id(plain)]
    taken = _places(found)
    for kind, pattern in _PATTERNS:
        hits = [Identifier(kind, *hit.span()) for hit in pattern.finditer(plain)]
        found += [hit for hit in hits if hit.begin not in taken or hit.end - 1 not in taken]
        taken |= _places(hits)
    return found + [Identifier("E-Mail-Adresse", *span) for span in _find_mail(plain)]


def _find_mail(plain: str) -> list[tuple[int, int]]:
    found = []
    for at in _AT.finditer(plain):
        before = _BEFORE.search(plain[max(0, at.start() - 65) : at.start()])
        if before and (after := _AFTER.match(plain, at.end())):
            found.append((at.start() - len(before[0]), after.end()))
    return found


def _places(found: Iterable[Identifier]) -> set[int]:
    return {place for hit in found for place in range(hit.begin, hit.end)}


def is_identifier(text: str) -> bool:
    """Tell whether a text is an identifier, perhaps with a label before it, rather than a sentence about one."""
    taken = _places(find_identifiers(text))
    rest = "".join(" " if place in taken else sign for place, sign in enumerate(spell_plainly(text)))
    return bool(taken) and not set(re.findall(rf"{_L}+", rest)) - _LABELS


def suspicious_among(values: pl.Series) -> pl.Series:
    """Return the distinct values of a column such as `team_name` that may hold an identifier: few, so that each can be
    looked at closely.
    """
    return values.filter(values.str.contains(_SUSPICIOUS).fill_null(False)).unique().sort()


def has_clear_text(values: Iterable[str]) -> bool:
    """Tell whether any of the values is or holds an identifier."""
    return any(find_identifiers(value) for value in suspicious_among(pl.Series(list(values), dtype=pl.String)))


def spell_plainly(text: str) -> str:
    """Return a text in one spelling: capital letters, plain digits, blanks and dashes, nothing invisible."""
    if text.isascii() and not {"&", "%"} & set(text) and text.isprintable():
        return text.upper()
    text = _ESCAPED.sub(lambda signs: _unescape(signs[0]), html.unescape(html.unescape(_NO_SIGN.sub(" ", text))))
    return "".join(_spell(sign) for sign in unicodedata.normalize("NFKC", text)).upper()


def _unescape(signs: str) -> str:
    """Return the signs that „%C2%A0“ stands for, in either of the usual encodings."""
    coded = bytes.fromhex(signs.replace("%", ""))
    try:
        return coded.decode("utf-8")
    except UnicodeDecodeError:
        return coded.decode("latin-1")


def _spell(sign: str) -> str:
    if sign.isascii() and sign.isprintable():
        return sign
    match unicodedata.category(sign):
        case "Cf" | "Mn" | "Me":
            return ""
        case "Nd":
            return str(unicodedata.decimal(sign))
        case "Pd":
            return "-"
        case "Zs" | "Zl" | "Zp" | "Cc":
            return " "
    return {"−": "-", "⁄": "/", "∕": "/", "\N{BULLET}": "·", "‧": "·"}.get(sign, sign)
