"""How often a contact rule asks for a talk, as a number that hours are reckoned from."""

from fractions import Fraction

from pipeline.regelwerk.files import find_regelwerk
from pipeline.regelwerk.rate import gespraeche_per_month


def rule(werk: str, kennung: str):
    return next(r for r in find_regelwerk(werk).kontaktregel if r.id == kennung)


def per_month(werk: str, kennung: str, *, nach_ziel: bool = False) -> Fraction | None:
    return gespraeche_per_month(rule(werk, kennung), by_ziel=nach_ziel)


def test_talks_per_month_of_every_kind_of_rule():
    assert per_month("lichtenberg-2022", "alle") == Fraction(1, 6)
    # 180 days are 180 · 12 / 365 months
    assert per_month("weinstrasse-2023", "alle") == Fraction(365, 12 * 180)
    assert per_month("weinstrasse-2023", "ohne_vorgabe") is None
    # target 90, minimum 180 days
    assert per_month("bremen-2022", "arbeitslos_ue25") == Fraction(365, 12 * 180)
    assert per_month("bremen-2022", "arbeitslos_ue25", nach_ziel=True) == Fraction(365, 12 * 90)
    # only a target: it counts for both
    assert per_month("bremen-2022", "massnahme") == Fraction(365, 12 * 180)
    # four talks in six months
    assert per_month("ba-empfehlung-2010", "M") == Fraction(4, 6)
    # on average every six weeks
    assert per_month("beratungsaktivitaet-2024", "turbo", nach_ziel=True) == Fraction(365, 12 * 42)
