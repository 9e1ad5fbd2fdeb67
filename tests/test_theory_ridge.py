"""Minima under a ridge, and the border for three items, against scipy's minimisers over all scores."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp

from theory import ridge as theory
from theory.intervals import enclose
from verify.seeds import generator


def least(n, ridge, loss):
    random = generator("ridge", n)
    objective = [minimize(lambda o: loss(o) + ridge * o @ o, random.normal(size=n), tol=1e-12).fun for _ in range(3)]
    assert np.ptp(objective) < 1e-7
    return min(objective)


def softmax(o):
    return logsumexp(o) - o[0]


def rg2(o):
    return np.log(len(o)) - o[0] + o.mean() + o @ o / (2 * len(o))


@pytest.mark.parametrize("n", [2, 3, 5, 12])
@pytest.mark.parametrize("ridge", [Fraction(1, 100), Fraction(1, 2)])
def test_minima_are_those_that_a_search_over_all_scores_finds(n, ridge):
    t = theory.near_minimiser(n, ridge)
    floor = float(enclose(theory.softmax_floor(n, ridge, t)).mid())
    ceiling = float(enclose(theory.softmax_ridge(n, Fraction(ridge), Fraction(t))).mid())
    assert floor <= ceiling
    assert floor == pytest.approx(least(n, float(ridge), softmax), abs=1e-7)
    assert ceiling == pytest.approx(floor, abs=1e-12)
    exact = theory.quadratic_minimum(n, Fraction(1, 2 * n), ridge)
    assert float(enclose(exact).mid()) == pytest.approx(least(n, float(ridge), rg2), abs=1e-7)


@pytest.mark.parametrize("t", [Fraction(0), Fraction(1, 5), Fraction(2)])
def test_every_point_gives_a_lower_bound(t):
    bound = float(enclose(theory.softmax_floor(4, Fraction(1, 10), t)).mid())
    assert bound <= least(4, 0.1, softmax) + 1e-9


def test_every_step_of_the_argument_holds():
    assert [step.says for step in theory.minima_argument().steps if not step.holds] == []


@pytest.mark.parametrize(("n", "ridge", "sign"), [(3, "0.0154", -1), (3, "0.0156", 1), (4, "0.0001", 1), (2, "1", -1)])
def test_the_order_of_the_minima(n, ridge, sign):
    found = least(n, float(ridge), softmax) - least(n, float(ridge), rg2)
    assert np.sign(found) == sign
    assert theory.difference_sign(n, Fraction(ridge)) == sign


@pytest.mark.parametrize("argument", [theory.norm_argument, theory.factors_argument])
def test_every_step_about_norms_holds(argument):
    assert [step.says for step in argument().steps if not step.holds] == []


@pytest.mark.parametrize("n", [2, 5])
@pytest.mark.parametrize("ridge", [0.01, 1.0, 100.0])
def test_the_optimum_is_within_the_stated_norm_and_the_slope_tells_its_side(n, ridge):
    found = minimize(lambda o: softmax(o) + ridge * o @ o, np.zeros(n), tol=1e-14).x
    square = float(found @ found)
    assert 4 * ridge**2 * square < 1 - 1 / n
    exact = Fraction(ridge)
    for factor, sign in ((Fraction(9, 10), -1), (Fraction(11, 10), 1)):
        slope = theory.ridge_slope(n, exact, factor * Fraction(square))
        assert np.sign(float(slope)) == sign


def test_factors_no_worse_than_zero_keep_the_scores_within_the_stated_norm():
    random = generator("ridge-factors")
    for _ in range(300):
        M, n, ridge = int(random.integers(1, 5)), int(random.integers(2, 6)), float(random.exponential(0.2))
        P, Q = random.normal(size=(M, 2)), random.normal(size=(n, 2))
        scores = P @ Q.T
        loss = np.mean([logsumexp(o) - o.max() for o in scores]) + ridge * ((P**2).sum() + (Q**2).sum())
        if loss <= np.log(n):
            assert np.linalg.norm(scores) <= np.log(n) / (2 * ridge)
