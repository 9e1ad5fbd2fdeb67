"""Negative sampling against NCE, and NCE's variance, against the float losses and a numerical search."""

from fractions import Fraction
from math import log

import numpy as np
import pytest
from scipy.optimize import minimize

from theory import sampled
from theory.nce_sums import K, P, Q
from theory.nce_variance import entry_variance, noise_steps, ratio_steps, support_steps, variance_ratio
from theory.negative_sampling import exp_loss, exp_nce_loss, learned, learned_steps, loss_steps

ODDS = tuple(map(Fraction, (3, 1, 2)))
PROPOSAL = (Fraction(1, 6), Fraction(1, 3), Fraction(1, 2))
LIKES, NOISE = np.array([0.1, 0.2, 0.7]), np.array([0.5, 0.3, 0.2])


@pytest.mark.parametrize("steps", [loss_steps, learned_steps, ratio_steps, noise_steps, support_steps])
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps())


def test_the_losses_are_those_in_floating_point():
    scores, q = np.log(np.array([3.0, 1.0, 2.0])), np.array([1 / 6, 1 / 3, 1 / 2])
    for y, draws in ((0, (1,)), (2, (0, 2, 2))):
        assert log(exp_loss(ODDS, y, draws)) == pytest.approx(sampled.negative_sampling_loss(scores, y, draws))
        assert log(exp_nce_loss(ODDS, PROPOSAL, y, draws)) == pytest.approx(sampled.nce_loss(scores, q, y, draws))


@pytest.mark.parametrize("k", [1, 7])
def test_a_search_finds_what_is_learned(k):
    def risk(u):
        return LIKES @ np.logaddexp(0, -u) + k * NOISE @ np.logaddexp(0, u)

    found = np.exp(minimize(risk, np.zeros(3), method="BFGS", options={"gtol": 1e-9}).x)
    exact = [float(learned().subs({P: a, Q: b, K: k})) for a, b in zip(LIKES, NOISE, strict=True)]
    np.testing.assert_allclose(found, exact, rtol=1e-4)


def test_the_order_learned_is_not_that_of_the_data():
    learned_odds = [float(learned().subs({P: a, Q: b, K: 1})) for a, b in ((0.6, 0.9), (0.4, 0.1))]
    assert learned_odds[0] < learned_odds[1]


def test_the_variance_of_an_entry_is_that_of_draws():
    k, rng = 3, np.random.default_rng(7)
    p, q = Fraction(1, 10), Fraction(1, 2)
    h = float(p / (p + k * q))
    labels, draws = rng.random(400_000) < float(p), rng.binomial(k, float(q), 400_000)
    entries = draws * h - np.where(labels, 1 - h, 0.0)
    assert entries.var() == pytest.approx(float(entry_variance(p, q, k)), rel=0.02)


def test_the_ratio_of_variances_stays_between_its_bounds():
    rng = np.random.default_rng(8)
    for _ in range(50):
        p, q = (tuple(Fraction(int(x), int(row.sum())) for x in row) for row in rng.integers(1, 30, size=(2, 4)))
        f = tuple(Fraction(int(x)) for x in rng.permutation(4))
        k = int(rng.integers(1, 9))
        ratio = variance_ratio(p, q, f, k)
        assert 1 <= ratio <= 1 + max(a / b for a, b in zip(p, q, strict=True)) / k


def test_a_constant_statistic_has_no_variance():
    half = (Fraction(1, 2), Fraction(1, 2))
    assert variance_ratio(half, half, (Fraction(1), Fraction(1)), 2) is None
    assert variance_ratio(half, half, (Fraction(1), Fraction(-1)), 2) == Fraction(3, 2)
