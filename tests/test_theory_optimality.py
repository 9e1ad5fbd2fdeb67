"""Entmax from its optimality conditions, against the reference maps and other ways."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from theory import optimality
from theory.fenchel_young_argument import divergence_enclosure, label, loss_enclosure, threshold
from theory.maps import entmax
from theory.regularisers import tsallis
from verify.seeds import generator

ALPHAS = [Fraction(1), Fraction(5, 4), Fraction(3, 2), Fraction(2), Fraction(3)]
SCORES = (Fraction(1, 3), Fraction(0), Fraction(-1, 7), Fraction(-4))


def floats(values):
    return np.array([float(x.mid()) if hasattr(x, "mid") else float(x) for x in values])


@pytest.mark.parametrize("alpha", ALPHAS)
def test_the_term_is_the_regulariser(alpha):
    p = np.array([0.5, 0.3, 0.2, 0.0])
    exact = sum(optimality.term(sp.Rational(x), sp.Rational(str(alpha))) for x in ("1/2", "3/10", "1/5", "0"))
    assert float(exact) == pytest.approx(tsallis(float(alpha))(p))


@pytest.mark.parametrize("alpha", ALPHAS)
def test_the_exact_map_is_the_reference(alpha):
    p = optimality.entmax_exact(SCORES, alpha)
    assert floats(p) == pytest.approx(entmax(floats(SCORES), float(alpha)))


def test_zero_is_exact_where_a_class_is_outside():
    assert [optimality.entmax_exact(SCORES, alpha)[-1] == 0 for alpha in ALPHAS] == [False, True, True, True, True]


@pytest.mark.parametrize("alpha", ALPHAS[1:])
def test_the_threshold_parts_the_support_from_the_rest(alpha):
    tau = float(threshold(SCORES, alpha).mid())
    assert [z > tau for z in floats(SCORES)] == [p > 0 for p in entmax(floats(SCORES), float(alpha))]


@pytest.mark.parametrize("alpha", ALPHAS[1:])
def test_a_tie_of_different_scores(alpha):
    z = optimality.tied_scores(alpha, 4)
    p = entmax(floats(z), float(alpha))
    assert z[1] > z[2]
    assert p[1] == p[2] == 0


@pytest.mark.parametrize("alpha", ALPHAS)
def test_the_loss_is_the_gap_of_a_numerical_maximum(alpha):
    """The conjugate found by an optimiser over softmax coordinates, from below."""
    omega, q, random = tsallis(float(alpha)), np.array([0.0, 0.5, 0.25, 0.25]), generator("theory.optimality")

    def value(x):
        p = np.exp(x - x.max()) / np.exp(x - x.max()).sum()
        return -(p @ floats(SCORES) - omega(p))

    best = -min(minimize(value, random.normal(size=4)).fun for _ in range(3))
    target = [Fraction(0), Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)]
    loss = float(loss_enclosure(SCORES, target, alpha).mid())
    assert loss == pytest.approx(best + omega(q) - q @ floats(SCORES), abs=1e-5)


def test_the_divergence_is_bounded_where_the_loss_is_not():
    far = [Fraction(0), Fraction(-100)]
    assert float(divergence_enclosure(far, label(1, 2), Fraction(2)).mid()) == 1
    assert float(loss_enclosure(far, label(1, 2), Fraction(2)).mid()) == 100


@pytest.mark.parametrize(
    "steps",
    [
        optimality.order_steps(),
        optimality.support_steps(),
        optimality.strictness_argument().steps,
        optimality.separation_argument().steps,
    ],
)
def test_every_step_holds(steps):
    assert all(step.holds for step in steps)
