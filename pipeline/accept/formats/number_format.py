"""What a number in a workbook stands for: Excel keeps days, times and durations as numbers, told apart by their format.

A serial number counts days from a day zero, which old Macintosh workbooks have in 1904.
"""

import re
from datetime import date, timedelta
from functools import cache

NUMBER, DAY, TIME, DURATION = "number", "day", "time", "duration"
DAY_ZERO, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_DAY = date(9999, 12, 31)
_LAST_SERIAL = (_LAST_DAY - DAY_ZERO).days + 1
_SECONDS = 86_400
# Excel believes in a 29.02.1900; only from there on its day zero holds.
_LEAP_DAY = 60
_BUILTIN = {
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 34, 35, 36, *range(50, 59)), DAY),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), TIME),
    46: DURATION,
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]")
_NOON = re.compile(r"am/pm|a/p")
# Days and years, also as German programs write them: TT.MM.JJJJ.
_DAY_LETTERS = re.compile(r"[dytj]")


@cache
def number_kind(number: int, code: str | None) -> str:
    """Return what numbers of a format are; `code` is its text where it is not built in."""
    if code is None:
        return _BUILTIN.get(number, NUMBER)
    plain = _LITERAL.sub("", code).lower().split(";")[0]
    if _ELAPSED.search(plain):
        return DURATION
    plain = _NOON.sub("h", re.sub(r"\[[^\]]*\]", "", plain))
    if "#" in plain or "?" in plain or "general" in plain or "standard" in plain:
        return NUMBER
    has_clock = "h" in plain or "s" in plain
    if _DAY_LETTERS.search(plain) or ("m" in plain and not has_clock):
        return DAY
    return TIME if has_clock else NUMBER


@cache
def shown_digits(code: str | None) -> int:
    """Return to how many digits a format fills up with zeros: „00000“ shows the number 123 as 00123."""
    return len(code) if code and re.fullmatch("0{2,}", code) else 0


def serial_text(serial: float, kind: str, day_zero: date) -> str | None:
    """Return a day, a moment or a time as text: JJJJ-MM-TT, JJJJ-MM-TT HH:MM:SS or HH:MM; None if there is none."""
    if not 0 <= serial <= _LAST_SERIAL:
        return None
    if kind == DURATION:
        minutes = round(serial * _SECONDS) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    days, seconds = divmod(round(serial * _SECONDS), _SECONDS)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    if days == 0:
        return clock
    if day_zero == DAY_ZERO and days <= _LEAP_DAY:
        if days == _LEAP_DAY:
            return None
        days += 1
    if days > (_LAST_DAY - day_zero).days:
        return None
    day = day_zero + timedelta(days)
    return f"{day} {clock}:{seconds % 60:02d}" if seconds else str(day)
