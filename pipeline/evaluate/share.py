"""Who makes up a mean: how much of its sum and of its persons each class has, because a mean alone misleads.

Shares are only ever computed from numbers that may be published.
"""

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


def _part(amount: float | None, whole: float | None) -> float | None:
    return amount / whole if amount is not None and whole else None
