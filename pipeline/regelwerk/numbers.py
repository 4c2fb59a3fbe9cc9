"""The numbers of a paper beside its intervals: windows, counts and hours, each section with its source.

A file may leave a section out; its numbers are then the ones below, and the section says that they are assumed.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from pipeline.regelwerk.frist import CodeLists, Frist, FristText, Number, Quelle
from pipeline.toml_file import Strict
from schemas import codes

NICHT_GENANNT = "annahme: Im Regelwerk nicht angegeben; es gilt der übliche Wert"

Tage = Annotated[int, Field(ge=0, le=366)]


class Absolventen(CodeLists):
    """The window around the end of a measure in which a talk counts, in days before and after that end.

    `nur_mit_qualifizierung` leaves out all other measures, `ohne_kontaktart` the talks that were held in no other way.
    """

    tage_vor_ende: Tage = 91
    tage_nach_ende: Tage = 14
    nur_mit_qualifizierung: bool = False
    ohne_kontaktart: list[Literal[*codes.KONTAKTART]] = Field(default_factory=list)  # type: ignore[valid-type]
    quelle: Quelle


class Vereinbarung(Strict):
    """How far back from the Stichtag an agreement counts as up to date."""

    zeitraum: FristText = Frist(6, 0)
    quelle: Quelle


class BgBeratung(Strict):
    """On how many days, within which period up to the Stichtag, a Bedarfsgemeinschaft is to be counselled together."""

    tage: int = Field(default=2, ge=1, le=366)
    zeitraum: FristText = Frist(12, 0)
    quelle: Quelle


class Sofo(Strict):
    """The hours that a SoFo day counts for each counsellor, however many persons come; parts of minutes are rounded."""

    std_je_tag: Annotated[Number, Field(le=24)] = Decimal(5)
    quelle: Quelle


class Absage(Strict):
    """How many days ahead a person has to cancel for the slot to be filled again."""

    tage_vorher: Tage = 7
    quelle: Quelle


class Terminausfall(Strict):
    """Until which working day after a missed appointment an attempt at contact counts; the day itself counts too.

    Ten at most: so far reaches the calendar beyond the Stichtag, whatever holidays there are.
    """

    kontaktversuch_arbeitstage: int = Field(default=1, ge=1, le=10)
    quelle: Quelle
