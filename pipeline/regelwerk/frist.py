"""The small parts of rule sets: intervals, numbers, codes, sources."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, field_validator

from pipeline.kalender import add_months
from pipeline.toml_file import Strict, text_like

# Intervals of months and of days are compared from every first day of a leap-year cycle.
SCHALTZYKLUS = [date(2000, 1, 1) + timedelta(days=n) for n in range(4 * 365 + 1)]


class Frist(NamedTuple):
    """An interval of calendar months and days; one of them is 0."""

    monate: int
    tage: int


def end_of(frist: Frist, start: date) -> date:
    """Return the last day of an interval."""
    return add_months(start, frist.monate) + timedelta(days=frist.tage)


@cache
def is_never_longer(frist: Frist, than: Frist) -> bool:
    """Tell whether an interval ends no later than another, wherever in the calendar both begin."""
    return all(end_of(frist, day) <= end_of(than, day) for day in SCHALTZYKLUS)


def _parse_frist(text: Any) -> Frist:
    if isinstance(text, Frist):
        return text
    hits = re.fullmatch(r"([1-9]\d{0,3}) (Tage?|Wochen?|Monate?)", text) if isinstance(text, str) else None
    if hits is None:
        raise ValueError('eine Frist heißt zum Beispiel "180 Tage", "6 Wochen" oder "3 Monate"')
    anzahl, einheit = int(hits[1]), hits[2]
    if einheit.startswith("Monat"):
        return Frist(anzahl, 0)
    return Frist(0, anzahl * (7 if einheit.startswith("Woche") else 1))


def _require_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("muss eine Zahl sein")
    return Decimal(str(value))


def _require_source(text: str) -> str:
    if not text.strip():
        raise ValueError("nennt weder einen Abschnitt des Papiers noch eine Annahme")
    if text.lower().startswith("annahme") and not re.match(r"annahme: \S", text):
        raise ValueError('eine Annahme heißt "annahme: Grund"')
    return text


FristText = Annotated[Frist, PlainValidator(_parse_frist)]
Number = Annotated[Decimal, BeforeValidator(_require_number), Field(ge=0)]
Code = Annotated[str, text_like(r"^[A-Za-z0-9_]+\Z", "ein Code aus Buchstaben, Ziffern und Unterstrichen")]
Identifier = Annotated[str, text_like(r"^[a-z0-9-]{3,60}\Z", "3 bis 60 kleine Buchstaben, Ziffern und Bindestriche")]
Text = Annotated[str, text_like(r"\S", "ein Text, nicht nur Leerzeichen")]
Quelle = Annotated[str, AfterValidator(_require_source)]


class CodeLists(Strict):
    """Lists of codes hold each code once."""

    @field_validator("*")
    @classmethod
    def _require_distinct(cls, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(w, str) for w in value) and len(set(value)) < len(value):
            raise ValueError("ein Wert steht zweimal da")
        return value
