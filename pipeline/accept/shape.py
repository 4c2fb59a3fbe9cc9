"""Which values fall out of the shape that the pseudonyms of a column have: beginning, letters, signs, length.

A column that is large enough tells its shape itself; in a small one a word is strange where no other value has one.
What a good part of the values shares is a shape of its own, as where two systems number persons differently; single
strange values are what is looked for.
"""

import polars as pl

from pipeline.accept.values import OFFENE_TAGE

# Fewer values have no shape; a share makes a shape of its own; most values have the beginning of all.
_MANY, _LEAST, _USUAL, _MOST = 20, 3, 0.05, 0.5
_FEW, _RARE = 5, 0.02
# Four letters one after the other that hexadecimal digits do not make.
_OTHER = r"[\p{L}--a-f]"
_WORD = "|".join(rf"\p{{L}}{{{n}}}{_OTHER}\p{{L}}{{{3 - n}}}" for n in range(4))
# A value so short names nobody, neither by number nor by name.
_SHORT = 3
_SIGN = r"[^\p{L}\p{N}\x00-\x1f\x7f\x{fffd}]"
_BASE64 = set("-_+/=")
_DAY = (
    r"^(?:(?:0?[1-9]|[12]\d|3[01])[.\-/ ](?:0?[1-9]|1[0-2])[.\-/ ](?:\d\d|(?:19|20)\d\d)"
    r"|(?:19|20)\d\d[.\-/ ](?:0?[1-9]|1[0-2])[.\-/ ](?:0?[1-9]|[12]\d|3[01]))(?:[ T].*)?$"
)
_SHORT_DAY = r"^(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d)$"
# On this day periods end, also those that nobody has ended: it is hardly somebody's day of birth.
_OPEN_END = r"^(?:31\.12\.\d{4}|\d{4}-12-31)"
# With a sign among its digits, so that it is no running number.
_PHONE = r"^(?:\+|00|0|\(0|\(\+|\(00)[1-9]\d*(?:[ ()/.\-]+\d+)+$|^\+[1-9]\d{7,}$"
_MOBILE = r"^(?:\+49|0049|0|\+490|00490)1[5-7]\d{7,9}$"
# Days and telephone numbers as a whole column may have them, whether there are such days or not.
_ANY_DAY = r"^(?:[0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})$"
_LANDLINE = r"^(?:(?:\+49|0049)[ (/\-]*0?|\(?0)[1-9][0-9]{1,4}\)?[ /][ /\-]{0,2}[0-9][0-9 \-]{2,9}$"
# Initials and a day of birth.
_INITIALS = r"^[A-Za-z]{1,3}[._\- ]?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19\d\d|200\d|201[0-5])$"
_NUMBER = r"^[A-Za-z]{1,2}[ \-]?\d{6,}$"
_LOST = r"^#|^\d(?:[.,]\d+)?[eE]\+?\d+$|^(?:0+|9+|1+)$"


def find_misshapen(distinct: pl.Series) -> list[str]:
    """Return those of the distinct values of a column such as `kunde_id` that fall out of the shape of the others."""
    if len(distinct) < _MANY:
        return _find_words(distinct) if len(distinct) >= _FEW else []
    least = max(_LEAST, _USUAL * len(distinct))
    text = pl.col("value")
    values = pl.DataFrame({"value": distinct}).with_columns(
        small=text.str.to_lowercase(), length=text.str.len_chars(), drawing=text.str.replace_all(r"\d+", "0")
    )
    begin = _common_begin(values["small"])
    strange = _has_foreign_signs(distinct) | _has_foreign_letters(values, begin, least)
    values = values.with_columns(
        strange=strange, drawn=pl.len().over("drawing"), has_length=pl.len().over("length") >= least
    )
    is_open = text.str.contains(f"{_LOST}|{_OPEN_END}") | text.str.slice(0, 10).is_in(OFFENE_TAGE)
    # Whose first letter is the same may be written by another version of the system.
    elsewhere = ~pl.col("small").str.starts_with(begin[0]) if begin else text.str.contains(_NUMBER)
    odd = pl.col("strange") | (elsewhere & ~pl.col("has_length"))
    if values["length"].value_counts()["count"].max() > (1 - _USUAL) * len(values):  # type: ignore[operator]
        odd |= pl.col("small").str.contains(_WORD) & ~pl.col("has_length")
    personal = text.str.contains(f"{_DAY}|{_PHONE}") & (pl.col("drawn") < (1 - _USUAL) * len(distinct))
    personal |= text.str.contains(f"{_SHORT_DAY}|{_MOBILE}") & ~pl.col("has_length")
    found = (personal | (odd & (pl.col("drawn") < least))) & (pl.col("length") > _SHORT) & ~is_open
    return values.filter(found)["value"].to_list()


def _find_words(few: pl.Series) -> list[str]:
    """Return the few values with a word among others that have none, but for what nearly all begin with."""
    small = few.str.to_lowercase()
    is_word = small.str.strip_prefix(_common_begin(small)).str.contains(_WORD)
    return few.filter(is_word).to_list() if is_word.sum() <= len(few) / 4 else []


def is_reachable(distinct: pl.Series) -> bool:
    """Tell whether all values of a column such as `kunde_id` are telephone numbers, or all days, however written,
    perhaps behind initials.
    """
    bare = distinct.str.replace_all(r"[ ()/.\-]", "")
    whole = any(distinct.str.contains(pattern).all() for pattern in (_DAY, _ANY_DAY, _LANDLINE, _INITIALS))
    return bool(bare.str.contains(_MOBILE).all()) or whole


def _common_begin(small: pl.Series) -> str:
    """Return what most values begin with, up to their first digit; one sign more only where nearly all share it."""
    begin = ""
    while True:
        after = small.filter(small.str.starts_with(begin)).str.slice(len(begin), 1)
        sign, count = next(after.value_counts(sort=True).iter_rows(), ("", 0))
        enough = _MOST * len(small) if not begin else (1 - _USUAL) * len(after)
        if not sign or sign.isdigit() or count < enough:
            return begin
        begin += sign


def _has_foreign_signs(distinct: pl.Series) -> pl.Expr:
    """Tell whether a value has a sign that hardly any other has, beside those of random text in base 64."""
    signs = distinct.str.extract_all(_SIGN).list.unique().explode().drop_nulls().value_counts()
    limit = max(1, _RARE * len(distinct))
    rare = {sign for sign, count in signs.iter_rows() if count <= limit}
    mixed = distinct.str.contains("[a-z]") & distinct.str.contains("[A-Z]") & distinct.str.contains(r"\d")
    if mixed.sum() > _MOST * len(distinct):
        rare -= _BASE64
    return pl.any_horizontal(pl.lit(False), *(pl.col("value").str.contains(sign, literal=True) for sign in rare))


def _has_foreign_letters(values: pl.DataFrame, begin: str, least: float) -> pl.Expr:
    """Tell whether a value has several letters that are no hexadecimal digits, where those of most values are."""
    bare = pl.col("small").str.strip_prefix(begin)
    leading = bare.str.extract(r"^([g-z]+)").fill_null("")
    counts = (
        values.group_by(leading.alias("leading")).len().filter((pl.col("len") >= least) & (pl.col("leading") != ""))
    )
    own = pl.when(leading.is_in(counts["leading"].to_list())).then(bare.str.replace(r"^[g-z]+", "")).otherwise(bare)
    several = own.str.count_matches(r"[\p{L}--a-f]") > 1
    return several if values.select(several.mean()).item() < 1 - _MOST else pl.lit(False)
