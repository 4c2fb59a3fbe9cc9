"""What stands in a cell of a report: the only place that decides number, • or –, number format and spoken word.

What is suppressed leaves no trace but its sign: target and title stay, everything derived from the value goes.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from pipeline.katalog import Kennzahl
from pipeline.notation import number, rounded, signed
from pipeline.regelwerk import wording

T = TypeVar("T")
SUPPRESSED, NO_VALUE = "•", "–"
SPOKEN = {SUPPRESSED: "geheim gehalten", NO_VALUE: "kein Wert"}
MISSING = "Monat fehlt"
# Never by colour alone: a sign and words.
LIGHTS = {
    "gruen": ("▲", "im Ziel"),
    "gelb": ("●", "Mindestwert erreicht"),
    "rot": ("▼", "Ziel verfehlt"),
}
SIGNS = (
    (SUPPRESSED, "geheim gehalten: Es stünden zu wenige Personen, Fälle oder anwesende Fachkräfte dahinter."),
    (
        NO_VALUE,
        "kein Wert: Es gibt keinen Fall, auf den sich die Kennzahl beziehen könnte, oder keinen vergleichbaren Monat.",
    ),
    *LIGHTS.values(),
)
_COUNT = "#,##0"
# Bounds with the way they point: hoechstens, mindestens, richtwert.
Bounds = tuple[tuple[str | None, float], ...]
# Decimals beyond which a difference is the computer's error.
_EXACT = 10
SHORT_SIGNS = tuple((sign, words.partition(":")[0]) for sign, words in SIGNS)


class Month(NamedTuple):
    """A month of a course; a cell without a number is a gap, and after a `cut`, which says why, a new line begins.

    `missing` is the month (JJJJ-MM) if the warehouse does not have it.
    """

    label: str
    name: str
    cell: "Cell"
    cut: str = ""
    missing: str = ""


class Course(NamedTuple):
    """The months of a figure so far, to be drawn; `target` is empty where there is none."""

    title: str
    unit: str
    months: tuple[Month, ...]
    target: "Cell"
    is_share: bool


class Cell(NamedTuple):
    """What stands in a cell: `text` is complete in itself, `number` with `format` is the same for a spreadsheet.

    `spoken` says aloud what a sign stands for, `sign` is the part of the text that is not read aloud, `tone` (gruen,
    gelb, rot) only repeats it as a colour. `note` and `mark` are small print behind the text, `link` is the anchor
    that it leads to, `course` the months so far, `depth` an indent.
    """

    text: str = ""
    number: float | None = None
    format: str = "General"
    tone: str = ""
    sign: str = ""
    spoken: str = ""
    note: str = ""
    mark: str = ""
    link: str = ""
    course: Course | None = None
    depth: int = 0


class _Scale(NamedTuple):
    """How values of a form are written: shares as percentages."""

    factor: int
    suffix: str
    difference: str
    format: str


_PLAIN, _SHARE = _Scale(1, "", "", ""), _Scale(100, "\u00a0%", "\u00a0PP", "%")


def _scale(kennzahl: Kennzahl) -> _Scale:
    return _SHARE if kennzahl.is_share else _PLAIN


def unit(kennzahl: Kennzahl) -> str:
    """Return the unit as a column or an axis names it."""
    return "%" if kennzahl.is_share else kennzahl.einheit


def unit_note(kennzahl: Kennzahl) -> str:
    """Return the unit beside a title; shares carry theirs in every value."""
    return "" if kennzahl.is_share else kennzahl.einheit


def sign_cell(*, gesperrt: bool) -> Cell:
    """The sign for a value that is suppressed, or that does not exist."""
    sign = SUPPRESSED if gesperrt else NO_VALUE
    return Cell(sign, spoken=SPOKEN[sign])


def shown(content: T | None, gesperrt: bool, write: Callable[[T], Cell]) -> Cell:
    """The content as `write` writes it, else the sign that says why there is none."""
    return sign_cell(gesperrt=gesperrt) if gesperrt or content is None else write(content)


def value(kennzahl: Kennzahl, wert: float | None, *, gesperrt: bool = False, bounds: Bounds = ()) -> Cell:
    """A value of the figure, with as many decimals as it takes to see which of its bounds it keeps."""
    scale = _scale(kennzahl)

    def write(amount: float) -> Cell:
        scaled = tuple((richtung, bound * scale.factor) for richtung, bound in bounds)
        decimals = telling_decimals(amount * scale.factor, kennzahl.dezimalen, scaled)
        text = f"{number(amount * scale.factor, decimals)}{scale.suffix}"
        return Cell(text, amount, _number_format(kennzahl, decimals))

    return shown(wert, gesperrt, write)


def telling_decimals(amount: float, least: int, bounds: Bounds) -> int:
    """Return how many decimals do not make a missed bound look kept, nor a kept one missed."""

    def keeps(shown_amount: float) -> list[bool]:
        # As exact as a traffic light: beyond that a computer errs.
        more = ((richtung, round(shown_amount - bound, _EXACT)) for richtung, bound in bounds)
        return [m <= 0 if richtung == "hoechstens" else m >= 0 for richtung, m in more]

    true = keeps(amount)
    return next((d for d in range(least, _EXACT) if keeps(rounded(amount, d)) == true), least)


def bound_cell(kennzahl: Kennzahl, richtung: str | None, wert: float) -> Cell:
    """A bound of the figure: ≤ 110, ≥ 100 % or a guide value, with decimals only where it has some."""
    word = _quoted(wording.BOUNDS.get(richtung or "", ""))
    format_ = f"{word}{_number_format(kennzahl, wording.bound_decimals(kennzahl, wert))}"
    return Cell(wording.bound(kennzahl, richtung, wert), wert, format_)


def difference(kennzahl: Kennzahl, amount: float) -> Cell:
    """A signed difference in the figure's unit; that of shares in percentage points."""
    scale = _scale(kennzahl)
    return telling_difference(round(amount * scale.factor, 10), kennzahl.dezimalen, after=scale.difference)


def telling_difference(amount: float, decimals: int, after: str = "") -> Cell:
    """A signed difference with as many decimals as it takes to see that there is one."""
    enough = next((d for d in range(decimals, _EXACT) if rounded(amount, d)), decimals)
    return signed_number(amount, enough, after=after)


def light_cell(ampel: str, text: str = "") -> Cell:
    """A traffic light with its usual words, or with others."""
    sign, word = LIGHTS.get(ampel, (SUPPRESSED, SPOKEN[SUPPRESSED]))
    return Cell(f"{sign} {text or word}", tone=ampel, sign=sign)


def count(amount: float | None, *, gesperrt: bool = False) -> Cell:
    """A numerator, denominator or number of rows: whole numbers bare, hours with two decimals."""
    return shown(amount, gesperrt, lambda a: plain_number(a, 0 if a % 1 == 0 else 2))


def months_in(monate: int, hidden: int) -> Cell:
    """How many months are in, and of how many where suppressed ones had to stay out."""
    return Cell(f"{monate} von {monate + hidden}" if hidden else str(monate))


def for_chart(cell: Cell) -> Cell:
    """The same for a chart's data: a gap is an empty cell, because a spreadsheet would draw a sign as zero."""
    return Cell() if cell.number is None else cell


def plain_number(amount: float, decimals: int, before: str = "") -> Cell:
    """A number outside the figures, bare or with a word in front."""
    return Cell(f"{before}{number(amount, decimals)}", amount, f"{_quoted(before)}{_COUNT}{_decimals(decimals)}")


def percentage(share: float, decimals: int) -> Cell:
    """A share outside the figures, in percent."""
    return Cell(f"{number(share * 100, decimals)}\u00a0%", share, f"0{_decimals(decimals)}%")


def signed_number(amount: float, decimals: int, before: str = "", after: str = "") -> Cell:
    """A difference with its sign; what rounds to zero must not show as −0,0."""
    text, zeros = signed(amount, decimals), _decimals(decimals)
    if text.startswith("±"):
        same = f"{_quoted(f'{before}±')}0{zeros}{_quoted(after)}"
        return Cell(f"{before}{text}{after}", amount, ";".join([same] * 3))
    formats = (f"{_quoted(before + sign)}{_COUNT}{zeros}{_quoted(after)}" for sign in ("+", "\u2212"))
    return Cell(f"{before}{text}{after}", amount, ";".join(formats))


def _quoted(literal: str) -> str:
    return f'"{literal}"' if literal else ""


def _number_format(kennzahl: Kennzahl, decimals: int) -> str:
    return f"{'0' if kennzahl.is_share else _COUNT}{_decimals(decimals)}{_scale(kennzahl).format}"


def _decimals(number_of: int) -> str:
    return f".{'0' * number_of}" if number_of else ""
