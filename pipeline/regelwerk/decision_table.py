"""Contact rules as a decision table: which rule can never be reached, because those before it leave nobody.

Conditions over codes have finite domains, so a rule is a list of boxes (attribute → admissible values), one per
alternative. Taking the boxes of earlier rules out of a later rule's leaves what can still reach it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from pipeline.regelwerk.frist import Frist, is_never_longer
from pipeline.regelwerk.kontaktregel import ALTERSGRUPPE, OHNE, Bedingung, Kontaktregel, LebenslaufBedingung
from schemas import codes

Box = dict[Any, frozenset[str]]
JA, BEIDES = frozenset("J"), frozenset("JN")
ANDERES_TEAM = "(anderes Team)"
WERTE: Box = {
    "altersgruppe": frozenset(ALTERSGRUPPE),
    "team_art": frozenset(codes.TEAM_ART),
    "betreuung": frozenset(codes.BETREUUNG),
    "profillage": frozenset([*codes.PROFILLAGE, OHNE]),
    "marktnaehe": frozenset(codes.MARKTNAEHE),
}


def unreachable(regeln: Sequence[Kontaktregel], av_status: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield position and reason of every rule, or alternative of a rule, that never applies."""
    values = {**WERTE, "av_status": frozenset(av_status), "team_id": _teams(regeln)}
    boxes = [[_box(b, values) for b in regel.wenn or [Bedingung()]] for regel in regeln]
    for number, regel in enumerate(regeln):
        eigene = boxes[number]
        if leer := [k for k in eigene if not all(k.values())]:
            share = "" if len(leer) == len(eigene) else "in einer der Bedingungen "
            yield number, f"trifft {share}auf niemanden zu, den [bestand] einschließt"
            continue
        if doppelt := _repeats(eigene, values):
            yield number, f"die {doppelt}. Bedingung ist in denen davor schon enthalten"
        before = [i for i in range(number) if _covers(regeln[i], regel)]
        if not _remaining(eigene, [k for i in before for k in boxes[i]], values):
            yield number, _reason(regeln, boxes, before, number, values)


def _reason(regeln: Sequence[Kontaktregel], boxes: list[list[Box]], before: list[int], number: int, values: Box) -> str:
    for i in before:
        if not _remaining(boxes[number], boxes[i], values):
            if not _remaining(boxes[i], boxes[number], values):
                return f"hat dieselbe Bedingung wie die Regel {regeln[i].id} davor"
            return f"ist nie erreichbar: Die Regel {regeln[i].id} davor trifft immer schon zu"
    return "ist nie erreichbar: Die Regeln davor treffen zusammen immer schon zu"


def _teams(regeln: Sequence[Kontaktregel]) -> frozenset[str]:
    named = {team for regel in regeln for b in regel.wenn for team in b.team_id or ()}
    return frozenset(named | {ANDERES_TEAM})


def _covers(earlier: Kontaktregel, later: Kontaktregel) -> bool:
    """Tell whether a rule is in force whenever another is."""
    beginnt = (earlier.ab_stichtag or date.min) <= (later.ab_stichtag or date.min)
    return beginnt and (earlier.bis_stichtag or date.max) >= (later.bis_stichtag or date.max)


def _box(bedingung: Bedingung, values: Box) -> Box:
    """Return the admissible values of each attribute; conditions with an interval are attributes of their own."""
    box: Box = {}
    for merkmal in sorted(bedingung.model_fields_set):
        value = getattr(bedingung, merkmal)
        if isinstance(value, bool):
            box[merkmal] = frozenset("J" if value else "N")
        elif isinstance(value, LebenslaufBedingung | Frist):
            box[merkmal, value] = JA
        elif value is not None:
            box[merkmal] = frozenset(value) & values[merkmal]
    return box


def _repeats(boxes: list[Box], values: Box) -> int | None:
    return next((n + 1 for n in range(1, len(boxes)) if not _remaining([boxes[n]], boxes[:n], values)), None)


def _remaining(boxes: list[Box], taken: list[Box], values: Box) -> list[Box]:
    """Take all boxes of `taken` out of `boxes`."""
    for cut in taken:
        boxes = [rest for box in boxes for rest in _subtract(box, cut, values)]
    return boxes


def _subtract(box: Box, cut: Box, values: Box) -> list[Box]:
    """Return disjoint boxes that together are `box` without `cut`."""
    innen, aussen = dict(box), []
    for merkmal, erlaubt in cut.items():
        if isinstance(merkmal, tuple) and any(_implies(m, merkmal) for m, w in innen.items() if w == JA):
            continue
        hier = innen.get(merkmal) or values.get(merkmal, BEIDES)
        if hier - erlaubt:
            aussen.append({**innen, merkmal: hier - erlaubt})
        if not hier & erlaubt:
            return [box]
        innen[merkmal] = hier & erlaubt
    return aussen


def _implies(merkmal: Any, other: tuple[str, Any]) -> bool:
    """Tell whether whoever meets one condition with an interval also meets another."""
    if not isinstance(merkmal, tuple) or merkmal[0] != other[0]:
        return False
    eng, weit = merkmal[1], other[1]
    if isinstance(eng, LebenslaufBedingung):
        return (
            eng.art == weit.art
            and _within(weit.seit_mindestens, eng.seit_mindestens, weit.seit_mindestens)
            and _within(eng.seit_hoechstens, weit.seit_hoechstens, weit.seit_hoechstens)
        )
    return is_never_longer(weit, eng)


def _within(short: Frist | None, long: Frist | None, bound: Frist | None) -> bool:
    """Compare two bounds; without `bound`, that of the wider condition, there is nothing to keep."""
    return bound is None or (short is not None and long is not None and is_never_longer(short, long))
