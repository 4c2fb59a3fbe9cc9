"""How much two levels of a monthly series differ, and how sure one may be with few months that resemble each other.

The months before and after a day are taken as two levels with deviations around them that follow a first-order
autoregression: what is high this month is likely to be high in the next. Its strength is estimated from the
deviations, corrected for what an estimate from few months leaves out, and then raised by one and a half standard
errors, because taking it too low is what makes chance look like an effect. From it come the variance of the
difference, its degrees of freedom (Satterthwaite) and a t interval. Several comparisons share their risk (Holm).

Plain Python on purpose: the series have a few dozen months, and a statistics package would outweigh all others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

VORSICHT = 1.5
SICHERHEIT = 0.95
# Beyond this a level would mean nothing: the series wanders.
_RHO = tuple(n / 100 for n in range(98))


@dataclass(frozen=True)
class MonthlySeries:
    """The published months of one side: number of the month, value, and weight (what the value is a mean of)."""

    monate: tuple[int, ...]
    werte: tuple[float, ...]
    gewichte: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The weighted mean, which for a ratio is the ratio of sums."""
        return sum(w * g for w, g in zip(self.werte, self.gewichte, strict=True)) / sum(self.gewichte)

    @property
    def inequality(self) -> float:
        """By how much unequal weights make the mean less certain (Kish); 1 for equal ones."""
        return len(self.gewichte) * sum(g * g for g in self.gewichte) / sum(self.gewichte) ** 2


@dataclass(frozen=True)
class LevelDifference:
    """The difference of two levels, its 95 % interval and the probability of one as large by chance."""

    differenz: float
    unten: float
    oben: float
    p: float


@dataclass(frozen=True)
class _Expectation:
    """What deviations look like under one strength of resemblance, for variance 1."""

    nachbarn: float
    summe: float
    freiheitsgrade: int
    varianzen: tuple[float, float]


def compare_levels(before: MonthlySeries, after: MonthlySeries) -> LevelDifference | None:
    """Return the difference nachher − vorher; None where months that never vary say nothing about chance."""
    differenz = after.mean - before.mean
    abweichungen = [[w - r.mean for w in r.werte] for r in (before, after)]
    quadrate = sum(a * a for side in abweichungen for a in side)
    if quadrate <= 1e-18 * (1 + before.mean**2):
        return None
    nachbarn = sum(
        a * b
        for side, reihe in zip(abweichungen, (before, after), strict=True)
        for a, b, m, n in zip(side, side[1:], reihe.monate, reihe.monate[1:], strict=False)
        if n == m + 1
    )
    beobachtet = nachbarn / quadrate + VORSICHT / math.sqrt(len(before.werte) + len(after.werte))
    tafel = _expectations(before.monate, after.monate)
    erwartung = max((e for e in tafel if e.nachbarn <= beobachtet), key=lambda e: e.nachbarn, default=tafel[0])
    streuung = quadrate / erwartung.summe
    varianz = streuung * sum(v * r.inequality for v, r in zip(erwartung.varianzen, (before, after), strict=True))
    error = math.sqrt(varianz)
    breite = t_quantile(SICHERHEIT, erwartung.freiheitsgrade) * error
    p = t_two_sided(differenz / error, erwartung.freiheitsgrade)
    return LevelDifference(differenz, differenz - breite, differenz + breite, p)


@cache
def _expectations(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[_Expectation, ...]:
    """Return the expectation for each strength of resemblance; units share their months, hence the cache."""
    return tuple(_expect((before, after), rho) for rho in _RHO)


def _expect(sides: tuple[tuple[int, ...], tuple[int, ...]], rho: float) -> _Expectation:
    nachbarn = summe = quadrate = 0.0
    varianzen = []
    for months in sides:
        count = len(months)
        aehnlich = [[rho ** abs(m - n) for n in months] for m in months]
        mit_mittel = [sum(zeile) / count for zeile in aehnlich]
        mittel = sum(mit_mittel) / count
        # Covariances of the deviations from the mean of the side.
        rest = [[aehnlich[i][j] - mit_mittel[i] - mit_mittel[j] + mittel for j in range(count)] for i in range(count)]
        nachbarn += sum(rest[i][i + 1] for i in range(count - 1) if months[i + 1] == months[i] + 1)
        summe += sum(rest[i][i] for i in range(count))
        quadrate += sum(r * r for zeile in rest for r in zeile)
        varianzen.append(mittel)
    return _Expectation(nachbarn / summe, summe, max(int(summe * summe / quadrate), 1), (varianzen[0], varianzen[1]))


def t_two_sided(t: float, degrees: int) -> float:
    """Return the probability that |T| is at least |t|, in closed form for whole degrees of freedom."""
    winkel = math.atan(abs(t) / math.sqrt(degrees))
    cosinus = math.cos(winkel)
    ungerade = degrees % 2
    summand = summe = cosinus if ungerade else 1.0
    for k in range(3 if ungerade else 2, degrees, 2):
        summand *= cosinus * cosinus * (k - 1) / k
        summe += summand
    if not ungerade:
        return max(1 - math.sin(winkel) * summe, 0.0)
    rest = math.sin(winkel) * summe if degrees > 1 else 0.0
    return max(1 - 2 / math.pi * (winkel + rest), 0.0)


@cache
def t_quantile(confidence: float, degrees: int) -> float:
    """Return the t that |T| exceeds with probability 1 − sicherheit."""
    unten, oben = 0.0, 1.0
    while t_two_sided(oben, degrees) > 1 - confidence:
        oben *= 2
    for _ in range(80):
        mitte = (unten + oben) / 2
        unten, oben = (mitte, oben) if t_two_sided(mitte, degrees) > 1 - confidence else (unten, mitte)
    return oben


def holm(probabilities: Sequence[float]) -> list[float]:
    """Adjust p values so that the risk of any false alarm among all of them stays what it is for one."""
    count = len(probabilities)
    result, hoechster = [0.0] * count, 0.0
    for rank, number in enumerate(sorted(range(count), key=lambda n: probabilities[n])):
        hoechster = max(hoechster, min(probabilities[number] * (count - rank), 1.0))
        result[number] = hoechster
    return result
