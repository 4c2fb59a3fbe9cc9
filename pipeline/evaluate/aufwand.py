"""What contact rules cost: persons and hours of counselling per unit, from published counts.

Hours are only ever computed from numbers of persons that may be published: persons that cost the same are counted
together and the counts pass disclosure control. Where a count stays hidden, its persons are taken to cost what the
others cost on average (`rund`); where these would be many, the hours stay hidden too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from pipeline.compute.persons import DAUER_KENNZAHL, FOLGEGESPRAECH
from pipeline.katalog import BEDARF, MINDESTENS, NACHHOLEN, UEBERFAELLIG, ZIEL
from pipeline.regelwerk.rate import MINUTEN_ANNAHME

# Hours are estimated only if at most this share of the persons is in counts that stay hidden.
VERDECKT_HOECHSTENS = 0.1


@dataclass(frozen=True)
class Amount:
    """A number that may be shown, or the fact that it may not; None where there is none, `rund` if estimated."""

    wert: float | None
    gesperrt: bool = False
    rund: bool = False


@dataclass(frozen=True)
class Aufwand:
    """What a rule set means for a unit: persons overdue, and whole hours of counselling.

    `nachholen_std` is one talk for everybody overdue, once; `mindest_std` and `ziel_std` are needed every month, to
    keep the minimum or the target interval.
    """

    ueberfaellig: Amount
    nachholen_std: Amount
    mindest_std: Amount
    ziel_std: Amount


def measured_minutes(published: pl.DataFrame) -> int:
    """Return the mean length of a follow-up talk in a month, in whole minutes, or the substitute if it is hidden.

    `published` are published rows of `mart.kennzahlen` of one month; the figure of the highest unit (`ebene`) is taken.
    """
    highest = next(e for e in ("gesamt", "jobcenter") if e in published["ebene"])
    rows = published.filter(
        pl.col("ebene") == highest, pl.col("kennzahl") == DAUER_KENNZAHL, pl.col("segment") == FOLGEGESPRAECH
    )
    minutes = rows["wert"].to_list()
    return round(minutes[0]) if minutes and minutes[0] else MINUTEN_ANNAHME


def sum_up(published: pl.DataFrame) -> dict[tuple[str, str], Aufwand]:
    """Return what each unit (`ebene`, `einheit_id`) has to spend, in persons and whole hours.

    `published` are published rows of the figures ueberfaellig and gespraechsbedarf with `ebene`, `einheit_id`,
    `kennzahl`, `segment_art`, `segment` (minutes), `zaehler` (persons, null if suppressed) and `gesperrt`.
    """
    faelle: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in published.filter(pl.col("kennzahl").is_in([UEBERFAELLIG, BEDARF])).iter_rows(named=True):
        faelle.setdefault((row["ebene"], row["einheit_id"]), []).append(row)
    return {
        einheit: Aufwand(
            ueberfaellig=_count(rows, UEBERFAELLIG),
            nachholen_std=_hours(rows, UEBERFAELLIG, NACHHOLEN),
            mindest_std=_hours(rows, BEDARF, MINDESTENS),
            ziel_std=_hours(rows, BEDARF, ZIEL),
        )
        for einheit, rows in faelle.items()
    }


def _count(rows: Iterable[Mapping[str, object]], kennzahl: str) -> Amount:
    for z in rows:
        if (z["kennzahl"], z["segment_art"]) == (kennzahl, "gesamt"):
            return Amount(_number(z["zaehler"]), bool(z["gesperrt"]))
    return Amount(0.0)


def _hours(rows: Iterable[Mapping[str, object]], kennzahl: str, art: str) -> Amount:
    """Return whole hours: the exact sum of minutes would give away the counts behind it."""
    alle = _count(rows, kennzahl)
    offen = [z for z in rows if (z["kennzahl"], z["segment_art"], z["gesperrt"]) == (kennzahl, art, False)]
    personen = sum(_number(z["zaehler"]) or 0.0 for z in offen)
    if alle.gesperrt or alle.wert is None or alle.wert - personen > VERDECKT_HOECHSTENS * alle.wert:
        return Amount(None, gesperrt=True)
    minuten = sum((Fraction(str(z["segment"])) * Fraction(_number(z["zaehler"]) or 0) for z in offen), Fraction(0))
    if alle.wert > personen > 0:
        minuten *= Fraction(alle.wert) / Fraction(personen)
    return Amount(float((minuten / 60 + Fraction(1, 2)).__floor__()), rund=alle.wert > personen)


def _number(wert: object) -> float | None:
    return float(wert) if isinstance(wert, int | float) else None
