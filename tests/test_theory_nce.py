"""NCE's population risk: its expansions in 1/k against numerical minimisation, finite differences and simulation."""

from fractions import Fraction
from math import log

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from theory import nce, nce_orders, nce_sums
from theory.nce_normaliser import clamped_steps, learned_clamped, learned_shared, shared_steps

P, Q = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.4, 0.3, 0.2, 0.1])
T, F = np.array([1, 2, 1, 4]) / 8, np.array([2.0, 1.0, 0.0, -1.0])
K = 4096


def risk(log_odds, p, q, k):
    x = log_odds - np.log(k * q)
    return p @ np.logaddexp(0, -x) + k * q @ np.logaddexp(0, x)


def minimiser(function, size):
    found = minimize(function, np.zeros(size), method="BFGS", options={"gtol": 1e-9})
    return found.x


def coefficient(of, t=T):
    rows = [[Fraction(x).limit_denominator(1000) for x in row] for row in (P, Q, t, F)]
    S = nce_sums.RationalClasses(*rows, centred=nce_orders.is_centred(of))
    return [float(S.value(c)) for c in nce_orders.coefficients(of)]


@pytest.mark.parametrize("of", ["value", "gradient", "variance", "misspecified", "excess"])
def test_every_step_is_executed_and_holds(of):
    assert all(step.holds for step in nce_orders.steps(of))
    assert nce_orders.coefficients(of)[0] == 0


@pytest.mark.parametrize("steps", [nce.value_steps, nce.growth_steps, clamped_steps, shared_steps])
def test_every_other_argument_holds_too(steps):
    assert all(step.holds for step in steps())


@pytest.mark.parametrize("k", [1, 3])
def test_a_search_over_all_scores_finds_the_data(k):
    np.testing.assert_allclose(np.exp(minimiser(lambda u: risk(u, P, Q, k), 4)), P, atol=1e-5)


def test_the_value():
    constant = (1 + K) * log(1 + K) - K * log(K)
    deviation = risk(np.log(P), P, Q, K) - constant - P @ np.log(Q) + P @ np.log(P)
    assert K * deviation == pytest.approx(coefficient("value", P)[1], rel=5e-3)


def test_the_gradient():
    step = 1e-5
    slope = (risk(np.log(T) + step * F, P, Q, K) - risk(np.log(T) - step * F, P, Q, K)) / (2 * step)
    assert K * (slope - F @ (T - P)) == pytest.approx(coefficient("gradient")[1], rel=5e-3)


def test_the_variance_is_that_of_many_simulated_estimates():
    """One statistic, k = 2: Newton's root of the empirical score, 4,000 times; 6 standard errors of a variance."""
    k, n, replicates = 2, 20_000, 4000
    rng = np.random.default_rng(5)
    data = rng.multinomial(n, P, size=replicates) / n
    noise = rng.multinomial(k * n, Q, size=replicates) / n
    design = np.stack([F, np.ones(4)], axis=1)
    theta = np.zeros((replicates, 2))
    for _ in range(6):
        h = 1 / (1 + k * Q / (P * np.exp(theta @ design.T)))
        gradient = (-data * (1 - h) + noise * h) @ design
        hessian = np.einsum("ri,ia,ib->rab", (data + noise) * h * (1 - h), design, design)
        theta -= np.linalg.solve(hessian, gradient[..., None])[..., 0]
    w = k * Q / (P + k * Q)
    predicted = 1 / ((P * w) @ F**2 - ((P * w) @ F) ** 2 / (P * w).sum())
    assert n * theta[:, 0].var() == pytest.approx(predicted, rel=6 * np.sqrt(2 / replicates))
    for size in (10**4, 10**5):
        w = size * Q / (P + size * Q)
        spread = (P * w) @ F**2 - ((P * w) @ F) ** 2 / (P * w).sum()
        assert size * (1 / spread - 1 / (P @ F**2)) == pytest.approx(coefficient("variance", P)[1], rel=2e-3)


def test_the_minimiser_of_a_wrong_model():
    def moved(parameters):
        return risk(np.log(T) + parameters[0] * F - parameters[1], P, Q, K)

    assert K * minimiser(moved, 2)[0] == pytest.approx(coefficient("misspecified")[1], rel=5e-2)


def test_the_excess_is_that_of_simulated_counts():
    """The saturated model's odds are data / noise * q: 6 standard errors."""
    k, n, replicates = 3, 50_000, 20_000
    rng = np.random.default_rng(6)
    data = rng.multinomial(n, P, size=replicates) / n
    noise = rng.multinomial(k * n, Q, size=replicates) / (k * n)
    odds = data / noise * Q
    learned = odds / odds.sum(1, keepdims=True)
    excess = n * (P * np.log(P / learned)).sum(1)
    predicted = 1.5 + coefficient("excess", P)[1] / k
    assert abs(excess.mean() - predicted) < 6 * excess.std() / np.sqrt(replicates)


@pytest.mark.parametrize("k", [1, 40])
def test_clamped(k):
    def clamped(u):
        return risk(np.append(u, 0.0), P, Q, k)

    odds = np.append(np.exp(minimiser(clamped, 3)), 1.0)
    assert odds[-1] / odds.sum() == pytest.approx(float(learned_clamped(Fraction(2, 5))), abs=1e-5)


def test_shared():
    p, q = np.array([[0.9, 0.1], [0.4, 0.6]]), np.array([[0.5, 0.5], [0.2, 0.8]])

    def shared(u):
        return sum(risk(np.array([u[x], u[2]]), p[x], q[x], K) for x in (0, 1))

    odds = np.exp(minimiser(shared, 3))
    limit = float(learned_shared(sp.Rational(1, 10), sp.Rational(3, 5)))
    assert odds[2] / (odds[2] + odds[0]) == pytest.approx(limit, abs=1e-3)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"p": (Fraction(1), Fraction(1))}, "p: expected positive chances"),
        ({"t": (Fraction(1, 3), Fraction(2, 3))}, "the mean 0 under t"),
    ],
)
def test_classes_need_chances_and_a_centred_statistic(changed, says):
    half = (Fraction(1, 2), Fraction(1, 2))
    values = {"p": half, "q": half, "t": half, "f": (Fraction(1), Fraction(-1))} | changed
    with pytest.raises(ValueError, match=says):
        nce_sums.RationalClasses(**values, centred=True)


def test_a_sum_of_constants_is_refused():
    with pytest.raises(ValueError, match="depends on N"):
        nce_sums.AnyClasses(fitted=True, centred=False)(lambda _: 1)
