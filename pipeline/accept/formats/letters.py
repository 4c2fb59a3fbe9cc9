"""Letters that were damaged on the way and can be told for sure: decomposed ones, and those encoded twice.

„ü“ may come as u and a dots sign of its own; read once more as Windows-1252 or Latin-1 it has become „Ã¼“. Both compare
as other text, so that a team would be two.
"""

import re
import unicodedata

import polars as pl

# The letters that Windows-1252 has for the bytes 80 to BF; where it has none, and in Latin-1, the sign of that number.
_FOLGE = "".join(
    sorted(
        {bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0xC0)} | set(map(chr, range(0x80, 0xC0)))
    )
)
_FOLGE_MUSTER = f"[{re.escape(_FOLGE)}]"
# No German, French or Polish word has these: Ã and Â before such a sign, â before the rest of a dash, a quote or €.
_VERDACHT = f"[ÃÂ]{_FOLGE_MUSTER}|â[€\u0080]|â[‚\u0082]¬"
_MEHRFACH = re.compile(
    f"[\u00c2-\u00df]{_FOLGE_MUSTER}|[\u00e0-\u00ef]{_FOLGE_MUSTER}{{2}}|[\u00f0-\u00f4]{_FOLGE_MUSTER}{{3}}"
)
# Encoded more often than this, text has become something else.
_HOECHSTENS = 3
# Signs that show nothing, joiners aside, which pictures are made of; and blanks of other widths than the plain one.
INVISIBLE = "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
_OTHER_BLANKS = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_ZERLEGT = "[\u0300-\u036f]"


def mend_text(text: str) -> str:
    """Return text with composed letters, those that were encoded twice decoded again."""
    for _ in range(_HOECHSTENS):
        if text.isascii() or not re.search(_VERDACHT, text):
            break
        text = _MEHRFACH.sub(_decode_again, text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _decode_again(hit: re.Match[str]) -> str:
    try:
        return b"".join(_byte(sign) for sign in hit[0]).decode()
    except UnicodeDecodeError:
        return hit[0]


def _byte(sign: str) -> bytes:
    return bytes([ord(sign)]) if ord(sign) < 256 else sign.encode("cp1252")


def mend_letters(column: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return any column of a frame with mended letters, which of its rows had been encoded twice, and which had signs
    within that nobody sees, or blanks that are no plain ones: what looks the same is the same.
    """
    nowhere = pl.repeat(False, len(column), eager=True)
    if column.dtype != pl.String or column.str.len_bytes().sum() == column.str.len_chars().sum():
        return column, nowhere, nowhere
    twice = column.str.contains(_VERDACHT).fill_null(False)
    if column.str.contains(_ZERLEGT).any():
        column = column.str.normalize("NFC")
    if twice.any():
        betroffen = column.filter(twice).unique()
        mended = pl.Series([mend_text(text) for text in betroffen], dtype=pl.String)
        column = column.replace(betroffen, mended)
    if not column.str.contains(f"{INVISIBLE}|{_OTHER_BLANKS}").any():
        return column, twice, nowhere
    bare = column.str.replace_all(INVISIBLE, "").str.replace_all(_OTHER_BLANKS, " ")
    return bare, twice, (column.str.strip_chars() != bare.str.strip_chars()).fill_null(False)
