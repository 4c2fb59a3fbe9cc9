"""Field kinds of the export schemas: each says what a cell holds, whether it may be empty, and in German why.

The kinds carry `metadata` that the reader of a delivery acts upon: `form` tells how text becomes a value,
`leeren` marks a code column whose foreign values are dropped and counted instead of excluding the row.
"""

from typing import Any

import pandera.polars as pa


def text(beschreibung: str, *, leer: bool = False) -> Any:
    """Free text or a pseudonym."""
    return pa.Field(nullable=leer, description=beschreibung)


def code(werte: list[str], beschreibung: str, *, leer: bool = False) -> Any:
    """A value out of a closed list; a foreign value excludes the row."""
    return pa.Field(nullable=leer, isin=werte, description=beschreibung)


def betreff(werte: list[str], beschreibung: str) -> Any:
    """A value out of a closed list; any other text is personal, hence emptied on reading and only counted."""
    return pa.Field(nullable=True, isin=werte, description=beschreibung, metadata={"leeren": True})


def datum(beschreibung: str, *, leer: bool = False) -> Any:
    """A day, `TT.MM.JJJJ` or ISO."""
    return pa.Field(nullable=leer, description=beschreibung, metadata={"form": "datum"})


def monat(beschreibung: str) -> Any:
    """A month `JJJJ-MM`, held as its first day."""
    return pa.Field(nullable=False, description=beschreibung, metadata={"form": "monat"})


def uhrzeit(beschreibung: str) -> Any:
    """A time of day `HH:MM`."""
    return pa.Field(nullable=False, description=beschreibung, metadata={"form": "uhrzeit"})


def flag(beschreibung: str) -> Any:
    """`J` or `N`."""
    return pa.Field(nullable=False, description=beschreibung, metadata={"form": "flag"})


def minuten(beschreibung: str) -> Any:
    """Whole minutes; an appointment of a day or more is worth a notice."""
    return pa.Field(nullable=False, in_range={"min_value": 1, "max_value": 600}, description=beschreibung)


def stunden(beschreibung: str) -> Any:
    """Hours of one day with decimal comma, exact to the millionth."""
    return pa.Field(nullable=False, in_range={"min_value": 0, "max_value": 24}, description=beschreibung)
