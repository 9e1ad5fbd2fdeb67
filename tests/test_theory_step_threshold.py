"""Hessians at the minimiser against finite differences, and their order against eigenvalues in floating point."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory import descent_cycles, step_threshold
from theory.map_jacobians import entmax_jacobian
from verify.descent import LOSSES, risk

ETA = (Fraction(9, 16), Fraction(1, 4), Fraction(1, 16), Fraction(1, 16), Fraction(1, 16))


@pytest.mark.parametrize("name", LOSSES)
def test_the_hessian_is_the_derivative_of_the_gradient_at_the_minimiser(name):
    given, h = risk(name, ETA), 1e-6
    np.testing.assert_allclose(given.gradient(given.minimiser), 0, atol=1e-12)
    columns = [(given.gradient(given.minimiser + h * e) - given.gradient(given.minimiser - h * e)) / (2 * h)
               for e in np.eye(len(ETA))]  # fmt: skip
    np.testing.assert_allclose(np.array(columns).T, given.hessian, atol=1e-7)


@pytest.mark.parametrize("alpha", [1.0, 1.3, 1.5, 1.8, 2.0])
def test_the_hessian_grows_with_alpha_at_every_distribution(alpha):
    random = np.random.default_rng(0)
    for size in (2, 3, 10, 200):
        eta = random.dirichlet(np.full(size, 0.5)) + 1e-9
        eta /= eta.sum()
        smaller, larger = (_hessian(eta, a) for a in (alpha, alpha + 0.2))
        assert np.linalg.eigvalsh(larger - smaller)[0] > -1e-12


def _hessian(eta, alpha):
    scores = (eta ** (alpha - 1) - 1) / (alpha - 1) if alpha > 1 else np.log(eta)
    return entmax_jacobian(scores, alpha)


def test_surely_larger_agrees_with_eigenvalues():
    small, large = LOSSES["softmax"].curvature(ETA), LOSSES["sparsemax"].curvature(ETA)
    assert step_threshold.surely_larger(large, small)
    assert not step_threshold.surely_larger(small, large)
    assert not step_threshold.surely_larger(small, small)


def test_only_squares_have_exact_roots():
    assert step_threshold.exact_root(Fraction(4, 9)) == Fraction(2, 3)
    with pytest.raises(ValueError, match="expected a square"):
        step_threshold.exact_root(Fraction(1, 2))


@pytest.mark.parametrize(("eta", "delta"), [(0.5, 0.2), (0.25, 0.1), (0.8, 0.19)])
def test_the_two_class_cycle_is_one(eta, delta):
    step = float(descent_cycles.two_class_step(sp.nsimplify(eta), sp.nsimplify(delta)))
    logit = lambda p: np.log(p / (1 - p))  # noqa: E731
    u = logit(eta + delta)
    once = u - 2 * step * (1 / (1 + np.exp(-u)) - eta)
    assert once == pytest.approx(logit(eta - delta))
    assert once - 2 * step * (1 / (1 + np.exp(-once)) - eta) == pytest.approx(u)
    assert step > 1 / (eta * (1 - eta))


@pytest.mark.parametrize("eta", [Fraction(1, 2), Fraction(1, 3), Fraction(15, 16)])
def test_the_absence_of_a_cycle_is_certified_below_the_threshold_and_not_above(eta):
    threshold = 1 / (eta * (1 - eta))
    assert descent_cycles.no_two_class_cycle(eta, threshold * Fraction(99, 100))
    assert not descent_cycles.no_two_class_cycle(eta, threshold * Fraction(101, 100))
