"""Means over months: ratios of sums, of those months only whose figure may be published."""

from dataclasses import dataclass

import polars as pl

from pipeline.katalog import Kennzahl


@dataclass(frozen=True)
class Mean:
    """A ratio of sums over `monate` published months; `geheim` further ones stay out because they are suppressed.

    `faktor` is that of the figure, by which the ratio is multiplied.
    """

    zaehler: float
    nenner: float
    monate: int
    geheim: int
    faktor: int = 1

    @property
    def wert(self) -> float | None:
        """The figure's value, None where nothing may be published or nobody was counted."""
        return self.faktor * self.zaehler / self.nenner if self.nenner else None

    @property
    def gesperrt(self) -> bool:
        """Tell whether there is no value because all months are suppressed."""
        return self.monate == 0 and self.geheim > 0

    @property
    def mean_nenner(self) -> float | None:
        """The mean denominator of a month: how many persons are behind the ratio."""
        return self.nenner / self.monate if self.monate else None


def mean_of(rows: pl.DataFrame, kennzahl: Kennzahl) -> Mean:
    """Sum up the published months of a figure and one of its segments; a mere count is divided by its months.

    `rows` has a row per month with `zaehler`, `nenner`, `wert` (null if suppressed, each in the figure's unit) and
    `gesperrt`.
    """
    # A month without any case has no value and is no month of the mean.
    offen = rows.filter(~pl.col("gesperrt"), pl.col("wert").is_not_null())
    return Mean(
        zaehler=float(offen["zaehler"].sum()),
        nenner=float(offen["nenner"].fill_null(1.0).sum()),
        monate=offen.height,
        geheim=int(rows["gesperrt"].sum()),
        faktor=kennzahl.faktor,
    )
