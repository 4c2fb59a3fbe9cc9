"""Identifiers with more digits glued to them, as keys are made of them: number of a person and a running number.

One value tells nothing, for chance makes hexadecimal digits look so. A column tells: most values have one letter at
such a place and otherwise digits, or one has a letter that is no hexadecimal digit among values of these alone.
"""

import polars as pl

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
_GLUED = rf"(?:^|[^\p{{L}}0-9])[A-Za-z]*{_N}*(?:(?:{'|'.join(_KINDS.values())}){_N}*)+(?:$|[^\p{{L}}0-9])"
# Neither do letters of chance stand so; where only hexadecimal digits are, no other letter does.
_CERTAIN, _NO_HEX = f"{_BG}|{_IBAN}", rf"{_N}{{3}}{_OTHER}{_N}{{6}}|{_BORN}{_OTHER}{_N}{{3}}"
_HEX = r"^[A-Za-z]*[_\-.:#/ ]{0,3}[0-9A-Fa-f{}\-]*$"
# „20261001T080000“ or „2026A000017“: a time, or what is numbered by year, month or day.
_DATED = r"(?:^|[^0-9])(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])?)?\p{L}"
_HARDLY_ANY = 0.05


def find_glued(distinct: pl.Series) -> dict[str, list[str]]:
    """Return those of the distinct values of a column such as `kunde_id` that hold an identifier and more digits,
    by kind.
    """
    glued = distinct.filter(distinct.str.contains(_GLUED))
    glued = glued.filter(~glued.str.contains(_DATED))
    if len(glued) and len(glued) <= max(1, len(distinct) / 2):
        others = distinct.filter(~distinct.is_in(glued.to_list()))
        strange = (~others.str.contains(_HEX)).sum()
        glued = glued.filter(
            glued.str.contains(f"{_CERTAIN}|{_NO_HEX}" if strange <= _HARDLY_ANY * len(others) else _CERTAIN)
        )
    found: dict[str, list[str]] = {}
    for kind, pattern in _KINDS.items():
        if len(hits := glued.filter(glued.str.contains(pattern))):
            found[kind] = hits.to_list()
            glued = glued.filter(~glued.str.contains(pattern))
    return found
