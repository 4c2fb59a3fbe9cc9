"""Names among the keys of rows, such as `vermerk_id`: there are many more of them than persons, so that only those
that may be words are looked at closely, beside a sample of the others.
"""

import polars as pl

from pipeline.accept.pseudonyms import find_strangers
from pipeline.accept.usual_names import bear_surname

# A capital and two small letters, a word between signs, a word that ends in a short number, letters beyond ours, or
# beside a blank or comma: running numbers, hexadecimal keys and GUIDs have hardly any of it.
_WORDLIKE = (
    r"\p{Lu}\p{Ll}{2}|[^\x00-\x7f]|[A-Za-z][ ,]|[ ,][A-Za-z]|(?:^|[^0-9A-Za-z])[a-z]{4,}(?:$|[^0-9A-Za-z])"
    r"|^[A-Za-z]{4,}[0-9]{0,4}$|^[A-Z]{2,}[._\-][A-Z]|^[A-Z]\.|[a-z]{3}_[a-z]{3}"
)
# What differs in its digits alone from so many others is called so by a system, as „Vermerk-17“.
_LEAST, _RARE, _SAMPLE, _OTHERS = 3, 0.05, 250, 3


def find_names(keys: pl.Series) -> list[str]:
    """Return those of the keys of a column such as `vermerk_id` that read as names of persons.

    A usual surname is told also where all keys have it, as they might have the name of a system. Of a column that is
    full of words, as random text in base 64 is, a sample is looked at, and what has a length that hardly any other has.
    If most of the sample are names, all are.
    """
    keys = keys.drop_nulls()
    return sorted({*bear_surname(keys), *_find_words(keys)})


def _find_words(keys: pl.Series) -> list[str]:
    words = _apart(keys.filter(keys.str.contains(_WORDLIKE)), max(_LEAST, _RARE * len(keys)))
    if not len(words):
        return []
    looked_at = words
    if len(words) > 2 * _SAMPLE:
        lengths = pl.DataFrame({"key": words}).with_columns(count=pl.len().over(pl.col("key").str.len_chars()))
        looked_at = pl.concat([lengths.filter(pl.col("count") < _RARE * len(words))["key"], _sample(words, _SAMPLE)])
    # Words that chance has made are few among the others, so that these must be many.
    others = _sample(keys, max(_SAMPLE, _OTHERS * len(looked_at)))
    names = set(find_strangers(pl.concat([looked_at, others]).unique().sort())) & set(looked_at)
    return words.to_list() if len(names) > looked_at.n_unique() / 2 else list(names)


def _apart(words: pl.Series, least: float) -> pl.Series:
    """Return the words that fewer than `least` others are like but for their digits."""
    drawing = pl.col("key").str.replace_all(r"\d+", "0")
    return pl.DataFrame({"key": words}).filter(pl.len().over(drawing) < least)["key"]


def _sample(values: pl.Series, count: int) -> pl.Series:
    return values.gather_every(max(1, len(values) // count))
