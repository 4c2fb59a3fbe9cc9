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

Kasten = dict[Any, frozenset[str]]
JA, BEIDES = frozenset("J"), frozenset("JN")
ANDERES_TEAM = "(anderes Team)"
WERTE: Kasten = {
    "altersgruppe": frozenset(ALTERSGRUPPE),
    "team_art": frozenset(codes.TEAM_ART),
    "betreuung": frozenset(codes.BETREUUNG),
    "profillage": frozenset([*codes.PROFILLAGE, OHNE]),
    "marktnaehe": frozenset(codes.MARKTNAEHE),
}


def unreachable(regeln: Sequence[Kontaktregel], av_status: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield position and reason of every rule, or alternative of a rule, that never applies."""
    werte = {**WERTE, "av_status": frozenset(av_status), "team_id": _teams(regeln)}
    kaesten = [[_box(b, werte) for b in regel.wenn or [Bedingung()]] for regel in regeln]
    for nummer, regel in enumerate(regeln):
        eigene = kaesten[nummer]
        if leer := [k for k in eigene if not all(k.values())]:
            anteil = "" if len(leer) == len(eigene) else "in einer der Bedingungen "
            yield nummer, f"trifft {anteil}auf niemanden zu, den [bestand] einschließt"
            continue
        if doppelt := _repeats(eigene, werte):
            yield nummer, f"die {doppelt}. Bedingung ist in denen davor schon enthalten"
        davor = [i for i in range(nummer) if _covers(regeln[i], regel)]
        if not _remaining(eigene, [k for i in davor for k in kaesten[i]], werte):
            yield nummer, _reason(regeln, kaesten, davor, nummer, werte)


def _reason(
    regeln: Sequence[Kontaktregel], kaesten: list[list[Kasten]], davor: list[int], nummer: int, werte: Kasten
) -> str:
    for i in davor:
        if not _remaining(kaesten[nummer], kaesten[i], werte):
            if not _remaining(kaesten[i], kaesten[nummer], werte):
                return f"hat dieselbe Bedingung wie die Regel {regeln[i].id} davor"
            return f"ist nie erreichbar: Die Regel {regeln[i].id} davor trifft immer schon zu"
    return "ist nie erreichbar: Die Regeln davor treffen zusammen immer schon zu"


def _teams(regeln: Sequence[Kontaktregel]) -> frozenset[str]:
    genannt = {team for regel in regeln for b in regel.wenn for team in b.team_id or ()}
    return frozenset(genannt | {ANDERES_TEAM})


def _covers(frueher: Kontaktregel, spaeter: Kontaktregel) -> bool:
    """Tell whether a rule is in force whenever another is."""
    beginnt = (frueher.ab_stichtag or date.min) <= (spaeter.ab_stichtag or date.min)
    return beginnt and (frueher.bis_stichtag or date.max) >= (spaeter.bis_stichtag or date.max)


def _box(bedingung: Bedingung, werte: Kasten) -> Kasten:
    """Return the admissible values of each attribute; conditions with an interval are attributes of their own."""
    kasten: Kasten = {}
    for merkmal in sorted(bedingung.model_fields_set):
        wert = getattr(bedingung, merkmal)
        if isinstance(wert, bool):
            kasten[merkmal] = frozenset("J" if wert else "N")
        elif isinstance(wert, LebenslaufBedingung | Frist):
            kasten[merkmal, wert] = JA
        elif wert is not None:
            kasten[merkmal] = frozenset(wert) & werte[merkmal]
    return kasten


def _repeats(kaesten: list[Kasten], werte: Kasten) -> int | None:
    return next((n + 1 for n in range(1, len(kaesten)) if not _remaining([kaesten[n]], kaesten[:n], werte)), None)


def _remaining(kaesten: list[Kasten], abzug: list[Kasten], werte: Kasten) -> list[Kasten]:
    """Take all boxes of `abzug` out of `kaesten`."""
    for weg in abzug:
        kaesten = [rest for kasten in kaesten for rest in _subtract(kasten, weg, werte)]
    return kaesten


def _subtract(kasten: Kasten, weg: Kasten, werte: Kasten) -> list[Kasten]:
    """Return disjoint boxes that together are `kasten` without `weg`."""
    innen, aussen = dict(kasten), []
    for merkmal, erlaubt in weg.items():
        if isinstance(merkmal, tuple) and any(_implies(m, merkmal) for m, w in innen.items() if w == JA):
            continue
        hier = innen.get(merkmal) or werte.get(merkmal, BEIDES)
        if hier - erlaubt:
            aussen.append({**innen, merkmal: hier - erlaubt})
        if not hier & erlaubt:
            return [kasten]
        innen[merkmal] = hier & erlaubt
    return aussen


def _implies(merkmal: Any, anderes: tuple[str, Any]) -> bool:
    """Tell whether whoever meets one condition with an interval also meets another."""
    if not isinstance(merkmal, tuple) or merkmal[0] != anderes[0]:
        return False
    eng, weit = merkmal[1], anderes[1]
    if isinstance(eng, LebenslaufBedingung):
        return (
            eng.art == weit.art
            and _within(weit.seit_mindestens, eng.seit_mindestens, weit.seit_mindestens)
            and _within(eng.seit_hoechstens, weit.seit_hoechstens, weit.seit_hoechstens)
        )
    return is_never_longer(weit, eng)


def _within(kurz: Frist | None, lang: Frist | None, schranke: Frist | None) -> bool:
    """Compare two bounds; without `schranke`, that of the wider condition, there is nothing to keep."""
    return schranke is None or (kurz is not None and lang is not None and is_never_longer(kurz, lang))
