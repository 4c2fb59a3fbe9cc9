"""What a contact rule asks for as a rate: talks per person and month if its interval is used up, and their length."""

from fractions import Fraction

from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Kontaktregel

# Days become months by the length of a mean month.
TAGE_JE_MONAT = Fraction(365, 12)
# Where neither the rule set nor the month says how long a follow-up talk takes.
MINUTEN_ANNAHME = 45


def gespraeche_per_month(regel: Kontaktregel, *, by_ziel: bool) -> Fraction | None:
    """Return the exact number of talks that a person under this rule has per month; None if it asks for none.

    The minimum counts, or with `by_ziel` the target; a rule that names only one of them gives that one for both. The
    rule's `quelle` names the paragraph of its paper; that intervals are used up, and 365/12 days a month, is no
    paper's.
    """
    minimum = _minimum_rate(regel)
    ziel = Fraction(1) / _months(regel.ziel) if regel.ziel else None
    return (ziel or minimum) if by_ziel else (minimum or ziel)


def _minimum_rate(regel: Kontaktregel) -> Fraction | None:
    if regel.mindest_anzahl:
        return regel.mindest_anzahl.gespraeche / _months(regel.mindest_anzahl.zeitraum)
    frist = regel.mindest_durchschnitt.abstand if regel.mindest_durchschnitt else regel.mindest
    return Fraction(1) / _months(frist) if frist else None


def _months(frist: Frist) -> Fraction:
    return Fraction(frist.monate) if frist.monate else frist.tage / TAGE_JE_MONAT
