"""The cells of one row of a report – a figure of a unit – and the columns that all its tables share."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.einheit import Einheit, Point, Zeile
from pipeline.katalog import Katalog, Kennzahl
from pipeline.notation import month, short_month
from pipeline.present import cell
from pipeline.present.blocks import Column, Group, Paragraph, make_row
from pipeline.present.cell import Cell, Course, Month

# Of values of shares the differences are percentage points (PP).
SHARE_NOTE = "Bei Anteilen stehen Abweichung und Veränderung in Prozentpunkten (PP)."


def kennzahl_anchor(kennzahl: Kennzahl) -> str:
    """Return the id under which a figure is explained, for links."""
    return f"kennzahl-{kennzahl.id}"


def einheit_anchor(einheit: Einheit) -> str:
    """Return the id of the unit's section: the same every month, and two units never share one."""
    safe = re.sub(r"[^A-Za-z0-9-]", lambda sign: f"_{ord(sign[0]):x}_", einheit.id)
    return f"{einheit.ebene}-{safe}"


def kennzahl_title(kennzahl: Kennzahl) -> Cell:
    """The figure's title, linked to its explanation, marked if it is a look-ahead."""
    mark = "Vorschau" if kennzahl.vorschau and "vorschau" not in kennzahl.titel.lower() else ""
    return Cell(kennzahl.titel, note=cell.unit_note(kennzahl), mark=mark, link=kennzahl_anchor(kennzahl))


def row_title(zeile: Zeile) -> Cell:
    """The figure's title, with its segment where the row is a split."""
    title = kennzahl_title(zeile.kennzahl)
    if zeile.is_main:
        return title
    # Without a total there is nothing to stand below.
    depth = int("gesamt" in zeile.kennzahl.segmente)
    return title._replace(text=f"{title.text}: {zeile.segment_titel}", depth=depth)


def einheit_title(einheit: Einheit) -> Cell:
    """The unit's title, linked to its section."""
    return Cell(einheit.titel, link=einheit_anchor(einheit))


def actual(zeile: Zeile) -> Cell:
    """The row's value of the Berichtsmonat."""
    return cell.value(zeile.kennzahl, zeile.wert, gesperrt=zeile.gesperrt, bounds=_bounds(zeile))


def target(zeile: Zeile) -> Cell:
    """The target with its minimum; the number format carries their words."""
    goal = _goal(zeile)
    if zeile.ziel is None or zeile.mindest is None:
        return goal
    rest = f", Mindestwert {cell.bound_cell(zeile.kennzahl, zeile.richtung, zeile.mindest).text}"
    return goal._replace(text=f"{goal.text}{rest}", format=f'{goal.format}"{rest}"')


def _goal(zeile: Zeile) -> Cell:
    return Cell() if zeile.ziel is None else cell.bound_cell(zeile.kennzahl, zeile.richtung, zeile.ziel)


def deviation(zeile: Zeile) -> Cell:
    """Actual minus target; empty only where there is no target."""
    if zeile.ziel is None:
        return Cell()
    tone, k = "rot" if zeile.ampel == "rot" else "", zeile.kennzahl
    return cell.shown(zeile.abweichung, zeile.gesperrt, lambda a: cell.difference(k, a)._replace(tone=tone))


def previous(zeile: Zeile) -> Cell:
    """The value of the previous month."""
    return cell.value(zeile.kennzahl, zeile.vormonat, gesperrt=zeile.vormonat_gesperrt, bounds=_bounds(zeile))


def change(zeile: Zeile) -> Cell:
    """Actual minus previous month."""
    gesperrt = zeile.gesperrt or zeile.vormonat_gesperrt
    return cell.shown(zeile.veraenderung, gesperrt, lambda a: cell.difference(zeile.kennzahl, a))


def is_judged(zeile: Zeile | None) -> bool:
    """Tell whether the row has a target that it can meet or miss; a guide value is none."""
    return zeile is not None and zeile.ziel is not None and zeile.richtung != "richtwert"


def has_own_target(zeile: Zeile, einheit: Einheit) -> bool:
    """Tell whether a split has another target than the figure as a whole, so that it says more than that."""
    total = einheit.find(zeile.kennzahl.id)
    return not zeile.is_main and zeile.ziel is not None and (total is None or zeile.ziel != total.ziel)


def light(zeile: Zeile) -> Cell:
    """The traffic light as sign and words; empty where nothing is judged."""
    return cell.shown(zeile.ampel, zeile.gesperrt, cell.light_cell) if is_judged(zeile) else Cell()


def lights_of(zeilen: Iterable[Zeile]) -> tuple[Cell, ...]:
    """How many rows share each light, how many are suppressed, and how many are not judged."""
    levels = ["geheim" if z.gesperrt else z.ampel or "" for z in zeilen]
    cells = [cell.light_cell(a, f"{levels.count(a)} {word}") for a, (_, word) in cell.LIGHTS.items() if a in levels]
    if "geheim" in levels:
        cells.append(cell.light_cell("", f"{levels.count('geheim')} geheim gehalten"))
    if "" in levels:
        cells.append(Cell(f"{levels.count('')} ohne Bewertung"))
    return tuple(cells)


def numerator(zeile: Zeile) -> Cell:
    """The row's numerator."""
    return cell.count(zeile.zaehler, gesperrt=zeile.gesperrt)


def denominator(zeile: Zeile) -> Cell:
    """The row's denominator; a mere count has none."""
    return Cell() if zeile.kennzahl.nenner is None else cell.count(zeile.nenner, gesperrt=zeile.gesperrt)


def course(zeile: Zeile) -> Cell:
    """The months so far as a small line; empty where no month has a value."""
    return Cell(course=course_of(zeile)) if has_course(zeile) else Cell()


def course_of(zeile: Zeile) -> Course:
    """The months of the row so far, whether or not any has a value."""
    k = zeile.kennzahl
    months = (
        Month(short_month(p.monat), month(p.monat), _of_month(zeile, p), p.bruch, p.monat if p.fehlt else "")
        for p in zeile.verlauf
    )
    return Course(kennzahl_title(k).text, cell.unit(k), tuple(months), _goal(zeile), k.is_share)


def _of_month(zeile: Zeile, point: Point) -> Cell:
    shown = cell.value(zeile.kennzahl, point.wert, gesperrt=point.gesperrt, bounds=_bounds(zeile))
    return shown._replace(spoken=cell.MISSING) if point.fehlt else shown


def _bounds(zeile: Zeile) -> cell.Bounds:
    return tuple((zeile.richtung, bound) for bound in (zeile.ziel, zeile.mindest) if bound is not None)


def month_notes(bericht: Bericht, einheit: Einheit) -> Iterator[Paragraph]:
    """Say which months are missing, and what happened to the unit in those that are shown."""
    yield from (Paragraph(text, "hint", "Hinweis") for text in bericht.hinweise)
    yield from bruch_notes(einheit)


def bruch_notes(einheit: Einheit) -> Iterator[Paragraph]:
    """Say what happened to the unit in the months that are shown."""
    for bruch in einheit.brueche:
        label = f"Ab {month(bruch.monat)} nicht mit früher vergleichbar" if bruch.trennt else "Hinweis"
        yield Paragraph(f"{bruch.grund}.", "hint", label)


def has_course(zeile: Zeile) -> bool:
    """Tell whether any month of the row has a value that may be shown."""
    return any(p.wert is not None and not p.gesperrt for p in zeile.verlauf)


def by_chapter(katalog: Katalog, columns: Sequence[Column[Zeile]], zeilen: Sequence[Zeile]) -> tuple[Group, ...]:
    """Return the rows of figures under the titles of their chapters; a figure off target is told by its row's look."""
    rows = [(z.kennzahl.abschnitt, make_row(columns, z, "verfehlt" if z.ampel == "rot" else "")) for z in zeilen]
    groups = (Group(tuple(row for own, row in rows if own == a.id), Cell(a.titel)) for a in katalog.abschnitt)
    return tuple(group for group in groups if group.rows)


# A new column of the reports is one line here.
TITLE: Column[Zeile] = Column("Kennzahl", "text", row_title, 50, wraps=True)
UNIT: Column[Zeile] = Column("Einheit", "text", lambda z: Cell(cell.unit(z.kennzahl)), 30, wraps=True)
ACTUAL: Column[Zeile] = Column("Ist", "number", actual, 11)
LIGHT: Column[Zeile] = Column("Bewertung", "text", light, 24)
FIGURE: tuple[Column[Zeile], ...] = (
    ACTUAL,
    Column("Ziel", "number", target, 14),
    Column("Abweichung", "number", deviation, 15),
    Column("Vormonat", "number", previous, 13),
    Column("Veränderung", "number", change, 16),
    LIGHT,
)
COURSE: Column[Zeile] = Column("Verlauf", "text", course)
COUNTS: tuple[Column[Zeile], ...] = (
    Column("Zähler", "number", numerator, 12),
    Column("Nenner", "number", denominator, 12),
)
