"""Field kinds of the export schemas: each says what a cell holds, whether it may be empty, and in German why.

The kinds carry `metadata` that the reader of a delivery acts upon:

- `form` tells how text becomes a value; `leeren` marks a code column whose foreign values are dropped and counted
  instead of excluding the row; `vorhanden` a column of whose text only the presence is kept.
- `kennung` marks identifiers: a number that lost its digits is none. `eigen` marks names that the house itself gave,
  where words such as „ohne“ may be one. `nichts` adds to the spellings of "nothing", as a regular expression.
- `ende` marks the end of a period, where a day far ahead means that it is open; `mindestens` and `hoechstens` are the
  smallest and largest number that is possible, where the bounds of the checks are only the usual ones; `meist_ab` is
  what nearly all numbers of a column reach, or they are in another unit.
- `selten` marks texts that few rows have; `meist` says what a flag is in most rows, where one of both is unusual.
"""

from datetime import date
from typing import Any

import pandera.polars as pa

# The first day of the SGB II: nothing that it gives is older.
SGB_II = date(2005, 1, 1)
# The first day of the SGB III: measures of a person's history may have been its.
SGB_III = date(1998, 1, 1)
# "None", written as if the column were a flag or a number.
NONE = r"0+(?:[.,]0+)?|9{3,}|n|nein|no|falsch|false|☐"


def name(description: str) -> Any:
    """An id or a name that the house gave to a part of itself."""
    return pa.Field(nullable=False, description=description, metadata={"eigen": True, "kennung": True})


def identifier(description: str) -> Any:
    """An id that a source system counted up."""
    return pa.Field(nullable=False, description=description, metadata={"kennung": True})


def pseudonym(description: str, *, nullable: bool = False) -> Any:
    """A pseudonym; zeros alone and words such as „unbekannt“ stand for nobody."""
    metadata = {"kennung": True, "nichts": "0+", "niemand": True}
    return pa.Field(nullable=nullable, description=description, metadata=metadata)


def presence(description: str, *, nullable: bool = False, nothing: str | None = None) -> Any:
    """Free text, which may be personal: only that there is one is kept.

    `nothing` are further spellings of "none", where 0 or N can mean only that. Texts that may be missing are rare ones.
    """
    metadata = {"vorhanden": True, "selten": nullable, **({"nichts": nothing} if nothing else {})}
    return pa.Field(nullable=nullable, description=description, metadata=metadata)


def code(values: list[str], description: str, *, nullable: bool = False) -> Any:
    """A value out of a closed list; a foreign value excludes the row.

    Where it may be missing, no and the numbers for it mean that it is.
    """
    metadata = {"nichts": f"{NONE}|99"} if nullable else None
    return pa.Field(nullable=nullable, isin=values, description=description, metadata=metadata)


def betreff(values: list[str], description: str) -> Any:
    """A value out of a closed list; any other text is personal, hence emptied on reading and only counted."""
    return pa.Field(nullable=True, isin=values, description=description, metadata={"leeren": True})


def day(description: str, *, nullable: bool = False, since: date | None = None, is_end: bool = False) -> Any:
    """A day, `TT.MM.JJJJ` or ISO; one before `since` is worth a notice."""
    metadata: dict[str, Any] = {"form": "datum", "ende": True} if is_end else {"form": "datum"}
    return pa.Field(nullable=nullable, description=description, ge=since, metadata=metadata)


def month(description: str, *, since: date) -> Any:
    """A month `JJJJ-MM`, held as its first day; one before `since` is worth a notice."""
    return pa.Field(nullable=False, ge=since, description=description, metadata={"form": "monat"})


def time(description: str) -> Any:
    """A time of day `HH:MM`."""
    return pa.Field(nullable=False, description=description, metadata={"form": "uhrzeit"})


def flag(description: str, *, usual: bool | None = None) -> Any:
    """`J` or `N`; what is usually the one is hardly the other in all rows."""
    return pa.Field(nullable=False, description=description, metadata={"form": "flag", "meist": usual})


def minutes(description: str) -> Any:
    """Whole minutes; an appointment of ten hours is worth a notice, one of more than a day is none."""
    metadata = {"mindestens": 1, "hoechstens": 24 * 60, "meist_ab": 5}
    return pa.Field(
        nullable=False, in_range={"min_value": 1, "max_value": 600}, description=description, metadata=metadata
    )


def hours(description: str) -> Any:
    """Hours of one day with decimal comma, exact to the millionth."""
    metadata = {"mindestens": 0, "hoechstens": 24}
    return pa.Field(
        nullable=False, in_range={"min_value": 0, "max_value": 24}, description=description, metadata=metadata
    )
