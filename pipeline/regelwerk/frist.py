"""The small parts of rule sets: intervals, numbers, codes, sources."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, field_validator

from pipeline.kalender import plus_monate
from pipeline.toml_file import Streng

# Intervals of months and of days are compared from every first day of a leap-year cycle.
SCHALTZYKLUS = [date(2000, 1, 1) + timedelta(days=n) for n in range(4 * 365 + 1)]


class Frist(NamedTuple):
    """An interval of calendar months and days; one of them is 0."""

    monate: int
    tage: int


def end_of(frist: Frist, beginn: date) -> date:
    """Return the last day of an interval."""
    return plus_monate(beginn, frist.monate) + timedelta(days=frist.tage)


@cache
def is_never_longer(frist: Frist, als: Frist) -> bool:
    """Tell whether an interval ends no later than another, wherever in the calendar both begin."""
    return all(end_of(frist, tag) <= end_of(als, tag) for tag in SCHALTZYKLUS)


def _parse_frist(text: Any) -> Frist:
    if isinstance(text, Frist):
        return text
    treffer = re.fullmatch(r"([1-9]\d{0,3}) (Tage?|Wochen?|Monate?)", text) if isinstance(text, str) else None
    if treffer is None:
        raise ValueError('eine Frist heißt zum Beispiel "180 Tage", "6 Wochen" oder "3 Monate"')
    anzahl, einheit = int(treffer[1]), treffer[2]
    if einheit.startswith("Monat"):
        return Frist(anzahl, 0)
    return Frist(0, anzahl * (7 if einheit.startswith("Woche") else 1))


def _require_number(wert: Any) -> Any:
    if isinstance(wert, bool) or not isinstance(wert, int | float | Decimal):
        raise ValueError("muss eine Zahl sein")
    return Decimal(str(wert))


def _require_source(text: str) -> str:
    if not text.strip():
        raise ValueError("nennt weder einen Abschnitt des Papiers noch eine Annahme")
    if text.lower().startswith("annahme") and not re.match(r"annahme: \S", text):
        raise ValueError('eine Annahme heißt "annahme: Grund"')
    return text


FristText = Annotated[Frist, PlainValidator(_parse_frist)]
Zahl = Annotated[Decimal, BeforeValidator(_require_number), Field(ge=0)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]
Kennung = Annotated[str, Field(pattern=r"^[a-z0-9-]{3,60}$")]
Text = Annotated[str, Field(pattern=r"\S")]
Quelle = Annotated[str, AfterValidator(_require_source)]


class Codelisten(Streng):
    """Lists of codes hold each code once."""

    @field_validator("*")
    @classmethod
    def _require_distinct(cls, wert: Any) -> Any:
        if isinstance(wert, list) and all(isinstance(w, str) for w in wert) and len(set(wert)) < len(wert):
            raise ValueError("ein Wert steht zweimal da")
        return wert
