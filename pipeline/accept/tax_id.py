"""Tax ids (Steuer-ID): eleven digits with a check digit, written in groups of two and three times three."""

import re

# With dots it would be an amount.
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d([ \-/])\d{3}\1\d{3}\1\d{3}(?!\d|[.,]\d)")


def find_tax_id(text: str) -> list[tuple[int, int]]:
    """Return begin and end of every tax id in a text that is written in groups."""
    return [hit.span() for hit in _GROUPED.finditer(text) if is_tax_id(re.sub(r"\D", "", hit[0]))]


def is_tax_id(number: str) -> bool:
    """Check the last of eleven digits (ISO 7064, mod 11, 10) and that one of the first ten comes twice or thrice, no
    more.
    """
    product = 10
    for digit in number[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(number[10]) and len(set(number[:10])) in (8, 9)
