"""Units beside each other in the figures that matter: the same table in workbook and page."""

from collections.abc import Sequence

from pipeline.evaluate.einheit import Einheit
from pipeline.katalog import Katalog, Kennzahl
from pipeline.present import blocks as b
from pipeline.present.cell import shown, unit_note
from pipeline.present.figure import actual, einheit_title, is_judged, kennzahl_anchor, light, target

_MOST_NAMES = 4


def join_names(names: Sequence[str]) -> str:
    """Return the names of some Jobcenter, but not of a whole Land of them."""
    return ", ".join(names) if len(names) <= _MOST_NAMES else f"{len(names)} Jobcenter"


def compared_kennzahlen(katalog: Katalog, einheiten: Sequence[Einheit], most: int = 99) -> tuple[Kennzahl, ...]:
    """Return the figures with a target that may be met or missed, then those the catalogue compares by team."""
    present = [k for k in katalog.kennzahl if not k.is_beside and any(e.find(k.id) for e in einheiten)]
    judged = [k for k in present if any(is_judged(e.find(k.id)) for e in einheiten)]
    others = [k for k in present if k.im_team and k not in judged]
    chosen = {k.id for k in [*judged, *others][:most]}
    return tuple(k for k in present if k.id in chosen)


def compare_units(
    title: str,
    kennzahlen: Sequence[Kennzahl],
    groups: Sequence[tuple[Einheit | None, Sequence[Einheit]]],
    total: Einheit | None,
    places: Sequence[b.Column[Einheit]] = (),
) -> b.Table:
    """Return units × figures: each group below its own head, and at the bottom the unit whose teams they are."""
    alle = [e for head, parts in groups for e in (head, *parts) if e] + ([total] if total else [])
    judged = [k.id for k in kennzahlen if any(is_judged(e.find(k.id)) for e in alle)]
    heads = [b.Head("Einheit", "text", 46), *b.make_heads(places)]
    for k in kennzahlen:
        heads.append(b.Head("Ist", width=18, note=_note(k, alle), link=kennzahl_anchor(k), group=k.titel))
        if k.id in judged:
            heads.append(b.Head("Bewertung", "text", 22, group=k.titel, position="beside"))

    def row(einheit: Einheit, look: b.RowLook = "") -> b.Row:
        cells = [einheit_title(einheit), *(column.cell(einheit) for column in places)]
        for k in kennzahlen:
            zeile = einheit.find(k.id)
            made = (actual, light) if k.id in judged else (actual,)
            cells += [shown(zeile, False, make) for make in made]
        return b.Row(tuple(cells), look)

    return b.Table(
        title,
        tuple(heads),
        tuple(b.Group((*([row(head, "teil")] if head else []), *(row(e) for e in parts))) for head, parts in groups),
        row(total, "summe") if total else None,
        name="tblTeams",
        look="uebersicht",
        frozen=1,
        repeats=True,
    )


def _note(kennzahl: Kennzahl, einheiten: Sequence[Einheit]) -> str:
    """Say the unit of a figure, and its target where it is the same for all."""
    targets = {target(z).text for e in einheiten if (z := e.find(kennzahl.id))} - {""}
    goal = "" if not targets else "Ziel je nach Einheit" if len(targets) > 1 else f"Ziel {next(iter(targets))}"
    return " · ".join(part for part in (unit_note(kennzahl), goal) if part)
