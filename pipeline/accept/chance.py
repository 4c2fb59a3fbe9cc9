"""Random signs look like identifiers now and then: of a thousand hexadecimal pseudonyms of ten signs five do.

As many as chance makes are its work, if they are made of the same signs as the other values of their length.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

import polars as pl

from pipeline.accept.identifiers import Identifier, spell_plainly
from pipeline.accept.pseudonyms import common_beginning

_HEX = (set("0123456789abcdef"), set("0123456789ABCDEF"))
_SAMPLE, _FEWEST, _FEW = 2000, 2, 5
# How unlikely a number of hits may be before chance is no longer believed to have made them.
_UNBELIEVABLE = 1e-4


def explained_by_chance(found: Mapping[str, list[Identifier]], values: pl.Series) -> set[str]:
    """Return the values that chance makes; `found` holds what was taken for identifiers among the `values` of a column
    such as `kunde_id`.
    """
    innocent: set[str] = set()
    for length in {len(value) for value in found}:
        suspects = [value for value in found if len(value) == length]
        alike = values.filter((values.str.len_chars() == length) & ~values.is_in(suspects)).unique().sort()
        if len(alike) >= _FEWEST and all(spell_plainly(v) == v.upper() for v in suspects):
            signs = _Signs(alike.gather_every(max(1, len(alike) // _SAMPLE)).to_list())
            made = [value for value in suspects if signs.could_make(value)]
            shapes = {(i.begin, _shape(value[i.begin : i.end])) for value in made for i in found[value]}
            expected = (len(alike) + len(made)) * sum(signs.chance(*shape) for shape in shapes)
            if is_believable(len(made), expected):
                innocent |= set(made)
    return innocent


def _shape(text: str) -> str:
    return "".join("0" if sign.isdigit() else "a" if sign.isalpha() else sign for sign in text)


class _Signs:
    """The signs of values of one length: where all have the same one, and what the others are made of."""

    def __init__(self, values: list[str]) -> None:
        # Of few values some share a sign by chance, but for what all begin with.
        begin = len(common_beginning(values)) if len(values) < _FEW else len(values[0])
        self._columns = [set(signs) for signs in zip(*values, strict=True)]
        self._fixed = [len(signs) == 1 and place < begin for place, signs in enumerate(self._columns)]
        free = Counter(
            sign
            for fixed, signs in zip(self._fixed, zip(*values, strict=True), strict=True)
            if not fixed
            for sign in signs
        )
        total = max(1, sum(free.values()))
        self._free = next((signs for signs in _HEX if set(free) <= signs), set(free))
        self._shares = defaultdict[str, float](float)
        for sign, count in free.items():
            self._shares[_shape(sign)] += count / total

    def could_make(self, value: str) -> bool:
        """Tell whether a value has what all others have, and no sign that none of them has."""
        return all(
            signs == {sign} if fixed else sign in self._free
            for sign, signs, fixed in zip(value, self._columns, self._fixed, strict=True)
        )

    def chance(self, begin: int, shape: str) -> float:
        """Return how likely signs of this shape stand at a place."""
        chance = 1.0
        for place, kind in enumerate(shape, start=begin):
            signs = self._columns[place]
            is_so = {kind} == {_shape(sign) for sign in signs}
            chance *= float(is_so) if self._fixed[place] else self._shares[kind]
        return chance


def is_believable(count: int, expected: float) -> bool:
    """Tell whether `count` hits are still likely where so many are expected (Poisson, for many the normal law)."""
    if expected > 50 or count > 100:
        return count <= expected + 4 * math.sqrt(expected)
    return 1 - sum(math.exp(-expected) * expected**k / math.factorial(k) for k in range(count)) >= _UNBELIEVABLE
