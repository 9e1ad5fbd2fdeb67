"""The numerical side of NCE against the exact expansions and scipy."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize

from theory.nce_variance import variance_ratio
from verify.errors import UsageError
from verify.nce_limits import asymptotic_covariance, estimates, learned, minimiser, risk

P, Q = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.4, 0.3, 0.2, 0.1])
F = np.array([2.0, 1.0, 0.0, -1.0])
WRONG = np.stack([F, np.ones(4)], axis=1)


@pytest.mark.parametrize("k", [1.0, 7.0, np.inf])
def test_newton_finds_what_scipy_finds(k):
    found = minimize(lambda x: risk(WRONG @ x, P, Q, k), np.zeros(2), method="BFGS", options={"gtol": 1e-10}).x
    np.testing.assert_allclose(minimiser(P, Q, k, WRONG), found, atol=1e-6)


@pytest.mark.parametrize("k", [1.0, 7.0, np.inf])
def test_the_gradient_vanishes_though_the_last_steps_change_the_risk_by_less_than_its_rounding(k):
    for scale in np.linspace(0.1, 4, 40):
        design = np.stack([scale * F, np.ones(4)], axis=1)
        theta, h = minimiser(P, Q, k, design), 1e-4
        slopes = [risk(design @ (theta + d), P, Q, k) - risk(design @ (theta - d), P, Q, k) for d in h * np.eye(2)]
        np.testing.assert_allclose(slopes, 0, atol=2e-11)


def test_with_all_scores_free_the_data_is_learned_at_every_k():
    for k in (1.0, 3.0, 1e6, np.inf):
        np.testing.assert_allclose(learned(minimiser(P, Q, k, np.eye(4))), P, atol=1e-10)


def test_the_limit_is_maximum_likelihood():
    t = learned(WRONG @ minimiser(P, Q, np.inf, WRONG))
    assert t @ F == pytest.approx(P @ F, abs=1e-12)


def test_the_covariance_is_the_exact_one():
    p, q, f = (tuple(Fraction(round(10 * x), 10) for x in row) for row in (P, Q, F))
    limit = asymptotic_covariance(P, Q, np.inf, WRONG)[0, 0]
    assert limit == pytest.approx(1 / (P @ F**2 - (P @ F) ** 2), rel=1e-12)
    for k in (1, 5):
        ratio = asymptotic_covariance(P, Q, float(k), WRONG)[0, 0] / limit
        assert ratio == pytest.approx(float(variance_ratio(p, q, f, k)), rel=1e-10)


def test_simulated_estimates_have_that_covariance():
    n, replicates = 20_000, 5000
    moved = estimates(P, Q, 2, WRONG, n, replicates, np.random.default_rng(3))
    predicted = asymptotic_covariance(P, Q, 2.0, WRONG)
    np.testing.assert_allclose(n * np.cov(moved.T), predicted, rtol=6 * np.sqrt(2 / replicates), atol=0.02)


def test_chances_must_be_positive():
    with pytest.raises(UsageError, match="q: expected positive chances"):
        minimiser(P, np.array([0.5, 0.5, 0.0, 0.0]), 1.0, WRONG)
