"""The mean sampled risk: its gradient against brute force, its minimiser against a solver, its limit against large "
"k."""

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from scipy.optimize import minimize

from theory import sampled_risk
from theory.bookkeeping import IMPORTANCE, LOG_Q_BOTH, NEGATIVES_ONLY, Bookkeeping
from theory.sampled import sampled_softmax_loss
from theory.sampled_risk import (
    BOOKKEEPINGS,
    limit,
    limit_gradient,
    mean_shares,
    recession,
    risk_gradient,
    share_bound,
    subsets,
)

ETA = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
Q = (Fraction(1, 5), Fraction(1, 5), Fraction(3, 5))
ODDS = (Fraction(1), Fraction(2), Fraction(1, 2))
FINITE = [b for b in BOOKKEEPINGS if b.positive or b.hits == "keep"]


def risk(scores, eta, q, k, bookkeeping):
    """The mean loss over y and all ordered draws."""
    floats = np.array([float(x) for x in q])
    return sum(
        float(eta[y] * prod(q[j] for j in draws)) * sampled_softmax_loss(scores, floats, y, list(draws), bookkeeping)
        for y in range(len(q))
        for draws in product(range(len(q)), repeat=k)
    )


@pytest.mark.parametrize("bookkeeping", FINITE)
def test_the_gradient_is_that_of_the_loss_averaged_over_all_draws(bookkeeping):
    scores, step = np.log([float(x) for x in ODDS]), 1e-5
    slopes = [
        (risk(scores + step * e, ETA, Q, 2, bookkeeping) - risk(scores - step * e, ETA, Q, 2, bookkeeping)) / (2 * step)
        for e in np.eye(3)
    ]
    exact = [float(g) for g in risk_gradient(ODDS, ETA, Q, 2, bookkeeping)]
    np.testing.assert_allclose(slopes, exact, atol=1e-9)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_solver_finds_eta_with_log_q_on_both_sides_and_not_with_importance_sampling(k):
    found = {}
    for bookkeeping in (LOG_Q_BOTH, IMPORTANCE):
        best = minimize(lambda o, b=bookkeeping: risk(o, ETA, Q, k, b), np.zeros(3), tol=1e-12)
        found[bookkeeping] = np.exp(best.x) / np.exp(best.x).sum()
    np.testing.assert_allclose(found[LOG_Q_BOTH], [float(x) for x in ETA], atol=1e-4)
    assert np.abs(found[IMPORTANCE] - [float(x) for x in ETA]).max() > 1e-2


@pytest.mark.parametrize("bookkeeping", FINITE)
def test_the_gradient_tends_to_its_limit_as_one_over_k(bookkeeping):
    two = (Fraction(1, 4), Fraction(3, 4)), (Fraction(2, 5), Fraction(3, 5)), (Fraction(3), Fraction(1))
    eta, q, odds = two
    goal = limit_gradient(odds, eta, q, bookkeeping)[0]
    errors = [abs(float(risk_gradient(odds, eta, q, k, bookkeeping)[0] - goal)) for k in (24, 48)]
    assert errors[1] < 0.7 * errors[0] or errors[1] < 1e-9
    assert errors[1] < 0.03


def test_which_are_softmax_in_the_limit_are_those_whose_limit_gradient_vanishes_at_eta():
    for bookkeeping in BOOKKEEPINGS:
        vanishes = not any(limit_gradient(ETA, ETA, Q, bookkeeping))
        assert sampled_risk.is_softmax_in_the_limit(bookkeeping) == vanishes
    assert sum(map(sampled_risk.is_softmax_in_the_limit, BOOKKEEPINGS)) == 7


def test_uncorrected_values_grow_and_importance_sampling_does_not():
    assert limit(Bookkeeping(True, "keep", "none")).grows
    assert not limit(IMPORTANCE).grows


def test_without_a_minimiser_the_risk_falls_without_bound():
    eta, q = (Fraction(7, 8), Fraction(1, 8)), (Fraction(1, 2), Fraction(1, 2))
    slopes = {k: min(recession([Fraction(j in S) for j in range(2)], eta, q, k) for S in subsets(2)) for k in (2, 3, 4)}
    assert slopes == {2: Fraction(-1, 8), 3: 0, 4: Fraction(1, 16)}
    far, farther = (risk(np.array([x, 0.0]), eta, q, 2, NEGATIVES_ONLY) for x in (100.0, 200.0))
    assert farther - far == pytest.approx(-100 / 8)
    random = np.random.default_rng(0)
    for _ in range(20):
        direction = [Fraction(int(x)) for x in random.integers(-5, 6, 2)]
        assert recession(direction, eta, q, 4) > 0 or len(set(direction)) == 1


def test_a_share_of_nothing_is_an_error():
    with pytest.raises(ZeroDivisionError):
        mean_shares(ODDS, Q, 0, 2, Bookkeeping(False, "remove", "kq"))


@pytest.mark.parametrize(
    "steps", ["log_q_steps", "negatives_only_steps", "one_draw_steps", "uniform_steps", "existence_steps"]
)
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in getattr(sampled_risk, steps)())


@pytest.mark.parametrize("correction", ["none", "Nq", "q"])
def test_without_the_positive_and_its_hits_the_limit_is_least_somewhere_exactly_below_a_half(correction):
    """Forwards from eta: a solver finds the b of the closed form, or the gradient at t has one sign for ever."""
    removed, uniform = Bookkeeping(True, "remove", correction), (Fraction(1, 3),) * 3
    even = np.array([0.4, 0.4, 0.2])
    best = minimize(lambda o: sum(even * (np.log(np.exp(o).sum() - np.exp(o)) - o)), np.zeros(3), tol=1e-12).x
    b = np.exp(best) / np.exp(best).sum()
    np.testing.assert_allclose(b * (1 - b) / (b * (1 - b)).sum(), even, atol=1e-6)
    assert share_bound(removed) == Fraction(1, 2)
    for eta in ((Fraction(3, 5), Fraction(1, 5), Fraction(1, 5)), (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))):
        odds = [(Fraction(10) ** i, Fraction(1), Fraction(1)) for i in range(12)]
        assert all(limit_gradient(o, eta, uniform, removed)[0] < 0 for o in odds)
