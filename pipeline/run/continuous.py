"""Months follow each other without a gap: no day in no report, no two months with one Stichtag."""

from collections.abc import Mapping
from datetime import date, timedelta

from pipeline.errors import ConfigurationError
from pipeline.kalender import Berichtsmonat, shift_month
from pipeline.notation import day
from pipeline.publish.archive import Stand

_SETTINGS = "Bitte [stichtage] in kontaktdichte.toml berichtigen"


def require_continuous(berichtsmonat: Berichtsmonat, stands: Mapping[str, Stand], *, renews: bool) -> None:
    """Require that a month follows on the one before as it was reported, and that the one after follows on it.

    With `renews` the months after it are renewed, too. Days in two reports are said in both, and no error here.

    :raises ConfigurationError: days would be in no report, or another month has the Stichtag
    """
    monat, before, stichtag = berichtsmonat
    for other, stand in stands.items():
        if other != monat and stand.lauf.last_day == stichtag:
            raise ConfigurationError(
                f"Der Stichtag {day(stichtag)} ist schon der des Monats {other}. {_SETTINGS}: jeder Monat hat seinen "
                "eigenen."
            )
    last = stands.get(berichtsmonat.vormonat)
    if last and last.lauf.last_day < before:
        raise ConfigurationError(
            f"{_days(last.lauf.last_day, before)} in keinem Bericht: {last.month} endete am "
            f"{day(last.lauf.last_day)}, nach den Einstellungen beginnt {monat} nach dem {day(before)}. {_SETTINGS}, "
            f"oder {last.month} neu erstellen: „kontaktdichte backfill --from {last.month}“."
        )
    after = stands.get(shift_month(monat, 1))
    if after and not renews and after.lauf.day_before != stichtag:
        raise ConfigurationError(
            f"{after.month} beginnt nach dem {day(after.lauf.day_before)}, {monat} endete jetzt am {day(stichtag)}. "
            f"Beide müssen zusammen neu entstehen: „kontaktdichte backfill --from {monat}“. Sonst: {_SETTINGS}."
        )


def _days(last: date, first: date) -> str:
    begin = last + timedelta(days=1)
    return f"Der {day(begin)} stünde" if begin == first else f"Die Tage vom {day(begin)} bis {day(first)} stünden"
