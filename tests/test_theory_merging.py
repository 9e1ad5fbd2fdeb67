"""What a wrong top costs, against an adversary that minimises over wrong scores."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from theory import merging
from theory.fenchel_young import entmax_loss
from verify.seeds import generator

ALPHAS = [Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)]
ETAS = [
    (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)),
    (Fraction(2, 5), Fraction(2, 5), Fraction(1, 5)),
    (Fraction(3, 7), Fraction(3, 7), Fraction(1, 14), Fraction(1, 14)),
    (Fraction(2, 3), Fraction(1, 3), Fraction(0)),
]


def cost(eta, alpha):
    a, b = max(eta), max(eta[i] for i in merging.wrong_classes(eta))
    return float(merging.mixing_cost(*(sp.Rational(str(x)) for x in (a, b, eta.count(a), alpha))))


@pytest.mark.parametrize(("eta", "alpha"), [*((e, a) for e in ETAS for a in ALPHAS[:3]), (ETAS[0], ALPHAS[3])])
def test_an_adversary_comes_down_to_the_cost_and_no_further(eta, alpha):
    """Wrong scores are written as those of a class b, and of the others below it by a square."""
    q, random, best = np.array([float(e) for e in eta]), generator(f"merging {eta} {alpha}"), np.inf
    for b in merging.wrong_classes(eta):

        def excess(x, b=b):
            z = -(x**2)
            z[b] = 0
            return entmax_loss(z, q, float(alpha))

        starts = random.normal(size=(2, len(eta)))
        options = {"maxiter": 400}
        best = min(best, *(minimize(excess, x, method="Nelder-Mead", options=options).fun for x in starts))
    assert cost(eta, alpha) - 1e-12 <= best <= cost(eta, alpha) + 1e-4


@pytest.mark.parametrize("alpha", ALPHAS)
def test_the_enclosure_is_the_cost(alpha):
    for eta in ETAS:
        assert float(merging.excess_at_least(eta, alpha).mid()) == pytest.approx(cost(eta, alpha))


def test_merging_keeps_the_sum():
    assert merging.merged(ETAS[1], 2) == [Fraction(1, 3)] * 3
    assert sum(merging.merged(ETAS[2], 3)) == 1


def test_for_alpha_above_2_many_classes_undercut_the_bound_of_two():
    eta = (Fraction(2, 5), *[Fraction(1, 5)] * 3)
    half = [sp.Rational(3, 5), sp.Rational(2, 5), sp.Integer(1)]
    for alpha, under in ((Fraction(3), True), (Fraction(3, 2), False)):
        two = float(merging.mixing_cost(*half, sp.Rational(str(alpha))))
        assert (cost(eta, alpha) < two) == under


@pytest.mark.parametrize("argument", [merging.cost_argument(), merging.regret_argument(), merging.minimiser_argument()])
def test_every_step_holds(argument):
    assert argument.holds
