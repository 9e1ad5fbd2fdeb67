"""Descent with bias and noise: the proved floor against simulation and a non-quadratic objective."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory.biased_descent import floor_steps, one_draw_gradient, one_draw_steps, quadratic_floor


@pytest.mark.parametrize("steps", [floor_steps, one_draw_steps])
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps())


def test_the_limit_of_a_quadratic_is_the_simulated_one():
    a, eta, beta, sigma = 2.0, 0.25, 0.5, 1.5
    rng = np.random.default_rng(1)
    x = np.zeros(50_000)
    for _ in range(60):
        x -= eta * (a * x + beta + sigma * rng.standard_normal(x.size))
    exact = float(quadratic_floor(*map(sp.Rational, ("2", "1/4", "1/2", "9/4"))))
    assert a / 2 * (x**2).mean() == pytest.approx(exact, rel=0.03)


def test_a_smooth_objective_that_is_not_quadratic_stays_below_the_bound():
    """f = x^2 + 3 sin^2 x is 8-smooth and has the inequality with mu = 1/32 (Karimi et al., 2016)."""
    smooth, mu, eta, beta, sigma = 8.0, 1 / 32, 1 / 8, 0.1, 0.2
    rng = np.random.default_rng(2)
    x = np.full(2000, 3.0)
    for _ in range(3000):
        x -= eta * (2 * x + 3 * np.sin(2 * x) + beta + sigma * rng.standard_normal(x.size))
    gap = (x**2 + 3 * np.sin(x) ** 2).mean()
    assert 0 < gap < beta**2 / (2 * mu) + smooth * eta * sigma**2 / (2 * mu)


def test_one_draw_pulls_towards_the_proposal_at_any_scores():
    p, q = (Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 2), Fraction(1, 2))
    for odds in ((1, 1), (7, 2)):
        assert one_draw_gradient(p, q, tuple(map(Fraction, odds))) == [Fraction(1, 6), Fraction(-1, 6)]
