"""What charts of all media share: gaps, scale, and the text for those who do not see them.

A month that is suppressed or has no value is a gap in the line and a word in the text, never a number; scales are
drawn from the visible months alone.
"""

import math
from collections.abc import Iterable

from pipeline.present.blocks import Chart
from pipeline.present.cell import Cell, Course

_STEPS = (1, 2, 2.5, 5, 10)


def visible(course: Course) -> list[float | None]:
    """Return the values of the months, None for a gap."""
    return [month.cell.number for month in course.months]


def make_chart(key: str, title: Cell, course: Course, scale: tuple[float, float] | None = None) -> Chart:
    """Return a chart on its own scale, or on a common one."""
    return Chart(key, title, course, *(scale or common_scale([course])))


def common_scale(courses: Iterable[Course]) -> tuple[float, float]:
    """Return upper end and step of an axis from zero that holds the visible values and targets of all courses."""
    values = [w for c in courses for w in (*visible(c), c.target.number) if w is not None]
    largest = max(values, default=1.0) or 1.0
    rough = largest / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough)
    return step * math.ceil(largest / step), step


def spoken_chart(chart: Chart) -> str:
    """Say what a reader who does not see the chart needs to know."""
    course = chart.course
    target = f". Ziel {course.target.text}" if course.target.text else ""
    months = "; ".join(f"{m.name}: {m.cell.spoken or m.cell.text}" for m in course.months)
    about = f", {chart.title.text}" if chart.title.text != course.title else ""
    return f"Liniendiagramm {course.title} ({course.unit}){about}. {months or 'keine Monate'}{target}"
