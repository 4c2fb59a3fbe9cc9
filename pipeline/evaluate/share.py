"""Who makes up a mean: how much of its sum and of its persons each class has, because a mean alone misleads.

Shares are only ever computed from numbers that may be published.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.evaluate.einheit import Einheit
from pipeline.katalog import Kennzahl


@dataclass(frozen=True)
class Share:
    """A class with its sums, and which part of the whole they are (0 to 1).

    All is None where the class is suppressed (`gesperrt`), a share also where the whole is nothing.
    """

    titel: str
    zaehler: float | None
    nenner: float | None
    zaehler_anteil: float | None
    nenner_anteil: float | None
    gesperrt: bool

    @property
    def excess(self) -> float:
        """How much larger its share of the sum is than that of the persons; 0 where it has none."""
        if self.zaehler_anteil is None or self.nenner_anteil is None:
            return 0.0
        return self.zaehler_anteil - self.nenner_anteil


def find_shares(einheit: Einheit, kennzahl: Kennzahl) -> tuple[Share, ...]:
    """Return the classes that the figure's `anteile` name; none where the whole is suppressed or not there."""
    total = einheit.find(kennzahl.id)
    if kennzahl.anteile is None or total is None or total.gesperrt:
        return ()
    own = [z for z in einheit.zeilen if (z.kennzahl.id, z.segment_art) == (kennzahl.id, kennzahl.anteile.nach)]
    return tuple(
        Share(
            titel=z.segment_titel,
            zaehler=z.zaehler,
            nenner=z.nenner,
            zaehler_anteil=_part(z.zaehler, total.zaehler),
            nenner_anteil=_part(z.nenner, total.nenner),
            gesperrt=z.gesperrt,
        )
        for z in own
    )


def find_leading(shares: Sequence[Share]) -> Share | None:
    """Return the class that has most of the sum beyond its part of the persons; `shares` are all classes of a figure.

    None if no class has more than its persons, or if one that is suppressed may have more than any that is shown.
    """
    most = max(shares, key=lambda s: s.excess)
    return most if most.excess > max(0.0, _hidden_excess(shares)) else None


def _hidden_excess(shares: Sequence[Share]) -> float:
    """Return what the suppressed classes can have at most beyond their persons: of one alone it is what is left."""
    hidden = sum(s.gesperrt for s in shares)
    rest = 1 - sum(s.zaehler_anteil or 0.0 for s in shares)
    if hidden == 1:
        rest -= 1 - sum(s.nenner_anteil or 0.0 for s in shares)
    return rest if hidden else 0.0


def _part(amount: float | None, whole: float | None) -> float | None:
    return amount / whole if amount is not None and whole else None
