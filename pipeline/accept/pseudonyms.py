"""What the pseudonyms of a delivery look like, derived from it, and which of its values do not look so.

Names are told by what no pseudonym has: words, blanks, commas, umlauts. Beyond that a column that is large enough says
itself what its pseudonyms are made of and how long they are.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipeline.accept import values as w
from pipeline.accept.nobody import WORDS
from pipeline.accept.shape import find_misshapen, is_reachable
from pipeline.accept.spellings import GESTRICHEN
from pipeline.accept.tax_id import is_tax_id
from schemas import EXPORTS

# Fewer values say nothing about a form; so many say what falls out of it.
_FEWEST, _FEW, _MANY, _SETTLED = 3, 5, 20, 100
# A word in small letters is one if it has so many.
_LONG = 4
# Shares of a column's values: what belongs to its form, and what stands there too rarely for that.
_USUAL, _RARE, _MOSTLY = 0.05, 0.02, 2 / 3
_SAMPLE = 500
# Signs no pseudonym has, beside damaged ones, which are judged as such later.
_FOREIGN = r"[^0-9A-Za-z_\-.:+=/{}|~$#*!\\\x00-\x1f\x7f\x{fffd}]"
_WORDLIKE = r"^[^0-9]*$"
_LETTER, _DIGIT = r"\p{L}", "[0-9]"
_PREFIX = r"^((?:[A-Za-z]{1,16}\.? ){1,3})[0-9A-Za-z\-]*[0-9]"
# „Muster80“, „Erika.MusterE1“; in capitals two or three letters are no name.
_NUMBERED_NAME = r"^[A-Z][a-z]{2,}(?:[\-_.]?[A-Z][a-z]*)*[\-_.]?[0-9]{1,4}$"
# No chance makes two such words: they are somebody's, however many values look so.
_FULL_NAME = re.compile(r"[A-Z][a-z]{2,}[._\-][A-Z][a-z]{2,}[._\-]?[0-9]{1,4}$")
_NUMBERED_WORD = r"^(?:[A-Z]{4,}|[a-z]{4,}|[a-z]+[._\-][a-z]{2,})[._\-]?[0-9]{1,4}$"
_SHORT_CAPITALS = r"^[A-Z]{1,3}$"
_HEX, _HEX_WORD = set("0123456789abcdef"), re.compile("(?:[A-Za-z]{1,4}[-_:])?(?:[A-F]+|[a-f]+)")
_TITLE, _WORD = re.compile(r"[A-Z][a-z]*$"), re.compile(r"[A-Z]+|[a-z]+|(?:[A-Z][a-z]+)+[A-Z]?")
_LONG_WORD, _LONG_NUMBER, _ONE_DIGIT = r"[A-Za-z]{4}", r"^[0-9]{7,}$", r"^(?:0+|9+|1+)$"
# Groups of signs with blanks between.
_GROUPS = r"^[0-9A-Za-z]+(?: [0-9A-Za-z]+)+$"


def find_strangers(distinct: pl.Series) -> list[str]:
    """Return those of the distinct values of a column such as `kunde_id` that are no pseudonyms but words, or numbers
    of a register, or fall out of the form that the others have.
    """
    if _is_register(distinct):
        return distinct.to_list()
    bare = _without_common_prefix(distinct)
    unusual = bare.str.contains(_FOREIGN) | ~bare.str.contains(_DIGIT)
    rest = bare.filter(unusual)
    letters, odd = rest.str.count_matches(_LETTER), rest.str.contains(_FOREIGN)
    words = rest.filter(~odd & (letters > 2))
    regular = bare.filter(~unusual).append(rest.filter((~odd & (letters <= 2)) | (odd & (letters <= 1))))
    form = _Form(regular, words)
    strangers = rest.filter(odd & (letters > 1)).to_list()
    strangers += [value for value in words if _is_name(value, form, len(regular), distinct)]
    strangers += _numbered_names(regular, form) + _outliers(regular, form) + find_misshapen(bare)
    named = set(distinct.filter(bare.is_in(strangers)))
    return sorted(value for value in named if not _stands_for_nobody(value))


@dataclass(frozen=True)
class _Length:
    """What values of one length are made of: their beginning, the kinds of signs at each place, letters and signs."""

    count: int
    prefix: str
    kinds: list[set[str]]
    letters: set[str]
    seen: set[str]
    signs: set[str]

    def may_hold(self, value: str) -> bool:
        """Tell whether random signs of these kinds may have made a value without digits."""
        if value.startswith(self.prefix) and set(value.removeprefix(self.prefix)) <= _HEX:
            return True
        if not any("0" in kinds for kinds in self.kinds) and (_TITLE.match(value) or self.count < _FEW):
            return False
        if self.count >= _SETTLED and not set(value) <= self.signs:
            return False
        if self.count > _FEW and len(set(value) - self.seen) > _MOSTLY * len(set(value)):
            return False
        if len(self.letters) > 1 and self.letters <= _HEX and not set(value.casefold()) <= _HEX:
            return False
        return all(
            _kind(sign) in kinds or (not sign.isalpha() and sign in self.signs)
            for sign, kinds in zip(value, self.kinds, strict=True)
        )


class _Form:
    """What values of a column look like: their usual lengths, and what values of each length are made of."""

    def __init__(self, regular: pl.Series, wordlike: pl.Series) -> None:
        values = regular if len(regular) > 1 else pl.concat([regular, wordlike])
        lengths = values.str.len_chars()
        least = max(_FEWEST, _USUAL * len(values))
        usual = [length for length, count in lengths.value_counts().iter_rows() if count >= least]
        self.lengths = {length: _read_length(values.filter(lengths == length)) for length in sorted(usual)}

    @cached_property
    def signs(self) -> set[str]:
        """The signs that values of usual length are made of."""
        return set().union(*(length.signs for length in self.lengths.values()))

    def fits(self, value: str) -> bool:
        """Tell whether the value has a usual length and may be random."""
        length = self.lengths.get(len(value))
        return length is not None and length.may_hold(value)


def _read_length(alike: pl.Series) -> _Length:
    """Look at a sample of the values of one length; a sign that hardly any value has is not of the form."""
    sample = alike.gather_every(max(1, len(alike) // _SAMPLE)).to_list()
    counted = Counter(sign for value in sample for sign in set(value))
    return _Length(
        len(sample),
        common_beginning(sample),
        [{_kind(sign) for sign in set(signs)} for signs in zip(*sample, strict=True)],
        {sign.casefold() for sign in counted if sign.isalpha()},
        set(counted),
        {sign for sign, count in counted.items() if count > max(1, _RARE * len(sample))},
    )


def common_beginning(values: list[str]) -> str:
    """Return what all values begin with."""
    first, last = min(values), max(values)
    same = next((i for i, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:same]


def _kind(sign: str) -> str:
    return "0" if sign.isdigit() else "A" if sign.isupper() else "a" if sign.islower() else "-"


def _without_common_prefix(distinct: pl.Series) -> pl.Series:
    """Take off what nearly all values begin with, up to a blank: „KD 00017“ is a pseudonym, „Ute 17“ among them is
    none. A blank that all have at the same places belongs to their form, too.
    """
    shapes = distinct.str.replace_all("[^ ]", "x")
    if len(distinct) > 1 and shapes.n_unique() == 1 and distinct.str.contains(_GROUPS).all():
        return distinct.str.replace_all(" ", "")
    prefixes = distinct.str.extract(_PREFIX)
    prefix, count = next(prefixes.drop_nulls().value_counts(sort=True).iter_rows(), ("", 0))
    others = len(distinct) - count
    if len(distinct) < _FEW or others > (_USUAL * len(distinct) if len(distinct) >= _MANY else 0):
        return distinct
    return distinct.str.strip_prefix(prefix)


def _is_name(value: str, form: _Form, others: int, distinct: pl.Series) -> bool:
    """Tell whether a value without digits is a word rather than what chance has made."""
    if re.fullmatch(_SHORT_CAPITALS, value) or _is_random(value) or form.fits(value):
        return False
    if value[:1].isupper() or (others >= _FEWEST and len(value) >= _LONG):
        return True
    words = distinct.filter(distinct.str.contains(_WORDLIKE))
    return len(words) > max(2, len(distinct) / 2) and words.str.len_chars().n_unique() > 1


def _is_random(value: str) -> bool:
    """Tell whether a value is hexadecimal but for a prefix, or mixes capitals as no name does."""
    words = re.findall(r"[^\W\d_]+", value)
    return bool(_HEX_WORD.fullmatch(value)) or not all(_WORD.fullmatch(word) for word in words)


def _numbered_names(regular: pl.Series, form: _Form) -> list[str]:
    """Return names with a number behind them, unless most values of the column share the word: then it is a prefix.

    Without capitals to tell a name by, only a column of many such words is one of names.
    """
    candidates = regular.filter(regular.str.contains(_NUMBERED_NAME)).to_list()
    counts = Counter(re.sub(r"\d", "", value) for value in regular) if candidates else Counter[str]()
    limit = max(2, len(regular) / 3)
    names = [v for v in candidates if counts[re.sub(r"\d", "", v)] < limit and not form.fits(v)]
    few = max(2, _USUAL * len(regular))
    names += [v for v in candidates if counts[re.sub(r"\d", "", v)] < few and _FULL_NAME.match(v)]
    words = regular.filter(regular.str.contains(_NUMBERED_WORD))
    is_of_words = len(words) > max(2, len(regular) / 2)
    if is_of_words and words.str.replace_all(r"\d", "").n_unique() > _MOSTLY * len(words):
        names += words.to_list()
    return names


def _outliers(regular: pl.Series, form: _Form) -> list[str]:
    """Return words and long numbers that fall out of the form of a column with many values."""
    if len(regular) < _MANY or not form.signs:
        return []
    is_usual = regular.str.len_chars().is_in(list(form.lengths))
    unusual = f"[^{re.escape(''.join(sorted(form.signs)))}]"
    words = regular.filter(regular.str.contains(_LONG_WORD) & regular.str.contains(unusual))
    found = [v for v in words if len(v) not in form.lengths or _cases(v) - _cases("".join(form.signs))]
    if (~regular.str.contains("[A-Za-z]")).sum() <= max(1, _RARE * len(regular)):
        numbers = regular.filter(~is_usual & regular.str.contains(_LONG_NUMBER) & ~regular.str.contains(_ONE_DIGIT))
        found += numbers.to_list()
    return found


def _cases(text: str) -> set[str]:
    return {"upper" if sign.isupper() else "lower" for sign in text if sign.isalpha()}


def _is_register(distinct: pl.Series) -> bool:
    """Tell whether a column holds the numbers of a register: tax ids by their check digit, telephone
    numbers, or days of birth, also behind initials.
    """
    if len(distinct) < 3:
        return False
    if is_reachable(distinct):
        return True
    return bool(distinct.str.contains(r"^[1-9][0-9]{10}$").all()) and all(is_tax_id(v) for v in distinct.head(_SAMPLE))


def _known_words() -> frozenset[str]:
    """Words that are no names: those for nobody, our codes and columns, and what ticks a box."""
    columns = [column for schema in EXPORTS.values() for column in schema.to_schema().columns.values()]
    codes = [code for column in columns for code in w.allowed_codes(column)]
    words = [*WORDS, *codes, *(column.name or "" for column in columns), *w.FLAGS]
    return frozenset(part for word in words for part in re.findall(r"[^\W\d_]+", word.casefold()))


_KNOWN_WORDS = _known_words()


def _stands_for_nobody(value: str) -> bool:
    """Tell whether a value says so; a single letter before a long number, as „A 1234567“, is none of these words."""
    if re.fullmatch(GESTRICHEN, value, re.IGNORECASE):
        return True
    words = set(re.findall(r"[^\W\d_]+", value.casefold()))
    if len(re.findall(_DIGIT, value)) > _LONG and all(len(word) == 1 for word in words):
        return not words and value.startswith("#")
    return value.startswith("#") or bool(words and words <= _KNOWN_WORDS)
