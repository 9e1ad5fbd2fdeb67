"""The risk of label-adapted Rankmax and the weak orderings of least risk, against the float loss and against search."""

from fractions import Fraction

import numpy as np
import pytest

from theory.fenchel_young import rankmax_loss
from theory.intervals import sign
from theory.order import discordant
from theory.rankmax_calibration import WITNESS
from theory.rankmax_risk import excess_sums, least, levels_argument, risk, risk_ball, swap_argument
from verify.seeds import generator


def test_every_step_of_the_argument_holds():
    assert levels_argument().holds
    assert swap_argument().holds


def test_the_risk_is_that_of_the_float_loss():
    eta, s = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), (Fraction(3, 2), Fraction(1), Fraction(-1, 4))
    z = np.array([float(x) for x in s])
    expected = sum(float(e) * rankmax_loss(z, y) for y, e in enumerate(eta))
    assert float(risk(s, eta)) == pytest.approx(expected, rel=1e-14)
    assert float(risk_ball(s, eta)) == pytest.approx(expected, rel=1e-14)
    assert excess_sums((0, 1, 2)) == [6, 3, 1]


def test_two_classes_go_to_the_margin():
    assert least((Fraction(3, 5), Fraction(2, 5))) == [(1, 0)]
    assert sorted(least((Fraction(1, 2), Fraction(1, 2)))) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("n", [2, 3, 4])
def test_no_random_scores_have_less_risk_than_the_best_weak_ordering(n):
    random = generator(f"rankmax risk {n}")
    for _ in range(20):
        parts = random.integers(1, 12, size=n)
        eta = tuple(Fraction(int(x), int(parts.sum())) for x in parts)
        best = float(risk_ball(least(eta)[0], eta))
        p = parts / parts.sum()
        for s in random.uniform(-n, n, size=(100, n)):
            assert sum(e * rankmax_loss(s, y) for y, e in enumerate(p)) >= best - 1e-12


def test_least_risk_never_reverses_two_classes_but_may_tie_them():
    random, tied = generator("rankmax reversal"), 0
    for _ in range(60):
        parts = random.integers(1, 30, size=4)
        eta = tuple(Fraction(int(x), int(parts.sum())) for x in parts)
        for s in least(eta):
            pairs = discordant(s, eta)
            assert all(s[a] == s[b] for a, b in pairs)
            tied += bool(pairs)
    assert tied > 5


def test_the_top_two_of_six_classes_are_tied_by_a_proved_margin():
    assert least(WITNESS) == [(2, 2, 1, 1, 1, 0)]
    assert sign(risk((3, 2, 1, 1, 1, 0), WITNESS) - risk((2, 2, 1, 1, 1, 0), WITNESS)) == 1


def test_risks_that_tie_are_all_returned():
    """Three equal chances: any one class on top of the two others."""
    assert sorted(least((Fraction(1, 3),) * 3)) == [(0, 0, 1), (0, 1, 0), (1, 0, 0)]
