"""Days that matter: Stichtage, calendar months and working days."""

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import holidays

from pipeline.errors import ConfigurationError, UsageError

SAMSTAG = 5
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_MONATE = (
    *("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november"),
    "dezember",
)


class Berichtsmonat(NamedTuple):
    """A Berichtsmonat: `(vorheriger_stichtag, stichtag]` is what "in m" means."""

    monat: str
    vorheriger_stichtag: date
    stichtag: date

    @property
    def vormonat(self) -> str:
        """The month before, JJJJ-MM."""
        return shift_month(self.monat, -1)


def add_months(day: date, months: int) -> date:
    """Add calendar months, clamped to the month's end (31.08. + 6 Monate = 28.02. or 29.02.)."""
    jahr, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(jahr, index + 1, min(day.day, calendar.monthrange(jahr, index + 1)[1]))


def parse_month(month: str) -> date:
    """Return the first day of a month `JJJJ-MM`.

    :raises UsageError: it is something else
    """
    if not _MONTH.fullmatch(month):
        if meant := guess_month(month):
            raise UsageError(f"„{month}“ ist kein Monat in der Form JJJJ-MM; gemeint ist wohl {meant}.")
        raise UsageError(f"„{month}“ ist kein Monat; gemeint ist zum Beispiel 2026-10 (Form JJJJ-MM).")
    return date.fromisoformat(f"{month}-01")


def guess_month(text: str) -> str | None:
    """Return the month `JJJJ-MM` that a text means in another form: `10/2026`, `202610`, `Oktober 2026`, a day."""
    plain = text.strip().casefold()
    for number, name in enumerate(_MONATE, start=1):
        plain = re.sub(rf"^({name}|{name[:3]})\.?\W*(?=\d)|(?<=\d)\W*({name}|{name[:3]})\.?$", f"-{number:02d}-", plain)
    parts = re.findall(r"[0-9]+", plain)
    match [len(part) for part in parts]:
        case [6]:
            year, month = parts[0][:4], parts[0][4:]
        case [8]:
            year, month = parts[0][:4], parts[0][4:6]
        case [4, 1 | 2] | [4, 1 | 2, 1 | 2]:
            year, month = parts[0], parts[1]
        case [1 | 2, 4]:
            year, month = parts[1], parts[0]
        case [1 | 2, 1 | 2, 4]:
            year, month = parts[2], parts[1]
        case _:
            return None
    meant = f"{year}-{month:0>2}"
    return meant if _MONTH.fullmatch(meant) else None


def parse_day(text: str) -> date:
    """Return a day `JJJJ-MM-TT`.

    :raises UsageError: it is something else
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"„{text}“ ist kein Datum; gemeint ist zum Beispiel 2026-02-01.") from None


def shift_month(month: str, months: int) -> str:
    """Return the month JJJJ-MM that lies some months after another, or before it.

    :raises UsageError: it is no month
    """
    return f"{add_months(parse_month(month), months):%Y-%m}"


def months_between(von: str, bis: str) -> tuple[str, ...]:
    """Return all months JJJJ-MM from one to another, both included; none if the last lies before the first.

    :raises UsageError: one is no month
    """
    erster, letzter = parse_month(von), parse_month(bis)
    count = (letzter.year - erster.year) * 12 + letzter.month - erster.month
    return tuple(shift_month(von, n) for n in range(count + 1))


def stichtag_of(month: str, stichtage: Mapping[str, date]) -> date:
    """Return the Stichtag of a month: its last day unless `stichtage` names another.

    :raises UsageError: it is no month
    """
    return stichtage.get(month, add_months(parse_month(month), 1) - timedelta(days=1))


def last_complete_month(today: date, stichtage: Mapping[str, date]) -> str:
    """Return the latest month (JJJJ-MM) whose Stichtag has passed."""
    month = f"{today:%Y-%m}"
    while stichtag_of(month, stichtage) >= today:
        month = shift_month(month, -1)
    return month


def first_day_of(month: str, months: Mapping[str, date]) -> date:
    """Return the day after the Stichtag of the month before; `months`, this one among them, have their Stichtage.

    :raises UsageError: it is no month
    """
    if davor := months.get(shift_month(month, -1)):
        return davor + timedelta(days=1)
    # A Stichtag within the month: the month before had one about a month earlier.
    is_last = months[month] == stichtag_of(month, {})
    return parse_month(month) if is_last else add_months(months[month], -1) + timedelta(days=1)


def find_berichtsmonat(month: str, stichtage: Mapping[str, date]) -> Berichtsmonat:
    """Return the Berichtsmonat with its Stichtag: the month's last day unless `stichtage` names another.

    :raises UsageError: it is no month
    :raises ConfigurationError: the Stichtag does not come after that of the month before
    """
    before, stichtag = stichtag_of(shift_month(month, -1), stichtage), stichtag_of(month, stichtage)
    if before >= stichtag:
        raise ConfigurationError(
            f"Der Stichtag {stichtag:%d.%m.%Y} von {month} liegt nicht nach dem des Vormonats ({before:%d.%m.%Y}). "
            "Bitte [stichtage] in kontaktdichte.toml berichtigen; genannt werden muss auch der Vormonat."
        )
    return Berichtsmonat(month, before, stichtag)


def feiertage(land: str | None, von: date, bis: date) -> list[date]:
    """Return the public holidays of the Land (None: nation-wide ones only) within [von, bis], in order."""
    known = holidays.country_holidays("DE", subdiv=land, years=range(von.year, bis.year + 1))
    return sorted(day for day in known if von <= day <= bis)


def arbeitstage(land: str | None, von: date, bis: date) -> Iterator[tuple[date, bool, int]]:
    """Yield each day of [von, bis], whether it is a working day, and how many there were up to and with it.

    Working days are Monday to Friday without the public holidays of the Land (None: nation-wide ones only).
    The n-th working day after a day is the working day whose count is n higher than that day's.
    """
    free, count = set(feiertage(land, von, bis)), 0
    for versatz in range((bis - von).days + 1):
        day = von + timedelta(days=versatz)
        ist_arbeitstag = day.weekday() < SAMSTAG and day not in free
        count += ist_arbeitstag
        yield day, ist_arbeitstag, count
