"""Letters that were lost or misread on the way: they cannot be mended any more, but the cause can be named.

„Geschäft“ becomes „Gesch?ft“ where a program knows no umlauts, and „Gesch„ft“ or „GeschŠft“ where it takes the text of
DOS or of an old Mac for that of Windows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipeline.accept.befund import HINWEIS, BefundKind

_LETTER, _SMALL = r"[^\W\d_]", "[a-zäöüß]"
_WAY_OUT = "Bitte als UTF-8 neu exportieren."


@dataclass(frozen=True)
class _Damage:
    """What damaged text looks like, a sign that all such text has (as an empty one, any may have it), and its cause."""

    pattern: str
    sign: str
    cause: str

    @property
    def kind(self) -> BefundKind:
        """What is said of a cell."""
        return BefundKind("zeichenkodierung", HINWEIS, f"{self.cause} {_WAY_OUT}")


_DAMAGES = (
    _Damage(
        rf"{_LETTER}\?+{_LETTER}|(?:^|[ \-]){_LETTER}*\?{_SMALL}{{2}}",
        "?",
        "Im Text stehen Fragezeichen mitten in Wörtern: Umlaute gingen beim Umkodieren verloren (aus „ä“ wurde „?“).",
    ),
    _Damage("\ufffd|ï¿½", "", "Buchstaben gingen beim Umkodieren verloren; dafür steht „�“."),
    _Damage(
        r"\+A[K-P][0-9A-Za-z+/]{1,30}-",
        "+A",
        "Der Text ist vermutlich in der Zeichenkodierung UTF-7 geschrieben (aus „ü“ wurde „+APw-“).",
    ),
    _Damage(
        r"&(?:[aouAOU]uml|szlig|[aeiou](?:acute|grave|circ)|amp|quot|nbsp|#x?[0-9A-Fa-f]{2,4});",
        "&",
        "Der Text enthält Zeichen in der Schreibweise von HTML (aus „ä“ wurde „&auml;“).",
    ),
    # Signs that stand in no word, nor ever between a letter and a small one.
    _Damage(
        rf"{_LETTER}[„”‡†‰™¢£¤¥¦§¨©ª«¬®¯±¶¸¹º»¼½¾¿×÷³▀▄─\x80-\x9f]+{_SMALL}|{_LETTER}õ[a-df-zß]|{_SMALL}[ŠŸŽ]{_SMALL}",
        "",
        "Der Text ist vermutlich in einer anderen Zeichenkodierung geschrieben als die übrige Datei, etwa von DOS oder "
        "MacRoman (aus „ä“ wurde „„“, „õ“ oder „Š“).",
    ),
)


def find_misread(column: pl.Series) -> Iterator[tuple[BefundKind, pl.Series]]:
    """Yield what is to be said of the cells of any column of text, and which of its rows it is about: each once."""
    if column.dtype != pl.String:
        return
    rest = pl.repeat(True, len(column), eager=True)
    is_ascii = column.str.len_bytes().sum() == column.str.len_chars().sum()
    for damage in _DAMAGES:
        if damage.sign:
            if not column.str.contains(damage.sign, literal=True).any():
                continue
        elif is_ascii:
            continue
        rows = rest & column.str.contains(damage.pattern).fill_null(False)
        if rows.any():
            rest &= ~rows
            yield damage.kind, rows


def is_misread(text: str) -> bool:
    """Tell whether letters of a text are lost or misread."""
    return any(re.search(damage.pattern, text) for damage in _DAMAGES)
