"""What source systems call our columns and codes: `schemas/vocabulary.toml`, looked up by letters and digits alone."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from schemas import EXPORTS

# One word each for what headers shorten.
_SHORT = {"nr": "nummer", "minuten": "min", "minute": "min", "stunden": "std", "stunde": "std", "h": "std"}
_SHORT |= {"paragraf": "par", "paragraph": "par", "abs": "absatz", "dat": "datum"}
_ARTICLES = {"der", "die", "das", "des", "den", "dem", "in"}
# From this length on a word of ours is known at the head of a compound: „Kundenmerkmal“, but not „Grundmann“.
_STEM = 6
# A header or code has a paragraph or an age in it, not a number that somebody is known by.
_MOST_DIGITS, _LONGEST = 4, 60


def words(text: str) -> list[str]:
    """Return the words of a header or code as they are compared: small, composed, without articles and short forms."""
    small = unicodedata.normalize("NFKC", text).casefold().replace("§", " par ")
    for sign, letters_of_it in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        small = small.replace(sign, letters_of_it)
    found = [_SHORT.get(word, word) for word in re.findall(r"[^\W_]+", small)]
    return [re.sub(r"nr$", "nummer", word) for word in found if word not in _ARTICLES]


def letters(text: str) -> str:
    """Return what is compared of a header or code: "Kd.-Nr.", "KD_NR" and "Kd Nr" are one."""
    return "".join(words(text))


@cache
def column_names(export: str) -> dict[str, list[str]]:
    """Return what each column of an export is called without doubt, our own name first."""
    own, shared = _vocabulary()["spalten"].get(export, {}), _vocabulary()["ueberall"]
    columns = EXPORTS[export].to_schema().columns
    return {name: [name, *own.get(name, ()), *shared.get(name, ())] for name in columns}


def find_column(export: str, header: str) -> str | None:
    """Return the column that a header names without doubt."""
    searched = letters(header)
    return next((c for c, names in column_names(export).items() if searched in map(letters, names)), None)


@cache
def code_names(code: str) -> list[str]:
    """Return what a code is called without doubt, itself first."""
    return [code, *_vocabulary()["codes"].get(code, ())]


def find_code(value: str, codes: list[str]) -> str | None:
    """Return the one code that a value names without doubt, as a question mark does not."""
    searched = letters(value) if "?" not in value else ""
    hits = [code for code in codes if searched and searched in map(letters, code_names(code))]
    return hits[0] if len(hits) == 1 else None


def is_harmless(text: str) -> bool:
    """Tell whether foreign text may be shown: short, and made of the words of headers and codes, not of names."""
    if len(text) > _LONGEST or sum(sign.isdigit() for sign in text) > _MOST_DIGITS:
        return False
    return all(_is_common(word) for word in re.findall(r"[^\W\d_]+", text))


def _is_common(word: str) -> bool:
    """Tell whether a word is one of ours, a compound with one, or an abbreviation of capitals."""
    if len(word) <= 3 and (word.isupper() or len(word) == 1):
        return True
    plain = letters(word)
    return plain in _common() or any(plain.startswith(stem) for stem in _common() if len(stem) >= _STEM)


@cache
def _common() -> frozenset[str]:
    """The words that headers and codes are made of."""
    vocabulary = _vocabulary()
    texts = [*vocabulary["worte"]["ueblich"]]
    for export in EXPORTS:
        texts += [name for names in column_names(export).values() for name in names]
    texts += [name for code in vocabulary["codes"] for name in code_names(code)]
    return frozenset({"", *(word for text in texts for word in words(text))})


@cache
def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(files("schemas").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
