"""How German readers write things: days, months and numbers – the same in all outputs."""

from datetime import date
from decimal import Decimal

_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def day(when: date) -> str:
    """31.10.2026."""
    return f"{when:%d.%m.%Y}"


def month(when: date) -> str:
    """Oktober 2026."""
    return f"{_MONTHS[when.month - 1]} {when.year}"


def short_month(when: date) -> str:
    """10/2026, for axes and column heads."""
    return f"{when:%m/%Y}"


def number(amount: float, decimals: int) -> str:
    """1.234,5 with a true minus; rounded half away from zero, as Excel does."""
    scale = 10**decimals
    rounded = int(abs(amount) * scale + 0.5 + 1e-9) / scale
    text = f"{rounded:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"\u2212{text}" if amount < 0 and rounded else text


def exact(amount: Decimal) -> str:
    """4,5 for 4.50: a setting with the decimals that it needs."""
    return f"{amount.normalize():f}".replace(".", ",")


def signed(amount: float, decimals: int) -> str:
    """+1,5, −1,5 or ±0,0: a difference always bears a sign."""
    text = number(amount, decimals)
    sign = "" if text.startswith("\u2212") else "±" if text == number(0, decimals) else "+"
    return f"{sign}{text}"


def one_line(text: str) -> str:
    """Return a name from data on one line, without control characters, as titles and page headers need it."""
    return " ".join("".join(z if z.isprintable() or z.isspace() else " " for z in text).split())
