"""What charts of all media share: gaps, scale, and the text for those who do not see them.

A month that is suppressed or has no value is a gap in the line and a word in the text, never a number; scales are
drawn from the visible months alone.
"""

import math
from collections.abc import Iterable

from pipeline.notation import months
from pipeline.present.blocks import Chart
from pipeline.present.cell import Cell, Course, Month

_STEPS = (1, 2, 2.5, 5, 10)


def visible(course: Course) -> list[float | None]:
    """Return the values of the months, None for a gap."""
    return [month.cell.number for month in course.months]


def stretches(course: Course) -> dict[str, tuple[Month, ...]]:
    """Return the months between two cuts by the name of their line: the last is what the unit is today."""
    starts = [n for n, month in enumerate(course.months) if month.cut or n == 0]
    parts = [course.months[first:end] for first, end in zip(starts, (*starts[1:], None), strict=True)]
    return {f"Ist bis {p[-1].label}" if p is not parts[-1] else "Ist": p for p in parts}


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
    values = "; ".join(f"{m.name}: {m.cell.spoken or m.cell.text}" for m in course.months if not m.missing)
    about = f", {chart.title.text}" if chart.title.text != course.title else ""
    return (
        f"Liniendiagramm {course.title} ({course.unit}){about}. {values or 'keine Monate'}{target}{spoken_gaps(course)}"
    )


def spoken_gaps(course: Course) -> str:
    """Say which months are missing, and before which the unit was another one; empty where there is no such month."""
    missing = [m.missing for m in course.months if m.missing]
    cuts = (f". Ab {m.name} nicht mit früher vergleichbar: {m.cut}" for m in course.months if m.cut)
    gaps = f". {months(missing)} {'fehlt' if len(missing) == 1 else 'fehlen'}" if missing else ""
    return gaps + "".join(cuts)
