"""How German readers write things: days, months and numbers – the same in all outputs."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def day(when: date) -> str:
    """31.10.2026."""
    return f"{when:%d.%m.%Y}"


def month(name: str) -> str:
    """Oktober 2026 for 2026-10: a Berichtsmonat, whatever month its Stichtag lies in."""
    return f"{_MONTHS[int(name[5:]) - 1]} {name[:4]}"


def short_month(name: str) -> str:
    """10/2026 for 2026-10, for axes and column heads."""
    return f"{name[5:]}/{name[:4]}"


def months(names: Sequence[str]) -> str:
    """August und September 2026 for 2026-08 and 2026-09; a year stands once for the months that share it."""
    following = (*(name[:4] for name in names[1:]), "")
    texts = [month(n) if n[:4] != year else month(n)[:-5] for n, year in zip(names, following, strict=False)]
    return " und ".join(part for part in (", ".join(texts[:-1]), *texts[-1:]) if part)


def number(amount: float, decimals: int) -> str:
    """1.234,5 with a true minus, rounded."""
    shown = rounded(amount, decimals)
    text = f"{abs(shown):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return f"\u2212{text}" if shown < 0 else text


def rounded(amount: float, decimals: int) -> float:
    """Round half away from zero, as Excel does."""
    scale: int = 10**decimals
    shown = int(abs(amount) * scale + 0.5 + 1e-9) / scale
    return -shown if amount < 0 else shown


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
