"""The least quadratics above the softmax loss, against searches from many starts and random matrices."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp

from theory import least_curvature as theory
from theory.intervals import enclose
from verify.seeds import generator


def excess(o):
    return logsumexp(o) - np.log(len(o)) - o.mean()


def largest_ratio(n):
    """The largest excess over the squared norm that a local search finds from many starts."""

    def negative(o):
        centred = o - o.mean()
        return -excess(o) / max(centred @ centred, 1e-12)

    random = generator("least-curvature", n)
    starts = random.normal(size=(10, n)) * random.exponential(3, size=(10, 1))
    return max(-minimize(negative, start, method="BFGS").fun for start in starts)


def touching(n):
    return 2 * np.log(n - 1) * (np.eye(n)[0] - 1 / n)


@pytest.mark.parametrize("argument", ["least_curvature", "every_quadratic", "every_base"])
def test_every_step_holds(argument):
    steps = getattr(theory, f"{argument}_argument")().steps
    assert [step.says for step in steps if not step.holds] == []


@pytest.mark.parametrize("n", [2, 3, 4, 8])
def test_a_search_finds_the_constant_and_nothing_above_it(n):
    assert largest_ratio(n) == pytest.approx(float(theory.least_curvature(n)), rel=1e-6)


@pytest.mark.parametrize("n", [3, 10, 1000])
def test_the_bound_touches_the_loss_at_the_stated_scores(n):
    o = touching(n)
    assert excess(o) == pytest.approx(float(theory.least_curvature(n)) * (o @ o), rel=1e-12)
    assert excess(1.01 * o) < float(theory.least_curvature(n)) * (1.01 * o) @ (1.01 * o)


def test_the_constant_falls_like_a_quarter_over_log_n_far_above_that_of_rg2():
    ratios = [4 * np.log(n) * float(theory.least_curvature(n)) for n in (10**2, 10**4, 10**8)]
    assert ratios == pytest.approx([1, 1, 1], abs=0.01)
    assert float(theory.least_curvature(10**4)) > 100 / (2 * 10**4)


@pytest.mark.parametrize("n", [3, 5])
def test_a_matrix_of_smaller_trace_is_below_the_loss_at_a_touching_point(n):
    random, c = generator("any-quadratic", n), float(theory.least_curvature(n))
    points = [2 * np.log(n - 1) * (e - 1 / n) for e in np.eye(n)]
    for _ in range(50):
        root = random.normal(size=(n, n))
        A = root @ root.T
        A *= 0.99 * (n - 1) * c / np.trace(A)
        assert max(excess(o) - o @ A @ o for o in points) > 0


@pytest.mark.parametrize("n", [2, 3, 8])
def test_two_levels_are_the_numbers_of_their_scores(n):
    o = np.log(6.0) * (np.eye(n)[0] - 1 / n)
    D, square = (float(enclose(x).mid()) for x in theory.two_levels(n, 1, Fraction(6)))
    assert excess(o) == pytest.approx(D, rel=1e-12)
    assert o @ o == pytest.approx(square, rel=1e-12)


def test_a_quarter_serves_random_base_points():
    random = generator("every-base")
    for n in (2, 3, 10):
        a = random.normal(size=(200, n)) * random.exponential(3, size=(200, 1))
        v = random.normal(size=(200, n)) * random.exponential(2, size=(200, 1))
        p = np.exp(a - logsumexp(a, axis=1, keepdims=True))
        above = logsumexp(a + v, axis=1) - logsumexp(a, axis=1) - (p * v).sum(1)
        assert (above <= (v**2).sum(1) / 4 + 1e-12).all()


def test_from_a_uniform_base_the_excess_is_that_at_zero():
    third, odds = (Fraction(1, 3),) * 3, (Fraction(4), Fraction(1, 2), Fraction(1, 2))
    found, known = theory.from_base(third, odds), theory.two_levels(3, 1, Fraction(8))
    assert [float(x) for x in found] == pytest.approx([float(x) for x in known], rel=1e-12)
