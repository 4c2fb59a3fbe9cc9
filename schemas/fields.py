"""Field kinds of the export schemas: each says what a cell holds, whether it may be empty, and in German why.

The kinds carry `metadata` that the reader of a delivery acts upon: `form` tells how text becomes a value,
`leeren` marks a code column whose foreign values are dropped and counted instead of excluding the row.
"""

from typing import Any

import pandera.polars as pa


def text(description: str, *, nullable: bool = False) -> Any:
    """Free text or a pseudonym."""
    return pa.Field(nullable=nullable, description=description)


def code(values: list[str], description: str, *, nullable: bool = False) -> Any:
    """A value out of a closed list; a foreign value excludes the row."""
    return pa.Field(nullable=nullable, isin=values, description=description)


def betreff(values: list[str], description: str) -> Any:
    """A value out of a closed list; any other text is personal, hence emptied on reading and only counted."""
    return pa.Field(nullable=True, isin=values, description=description, metadata={"leeren": True})


def day(description: str, *, nullable: bool = False) -> Any:
    """A day, `TT.MM.JJJJ` or ISO."""
    return pa.Field(nullable=nullable, description=description, metadata={"form": "datum"})


def month(description: str) -> Any:
    """A month `JJJJ-MM`, held as its first day."""
    return pa.Field(nullable=False, description=description, metadata={"form": "monat"})


def time(description: str) -> Any:
    """A time of day `HH:MM`."""
    return pa.Field(nullable=False, description=description, metadata={"form": "uhrzeit"})


def flag(description: str) -> Any:
    """`J` or `N`."""
    return pa.Field(nullable=False, description=description, metadata={"form": "flag"})


def minutes(description: str) -> Any:
    """Whole minutes; an appointment of a day or more is worth a notice."""
    return pa.Field(nullable=False, in_range={"min_value": 1, "max_value": 600}, description=description)


def hours(description: str) -> Any:
    """Hours of one day with decimal comma, exact to the millionth."""
    return pa.Field(nullable=False, in_range={"min_value": 0, "max_value": 24}, description=description)
