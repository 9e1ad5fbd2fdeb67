"""Losses of a pair from three sums: gradients, errors and minimisers against plain numbers."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from theory import pair_loss as theory
from theory.expansion import N
from verify.seeds import generator


def rg2(n, log, o_y, total, squares):
    return log(n) - Fraction(1, 2) - o_y + (squares + 2 * total + n) / (2 * n)


def rgx(n, log, o_y, total, squares):
    return rg2(n, log, o_y, total, squares) - total**2 / (2 * n**2)


def numbers(loss, o):
    return float(loss(len(o), np.log, o[0], o.sum(), o @ o))


SCORES = [(Fraction(1), Fraction(-1, 2), Fraction(2)), (Fraction(3), Fraction(0)), (Fraction(1, 4),) * 4]


@pytest.mark.parametrize("scores", SCORES)
@pytest.mark.parametrize("loss", [rg2, rgx])
def test_the_gradient_s_error_is_that_of_finite_differences(loss, scores):
    o, h = np.array(scores, dtype=float), 1e-6
    gradient = np.array([(numbers(loss, o + h * e) - numbers(loss, o - h * e)) / (2 * h) for e in np.eye(len(o))])
    exact = softmax(o) - np.eye(len(o))[0]
    assert float(theory.gradient_error(loss, scores)) == pytest.approx(((gradient - exact) ** 2).sum(), abs=1e-8)


@pytest.mark.parametrize("scores", SCORES)
def test_the_error_is_the_softmax_loss_minus_the_loss(scores):
    o = np.array(scores, dtype=float)
    assert float(theory.error(rgx, scores)) == pytest.approx(logsumexp(o) - o[0] - numbers(rgx, o), abs=1e-12)


def test_the_leading_error_is_of_third_order_for_rgx_and_of_second_for_rg2():
    assert theory.leading_error(rg2, SCORES[0]) == (2, sp.Rational(25, 72))
    order, size = theory.leading_error(rgx, SCORES[0])
    o, t = np.array(SCORES[0], dtype=float), 1e-3
    assert order == 3
    assert abs(logsumexp(t * o) - t * o[0] - numbers(rgx, t * o)) / t**3 == pytest.approx(float(size), rel=1e-2)
    assert theory.leading_error(rgx, SCORES[2]) is None


def test_over_balls_the_greatest_error_of_rgx_is_no_larger():
    random = generator("pair-loss")
    for n in (3, 10):
        o = random.normal(size=(300, n))
        for radius in (1.0, 10.0):
            points = radius * o / np.linalg.norm(o, axis=1, keepdims=True)
            points = np.vstack([points, points - points.mean(1, keepdims=True)])
            worst = [max(abs(logsumexp(x) - x[0] - numbers(loss, x)) for x in points) for loss in (rgx, rg2)]
            assert worst[0] <= worst[1] + 1e-12


@pytest.mark.parametrize("loss", [rg2, rgx])
def test_the_stated_minimiser_is_the_one_that_a_search_finds(loss):
    eta = np.array([0.6, 0.3, 0.1, 0.0])

    def risk(o):
        return float(loss(len(o), np.log, float(eta @ o), float(o.sum()), float(o @ o)))

    found = minimize(risk, np.zeros(4), tol=1e-12)
    assert found.fun == pytest.approx(np.log(4) + 0.5 - 2 * (eta**2).sum(), abs=1e-8)
    assert found.x - found.x.mean() == pytest.approx(4 * eta - 1, abs=1e-5)


def test_arguments_hold_for_the_losses_and_not_for_slips():
    square = sp.Symbol("E", positive=True)
    least = sp.log(N) + sp.Rational(1, 2) - N * square / 2
    assert theory.gradient_argument(rgx, rg2).holds
    assert theory.centring_argument(rgx, rg2).holds
    assert theory.local_argument(rgx, rg2).holds
    assert theory.minimum_argument(rg2, lambda n, eta: n * eta - 1, least, unique=True).holds
    assert theory.minimum_argument(rgx, lambda n, eta: n * eta - 1, least, unique=False).holds
    assert not theory.minimum_argument(rgx, lambda n, eta: n * eta - 1, least, unique=True).holds
    assert not theory.minimum_argument(rg2, lambda n, eta: n * eta, least, unique=True).holds
    assert not theory.gradient_argument(rg2, rgx).holds
    assert not theory.centring_argument(rg2, rgx).holds


def test_degree_two_is_told_from_more():
    assert theory.is_quadratic(rgx)
    assert not theory.is_quadratic(lambda n, log, y, s, q: rg2(n, log, y, s, q) + q**2)
    assert not theory.is_quadratic(lambda n, log, y, s, q: rg2(n, log, y, s, q) + sp.exp(y))
