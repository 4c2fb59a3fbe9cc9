"""Identifiers with more signs glued to them, as keys are made of them: number of a person and a running number.

One value tells nothing, for chance makes hexadecimal digits look so. A column tells: most values have one letter at
such a place and otherwise digits, more have it than chance makes of the signs of the others, or one has a letter that
is no hexadecimal digit among values of these alone.
"""

import polars as pl

from pipeline.accept.chance import is_believable

_N = "[0-9]"
_BG, _IBAN = rf"{_N}{{5}}(?:(?i:BG)|[/\\]{{2}}){_N}{{7}}", rf"(?i:DE){_N}{{20}}"
_BORN = rf"{_N}{{2}}(?:0[1-9]|[12]{_N}|3[01])(?:0[1-9]|1[0-2]){_N}{{2}}"
_OTHER = r"[\p{L}--[A-Fa-f]]"
# The first that is in a value names it.
_KINDS = {
    "IBAN": _IBAN,
    "BG-Nummer": _BG,
    "Sozialversicherungsnummer": rf"{_BORN}\p{{L}}{_N}{{3}}",
    "Kundennummer": rf"{_N}{{3}}\p{{L}}{_N}{{6}}",
}
_ANY, _WORD = r"[\p{L}0-9]{0,6}", r"[A-Za-z]*"
_CORE, _BEGIN, _END = rf"(?:(?:{'|'.join(_KINDS.values())}){_N}*)+", r"(?:^|[^\p{L}0-9])", r"(?:$|[^\p{L}0-9])"
_WITH_DIGITS = rf"{_BEGIN}{_WORD}{_N}*{_CORE}{_END}"
_GLUED = rf"{_BEGIN}(?:{_ANY}|{_WORD}{_N}*){_CORE}{_ANY}{_END}"
# Digits of what has one letter among them, without the bounds of a day that make it less likely still.
_DIGITS = (9, 11)
# Neither do letters of chance stand so; where only hexadecimal digits are, no other letter does.
_CERTAIN, _NO_HEX = f"{_BG}|{_IBAN}", rf"{_N}{{3}}{_OTHER}{_N}{{6}}|{_BORN}{_OTHER}{_N}{{3}}"
_HEX = r"^[A-Za-z]*[_\-.:#/ ]{0,3}[0-9A-Fa-f{}\-]*$"
# „20261001T080000“ or „2026A000017“: a time, or what is numbered by year, month or day.
_DATED = r"(?:^|[^0-9])(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])?)?\p{L}"
_HARDLY_ANY = 0.05
# Of so many values the shares of digits and letters are known.
_ENOUGH = 20


def find_glued(distinct: pl.Series) -> dict[str, list[str]]:
    """Return those of the distinct values of a column such as `kunde_id` that hold an identifier and more signs,
    by kind.
    """
    glued = distinct.filter(distinct.str.contains(_GLUED))
    glued = glued.filter(~glued.str.contains(_DATED))
    # Of two or three values chance may well make two, with digits alone around them hardly more than one.
    half, with_digits = len(distinct) / 2, int(glued.str.contains(_WITH_DIGITS).sum())
    if len(glued) <= max(2, half) and with_digits <= max(1, half):
        others = distinct.filter(~distinct.is_in(glued.to_list()))
        # A sentence may mention a number: of its signs chance makes none.
        keys = glued.filter(~glued.str.contains(r"\s"))
        if len(others) < _ENOUGH or is_believable(len(keys), _expected(others, len(distinct))):
            strange = (~others.str.contains(_HEX)).sum()
            certain = f"{_CERTAIN}|{_NO_HEX}" if strange <= _HARDLY_ANY * len(others) else _CERTAIN
            keys = glued.filter(glued.str.contains(certain))
        glued = keys
    found: dict[str, list[str]] = {}
    for kind, pattern in _KINDS.items():
        if len(hits := glued.filter(glued.str.contains(pattern))):
            found[kind] = hits.to_list()
            glued = glued.filter(~glued.str.contains(pattern))
    return found


def _expected(others: pl.Series, count: int) -> float:
    """Return how many of `count` values chance lets look so if it draws the signs of the `others` anew."""
    signs = int(others.str.len_chars().sum())
    digits, letters = (int(others.str.count_matches(kind).sum()) / max(1, signs) for kind in ("[0-9]", r"\p{L}"))
    places = [int((others.str.len_chars() - n).clip(0).sum()) for n in _DIGITS]
    each = sum(n * digits**d * letters for n, d in zip(places, _DIGITS, strict=True)) / max(1, len(others))
    return each * count
