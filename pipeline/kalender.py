"""Days that matter: Stichtage, calendar months and working days."""

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import holidays

from pipeline.errors import KonfigurationError, UsageError

SAMSTAG = 5


class Zeitraum(NamedTuple):
    """A Berichtsmonat: `(vorheriger_stichtag, stichtag]` is what "in m" means."""

    monat: str
    vorheriger_stichtag: date
    stichtag: date


def plus_monate(tag: date, monate: int) -> date:
    """Add calendar months, clamped to the month's end (31.08. + 6 Monate = 28.02. or 29.02.)."""
    jahr, index = divmod(tag.year * 12 + tag.month - 1 + monate, 12)
    return date(jahr, index + 1, min(tag.day, calendar.monthrange(jahr, index + 1)[1]))


def parse_monat(monat: str) -> date:
    """Return the first day of a month `JJJJ-MM`; UsageError for anything else."""
    if not re.fullmatch(r"(19|20)\d{2}-(0[1-9]|1[0-2])", monat):
        raise UsageError(f"„{monat}“ ist kein Monat; gemeint ist zum Beispiel 2026-10.")
    return date.fromisoformat(f"{monat}-01")


def zeitraum(monat: str, stichtage: Mapping[str, date]) -> Zeitraum:
    """Return the Berichtsmonat with its Stichtag: the month's last day unless `stichtage` names another.

    :raises KonfigurationError: the Stichtag does not come after that of the month before
    """
    erster = parse_monat(monat)
    letzter = erster - timedelta(days=1)
    vorher = stichtage.get(f"{letzter:%Y-%m}", letzter)
    stichtag = stichtage.get(monat, plus_monate(erster, 1) - timedelta(days=1))
    if vorher >= stichtag:
        raise KonfigurationError(
            f"Der Stichtag {stichtag:%d.%m.%Y} von {monat} liegt nicht nach dem des Vormonats ({vorher:%d.%m.%Y}). "
            "Bitte [stichtage] in kontaktdichte.toml berichtigen; genannt werden muss auch der Vormonat."
        )
    return Zeitraum(monat, vorher, stichtag)


def arbeitstage(land: str | None, von: date, bis: date) -> Iterator[tuple[date, bool, int]]:
    """Yield each day of [von, bis], whether it is a working day, and how many there were up to and with it.

    Working days are Monday to Friday without the public holidays of the Land (None: nation-wide ones only).
    The n-th working day after a day is the working day whose count is n higher than that day's.
    """
    feiertage = holidays.country_holidays("DE", subdiv=land, years=range(von.year, bis.year + 1))
    anzahl = 0
    for versatz in range((bis - von).days + 1):
        tag = von + timedelta(days=versatz)
        ist_arbeitstag = tag.weekday() < SAMSTAG and tag not in feiertage
        anzahl += ist_arbeitstag
        yield tag, ist_arbeitstag, anzahl
