"""Two levels of a series: intervals worked out by hand, and noise that stays noise."""

import math
import random

import pytest

from pipeline.evaluate.difference import MonthlySeries, compare_levels, holm, t_quantile, t_two_sided


def series(werte, ab=0, gewichte=None):
    return MonthlySeries(tuple(range(ab, ab + len(werte))), tuple(werte), tuple(gewichte or [1.0] * len(werte)))


@pytest.mark.parametrize(
    ("freiheitsgrade", "t"), [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042)]
)
def test_t_as_in_the_tables(freiheitsgrade, t):
    assert t_quantile(0.95, freiheitsgrade) == pytest.approx(t, abs=0.0005)
    assert t_two_sided(t, freiheitsgrade) == pytest.approx(0.05, abs=0.0001)


def test_independent_months_worked_out_by_hand():
    # Months that alternate resemble each other less than independent ones: no resemblance is assumed then.
    # Sum of squares 6 + 6, 10 degrees of freedom: variance 1,2; of the difference 1,2 (1/6 + 1/6) = 0,4.
    # Interval: 10 ± 2,228 · √0,4 = 10 ± 1,409
    unterschied = compare_levels(series([9, 11, 9, 11, 9, 11]), series([19, 21, 19, 21, 19, 21], ab=6))
    assert unterschied.differenz == 10
    assert (unterschied.unten, unterschied.oben) == pytest.approx((8.591, 11.409), abs=0.0005)


def test_months_that_resemble_each_other_say_less():
    springend, traege = [9, 11, 9, 11, 9, 11], [9, 9, 9, 11, 11, 11]
    breiten = []
    for werte in (springend, traege):
        u = compare_levels(series(werte), series([w + 10 for w in werte], ab=6))
        breiten.append(u.oben - u.unten)
    assert breiten[1] > 3 * breiten[0]


def test_a_gap_ends_the_resemblance_of_neighbours():
    traege = [9, 9, 9, 11, 11, 11]
    dicht = compare_levels(series(traege), series(traege, ab=6))
    mit_luecke = MonthlySeries((0, 1, 2, 14, 15, 16), tuple(map(float, traege)), (1.0,) * 6)
    weit = compare_levels(mit_luecke, MonthlySeries((30, 31, 32, 44, 45, 46), mit_luecke.werte, (1.0,) * 6))
    assert dicht.oben != weit.oben


def test_weights_make_the_mean_a_ratio_of_sums_and_cost_certainty():
    # 1/10 and 9/30: 10 / 40, not the mean 0,2
    assert series([0.1, 0.3], gewichte=[10, 30]).mean == pytest.approx(0.25)
    # 2 (100 + 900) / 1600
    assert series([0.1, 0.3], gewichte=[10, 30]).inequality == 1.25


def test_months_that_never_vary_allow_no_judgement():
    assert compare_levels(series([1.0] * 6), series([0.5] * 6, ab=6)) is None


@pytest.mark.parametrize("rho", [0.0, 0.6, 0.9])
@pytest.mark.parametrize("monate", [(4, 4), (12, 5), (12, 12)])
def test_noise_is_rarely_called_a_change(rho, monate):
    """Of series without any change at most one in twenty may look like one, however much months resemble each other."""
    wuerfel, laeufe = random.Random(7), 500
    falsch = 0
    for _ in range(laeufe):
        werte = [wuerfel.gauss(0, 1)]
        while len(werte) < sum(monate):
            werte.append(rho * werte[-1] + math.sqrt(1 - rho * rho) * wuerfel.gauss(0, 1))
        falsch += compare_levels(series(werte[: monate[0]]), series(werte[monate[0] :], ab=monate[0])).p < 0.05
    assert falsch / laeufe <= 0.05


def test_a_large_change_is_found():
    wuerfel = random.Random(7)
    gefunden = 0
    for _ in range(100):
        werte = [wuerfel.gauss(0, 1) + (5 if n >= 12 else 0) for n in range(24)]
        gefunden += compare_levels(series(werte[:12]), series(werte[12:], ab=12)).p < 0.002
    assert gefunden > 90


def test_several_comparisons_share_their_risk():
    # 3 · 0,01; then 2 · 0,03; then 1 · 0,04, but never less than before
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.6]) == [1.0, 1.0]
    assert holm([]) == []
