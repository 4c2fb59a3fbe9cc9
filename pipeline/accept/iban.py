"""Account numbers: which countries have IBANs, how theirs are built, and whether the check digits hold."""

import re
from functools import cache

# Country and, behind the check digits, its parts: n digits, a letters, c either (registry of SWIFT).
_COUNTRIES = """
    AD 8n12c AE 19n AL 8n16c AT 16n AZ 4a20c BA 16n BE 12n BG 4a6n8c BH 4a14c BI 23n BR 23n1a1c BY 4c4n16c
    CH 5n12c CR 18n CY 8n16c CZ 20n DE 18n DJ 23n DK 14n DO 4c20n EE 16n EG 25n ES 20n FI 14n FK 2a12n FO 14n
    FR 10n11c2n GB 4a14n GE 2a16n GI 4a15c GL 14n GR 7n16c GT 4c20c HN 4a20n HR 17n HU 24n IE 4a14n IL 19n
    IQ 4a15n IS 22n IT 1a10n12c JO 4a4n18c KW 4a22c KZ 3n13c LB 4n20c LC 4a24c LI 5n12c LT 16n LU 3n13c
    LV 4a13c LY 21n MC 10n11c2n MD 20c ME 18n MK 3n10c2n MN 16n MR 23n MT 4a5n18c MU 4a19n3a NI 4a20n NL 4a10n
    NO 11n OM 3n16c PK 4a16c PL 24n PS 4a21c PT 21n QA 4a21c RO 4a16c RS 18n RU 14n15c SA 2n18c SC 4a20n3a
    SD 14n SE 20n SI 15n SK 20n SM 1a10n12c SO 19n ST 21n SV 4a20n TL 19n TN 20n TR 6n16c UA 6n19c VA 18n
    VG 4a16n XK 16n YE 4a4n18c
"""
_CLASSES = {"n": r"\d", "a": "[A-Z]", "c": "[A-Z0-9]"}
_PARTS = {country: re.findall(r"(\d+)([nac])", parts) for country, parts in re.findall(r"([A-Z]{2}) (\w+)", _COUNTRIES)}
# A country's code may be what random hex digits look like: there all that follows must be right at once.
HEX_COUNTRIES = [c for c in _PARTS if not set(c) - set("ABCDEF")]
OTHER_COUNTRIES = [c for c in _PARTS if set(c) - set("ABCDEF")]
# Any sign may stand between; names and words hold fewer digits.
_BETWEEN = r"[\W_]{0,3}"
_FEWEST_DIGITS = 8
_BEGIN = re.compile(rf"({'|'.join(_PARTS)}){_BETWEEN}\d{_BETWEEN}\d")


def find_iban(text: str) -> list[tuple[int, int]]:
    """Return begin and end of every IBAN in a text of capital letters, wherever in the text it begins."""
    found: list[tuple[int, int]] = []
    for begin in _BEGIN.finditer(text):
        hit = _pattern(begin[1]).match(text, begin.start())
        if hit and _holds(begin[1], re.sub(r"[^A-Z0-9]", "", hit[0])):
            found.append(hit.span())
    return found


@cache
def _pattern(country: str) -> re.Pattern[str]:
    """Return how an IBAN of the country is written; what ends in letters must not go on as a word."""
    parts = _PARTS[country]
    signs = [_CLASSES[kind] for count, kind in parts for _ in range(int(count))]
    if any(kind != "n" for _, kind in parts):
        together = "".join(signs)
        grouped = r"[\W_]{1,3}".join("".join(signs[i : i + 4]) for i in range(0, len(signs), 4))
        return re.compile(rf"{country}[\W_]?\d\d(?:{together}|[\W_]{{1,3}}{grouped})(?![A-Z0-9])")
    return re.compile(rf"{country}{_BETWEEN}" + _BETWEEN.join([r"\d", r"\d", *signs]) + r"(?!\d)")


def _holds(country: str, iban: str) -> bool:
    """German ones are known by their length, mistyped ones too; others by their check digits."""
    if country == "DE":
        return True
    check = int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97 == 1
    return check and sum(sign.isdigit() for sign in iban) >= _FEWEST_DIGITS
