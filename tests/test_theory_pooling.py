"""Separable regularisers: orders of least risk and the cost of a pair out of order, against other computations."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory import pooling
from theory.bregman import merge_cost
from theory.fenchel_young import entmax_loss
from theory.intervals import sign
from theory.least_risk import argument, orders
from theory.surrogates import ADAPTED, ENTMAX, PERCEPTRON, RANKMAX, SOFTMAX, SPARSEMAX, Separable
from verify.seeds import generator

ETA = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6), Fraction(0))


@pytest.mark.parametrize("loss", [SOFTMAX, SPARSEMAX, ENTMAX, RANKMAX])
def test_scores_of_least_risk_have_the_order_of_the_chances(loss):
    assert list(orders(loss, ETA)) == [(3, 2, 1, 0)] * len(loss.samples)
    assert list(orders(loss, (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)))) == [(2, 0, 0)] * len(loss.samples)


def test_a_prior_and_weights_and_no_regulariser_change_the_order():
    assert list(orders(Separable(lambda x, y, _t, _log: y * x), ETA[:2])) == [(0, 1)]
    assert list(orders(Separable(lambda x, y, _t, log: log(x) + log(y)), ETA[:2])) == [(0, 1)]
    assert list(orders(PERCEPTRON, ETA)) == [(0, 0, 0, 0)]


@pytest.mark.parametrize("loss", [SOFTMAX, SPARSEMAX, ENTMAX, RANKMAX])
def test_every_step_holds_for_the_family(loss):
    assert argument(loss).holds
    assert pooling.cheapest_pair_argument(loss).holds


@pytest.mark.parametrize(
    "slope",
    [
        lambda x, _y, _t, _log: 0 * x,
        lambda x, _y, _t, _log: -x,
        lambda x, y, _t, _log: y * x,
        lambda x, _y, _t, _log: sp.Max(x - sp.Rational(1, 3), 0),
        lambda x, _y, _t, _log: -1 / x**2,
    ],
)
def test_the_argument_fails_where_its_hypotheses_do(slope):
    """No curvature, concave, different terms, a dead zone, and a term that is infinite at 0."""
    assert not argument(Separable(slope)).holds


def test_traits_of_regularisers():
    assert pooling.strictly_convex(SOFTMAX)
    assert not pooling.strictly_convex(PERCEPTRON)
    assert pooling.same_terms(PERCEPTRON)
    assert not pooling.same_terms(Separable(lambda x, y, _t, _log: y * x))


def test_the_argument_for_adapted_rankmax_is_another():
    assert argument(ADAPTED).holds
    assert argument(ADAPTED).text != argument(SPARSEMAX).text


def test_places_tell_close_numbers_apart_and_equal_ones_not():
    close = sp.log(2) + sp.Rational(1, 10**60)
    assert pooling.places([sp.log(2), close, sp.log(4) / 2, -sp.oo]) == (1, 3, 1, 0)


@pytest.mark.parametrize(("a", "b"), [(Fraction(3, 5), Fraction(1, 5)), (Fraction(1, 2), Fraction(0))])
def test_the_cost_of_softmax_is_the_one_of_merging_and_that_of_sparsemax_a_quarter_of_the_square(a, b):
    merged = merge_cost(sp.Rational(str(a)), sp.Rational(str(b)), sp.log)
    assert sign(pooling.pair_cost(SOFTMAX, a, b, Fraction(1)) - merged) == 0
    assert pooling.pair_cost(SPARSEMAX, a, b, Fraction(1)) == sp.Rational(str((a - b) ** 2 / 4))


@pytest.mark.parametrize("t", [0.25, 0.5, 1.0, 2.0])
def test_random_scores_with_a_pair_out_of_order_cost_at_least_what_pooling_says(t):
    """Scores near the proved optimum, which is attained."""
    eta = np.array([0.5, 0.3, 0.2])
    cost = float(pooling.pair_cost(ENTMAX, Fraction(1, 2), Fraction(3, 10), Fraction(t)))
    pooled = np.array([0.4, 0.4, 0.2]) ** t / t
    assert entmax_loss(pooled, eta, 1 + t) == pytest.approx(cost, rel=1e-9)
    for step in generator(f"pooling {t}").normal(scale=0.3, size=(300, 3)):
        s = pooled + step
        s[0] = min(s[0], s[1])
        assert entmax_loss(s, eta, 1 + t) >= cost - 1e-12
