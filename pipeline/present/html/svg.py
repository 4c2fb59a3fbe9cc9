"""Months of a figure as lines: coordinates and texts for the page's inline SVG."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.notation import number
from pipeline.present.blocks import Chart
from pipeline.present.cell import Course
from pipeline.present.chart import spoken_chart, spoken_gaps, visible

# Sparkline: width, height and margin of the drawing, in user units.
_WIDTH, _HEIGHT, _MARGIN = 96, 24, 4
# A chart with more months than this labels its first and last value only.
_LABEL_ALL_UP_TO = 6
# Closer to the target line than this (user units), a value is written on the far side of the line.
_NEAR_TARGET = 30
_Point = tuple[float, float]


class Sparkline(NamedTuple):
    """A small line without axes: `islands` are months between two gaps, `end` is the dot of the Berichtsmonat."""

    text: str
    path: str
    islands: str
    end: tuple[str, str] | None


class Mark(NamedTuple):
    """A text at a place of a drawing."""

    x: str
    y: str
    text: str


class Canvas(NamedTuple):
    """Size and margins of a drawing, in user units."""

    look: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    all_months: bool
    target: str


LARGE = Canvas("gross", 960, 320, 48, 120, 24, 36, all_months=True, target="Ziel ")
SMALL = Canvas("klein", 240, 132, 30, 56, 16, 22, all_months=False, target="")


class Drawing(NamedTuple):
    """A line chart: `dots` carry month and value, `values` are the direct labels, `target` the target line."""

    canvas: Canvas
    text: str
    path: str
    dots: tuple[Mark, ...]
    values: tuple[Mark, ...]
    y_axis: tuple[Mark, ...]
    x_axis: tuple[Mark, ...]
    target: Mark | None


def draw_sparkline(course: Course) -> Sparkline:
    """Draw months between their own smallest and largest value; at least one of them has a value."""
    values = visible(course)
    shown = [w for w in values if w is not None]
    low, high = min(shown), max(shown)
    lift = _HEIGHT - 2 * _MARGIN
    points = [
        None if w is None else (x, _HEIGHT / 2 if high == low else _HEIGHT - _MARGIN - lift * (w - low) / (high - low))
        for x, w in zip(_columns(len(values), _MARGIN, _WIDTH - _MARGIN), values, strict=True)
    ]
    end = points[-1]
    return Sparkline(
        text=_spoken(course),
        path=_path(points, course),
        islands="".join(f"M{_number(x)} {_number(y)}h0" for x, y in _alone(points, course)),
        end=None if end is None else (_number(end[0]), _number(end[1])),
    )


def _spoken(course: Course) -> str:
    first, last = course.months[0].label, course.months[-1].label
    span = first if first == last else f"{first} bis {last}"
    return f"Verlauf {span}: {'; '.join(m.cell.spoken or m.cell.text for m in course.months)}{spoken_gaps(course)}"


def draw_chart(chart: Chart, *, large: bool) -> Drawing:
    """Draw months on the chart's scale, with its target line."""
    canvas, course = LARGE if large else SMALL, chart.course
    columns = _columns(len(course.months), canvas.left + 14, canvas.width - canvas.right)
    points = [
        None if w is None else (x, _height(w, chart, canvas)) for x, w in zip(columns, visible(course), strict=True)
    ]
    target_y = None if course.target.number is None else _height(course.target.number, chart, canvas)
    drawn = [(p, m) for p, m in zip(points, course.months, strict=True) if p is not None]
    texts = [Mark(_number(p[0]), _number(p[1]), m.cell.text) for p, m in drawn]
    return Drawing(
        canvas=canvas,
        text=spoken_chart(chart),
        path=_path(points, course),
        dots=tuple(t._replace(text=f"{m.name}: {t.text}") for t, (_, m) in zip(texts, drawn, strict=True)),
        values=tuple(_beside(t, target_y, canvas) for t in _labelled(texts, canvas)),
        y_axis=_value_axis(chart, canvas),
        x_axis=_month_axis(course, columns, canvas),
        target=None if target_y is None else Mark("", _number(target_y), f"{canvas.target}{course.target.text}"),
    )


def _columns(how_many: int, left: float, right: float) -> list[float]:
    """Place the months at equal distances; a single one stands at the right, where the Berichtsmonat always is."""
    if how_many == 1:
        return [right]
    return [left + (right - left) * i / (how_many - 1) for i in range(how_many)]


def _height(value: float, chart: Chart, canvas: Canvas) -> float:
    ground = canvas.height - canvas.bottom
    return ground - (ground - canvas.top) * value / chart.top


def _lines(points: Sequence[_Point | None], course: Course) -> list[list[_Point]]:
    """Return the points of each line: a gap or a cut begins a new one."""
    lines: list[list[_Point]] = [[]]
    for point, month in zip(points, course.months, strict=True):
        if month.cut or point is None:
            lines.append([])
        if point is not None:
            lines[-1].append(point)
    return [line for line in lines if line]


def _path(points: Sequence[_Point | None], course: Course) -> str:
    """Join neighbouring months."""
    lines = (("L".join(f"{_number(x)} {_number(y)}" for x, y in line)) for line in _lines(points, course))
    return "".join(f"M{line}" for line in lines)


def _alone(points: Sequence[_Point | None], course: Course) -> list[_Point]:
    """Return the months that no line reaches."""
    return [line[0] for line in _lines(points, course) if len(line) == 1]


def _labelled(texts: list[Mark], canvas: Canvas) -> list[Mark]:
    if not canvas.all_months:
        return texts[-1:]
    return texts if len(texts) <= _LABEL_ALL_UP_TO else [texts[0], texts[-1]]


def _beside(mark: Mark, target_y: float | None, canvas: Canvas) -> Mark:
    """Write a value above its point, but below it where the target line would run through the text."""
    y = float(mark.y)
    is_below_target = target_y is not None and 0 <= y - target_y < _NEAR_TARGET
    fits_below = y + 20 < canvas.height - canvas.bottom
    return mark._replace(y=_number(y + 18 if is_below_target and fits_below else y - 9))


def _value_axis(chart: Chart, canvas: Canvas) -> tuple[Mark, ...]:
    steps = round(chart.top / chart.step)
    amounts = [chart.step * i for i in range(steps + 1)] if canvas.all_months else [0.0, chart.top]
    return tuple(Mark("", _number(_height(w, chart, canvas)), _axis_text(chart, w)) for w in amounts)


def _axis_text(chart: Chart, amount: float) -> str:
    scaled = round(amount * 100, 9) if chart.course.is_share else amount
    text = number(scaled, 0 if scaled % 1 == 0 else 1)
    return f"{text}\u00a0%" if chart.course.is_share else text


def _month_axis(course: Course, columns: list[float], canvas: Canvas) -> tuple[Mark, ...]:
    y = _number(canvas.height - canvas.bottom + 16)
    marks = [Mark(_number(x), y, m.label) for m, x in zip(course.months, columns, strict=True)]
    return tuple(marks if canvas.all_months or len(marks) < 2 else [marks[0], marks[-1]])


def _number(amount: float) -> str:
    return f"{amount:.1f}".removesuffix(".0")
