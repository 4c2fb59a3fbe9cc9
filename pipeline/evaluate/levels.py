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
class Reihe:
    """The published months of one side: number of the month, value, and weight (what the value is a mean of)."""

    monate: tuple[int, ...]
    werte: tuple[float, ...]
    gewichte: tuple[float, ...]

    @property
    def mittel(self) -> float:
        """The weighted mean, which for a ratio is the ratio of sums."""
        return sum(w * g for w, g in zip(self.werte, self.gewichte, strict=True)) / sum(self.gewichte)

    @property
    def ungleichheit(self) -> float:
        """By how much unequal weights make the mean less certain (Kish); 1 for equal ones."""
        return len(self.gewichte) * sum(g * g for g in self.gewichte) / sum(self.gewichte) ** 2


@dataclass(frozen=True)
class Unterschied:
    """The difference of two levels, its 95 % interval and the probability of one as large by chance."""

    differenz: float
    unten: float
    oben: float
    p: float


@dataclass(frozen=True)
class _Erwartung:
    """What deviations look like under one strength of resemblance, for variance 1."""

    nachbarn: float
    summe: float
    freiheitsgrade: int
    varianzen: tuple[float, float]


def compare_levels(vorher: Reihe, nachher: Reihe) -> Unterschied | None:
    """Return the difference nachher − vorher; None where months that never vary say nothing about chance."""
    differenz = nachher.mittel - vorher.mittel
    abweichungen = [[w - r.mittel for w in r.werte] for r in (vorher, nachher)]
    quadrate = sum(a * a for seite in abweichungen for a in seite)
    if quadrate <= 1e-18 * (1 + vorher.mittel**2):
        return None
    nachbarn = sum(
        a * b
        for seite, reihe in zip(abweichungen, (vorher, nachher), strict=True)
        for a, b, m, n in zip(seite, seite[1:], reihe.monate, reihe.monate[1:], strict=False)
        if n == m + 1
    )
    beobachtet = nachbarn / quadrate + VORSICHT / math.sqrt(len(vorher.werte) + len(nachher.werte))
    tafel = _expectations(vorher.monate, nachher.monate)
    erwartung = max((e for e in tafel if e.nachbarn <= beobachtet), key=lambda e: e.nachbarn, default=tafel[0])
    streuung = quadrate / erwartung.summe
    varianz = streuung * sum(v * r.ungleichheit for v, r in zip(erwartung.varianzen, (vorher, nachher), strict=True))
    fehler = math.sqrt(varianz)
    breite = t_quantile(SICHERHEIT, erwartung.freiheitsgrade) * fehler
    p = t_two_sided(differenz / fehler, erwartung.freiheitsgrade)
    return Unterschied(differenz, differenz - breite, differenz + breite, p)


@cache
def _expectations(vorher: tuple[int, ...], nachher: tuple[int, ...]) -> tuple[_Erwartung, ...]:
    """Return the expectation for each strength of resemblance; units share their months, hence the cache."""
    return tuple(_expect((vorher, nachher), rho) for rho in _RHO)


def _expect(seiten: tuple[tuple[int, ...], tuple[int, ...]], rho: float) -> _Erwartung:
    nachbarn = summe = quadrate = 0.0
    varianzen = []
    for monate in seiten:
        anzahl = len(monate)
        aehnlich = [[rho ** abs(m - n) for n in monate] for m in monate]
        mit_mittel = [sum(zeile) / anzahl for zeile in aehnlich]
        mittel = sum(mit_mittel) / anzahl
        # Covariances of the deviations from the mean of the side.
        rest = [[aehnlich[i][j] - mit_mittel[i] - mit_mittel[j] + mittel for j in range(anzahl)] for i in range(anzahl)]
        nachbarn += sum(rest[i][i + 1] for i in range(anzahl - 1) if monate[i + 1] == monate[i] + 1)
        summe += sum(rest[i][i] for i in range(anzahl))
        quadrate += sum(r * r for zeile in rest for r in zeile)
        varianzen.append(mittel)
    return _Erwartung(nachbarn / summe, summe, max(int(summe * summe / quadrate), 1), (varianzen[0], varianzen[1]))


def t_two_sided(t: float, freiheitsgrade: int) -> float:
    """Return the probability that |T| is at least |t|, in closed form for whole degrees of freedom."""
    winkel = math.atan(abs(t) / math.sqrt(freiheitsgrade))
    cosinus = math.cos(winkel)
    ungerade = freiheitsgrade % 2
    summand = summe = cosinus if ungerade else 1.0
    for k in range(3 if ungerade else 2, freiheitsgrade, 2):
        summand *= cosinus * cosinus * (k - 1) / k
        summe += summand
    if not ungerade:
        return max(1 - math.sin(winkel) * summe, 0.0)
    rest = math.sin(winkel) * summe if freiheitsgrade > 1 else 0.0
    return max(1 - 2 / math.pi * (winkel + rest), 0.0)


@cache
def t_quantile(sicherheit: float, freiheitsgrade: int) -> float:
    """Return the t that |T| exceeds with probability 1 − sicherheit."""
    unten, oben = 0.0, 1.0
    while t_two_sided(oben, freiheitsgrade) > 1 - sicherheit:
        oben *= 2
    for _ in range(80):
        mitte = (unten + oben) / 2
        unten, oben = (mitte, oben) if t_two_sided(mitte, freiheitsgrade) > 1 - sicherheit else (unten, mitte)
    return oben


def holm(wahrscheinlichkeiten: Sequence[float]) -> list[float]:
    """Adjust p values so that the risk of any false alarm among all of them stays what it is for one."""
    anzahl = len(wahrscheinlichkeiten)
    ergebnis, hoechster = [0.0] * anzahl, 0.0
    for rang, nummer in enumerate(sorted(range(anzahl), key=lambda n: wahrscheinlichkeiten[n])):
        hoechster = max(hoechster, min(wahrscheinlichkeiten[nummer] * (anzahl - rang), 1.0))
        ergebnis[nummer] = hoechster
    return ergebnis
