"""Rankmax's gradient and Jacobian in rationals, against the float references."""

from fractions import Fraction

import numpy as np
import pytest

from theory import rankmax_forms
from theory.fenchel_young import rankmax_loss
from theory.map_jacobians import rankmax_jacobian

SCORES = (Fraction(0), Fraction(1, 3), Fraction(-1, 2), Fraction(-3))
FLOATS = np.array([float(z) for z in SCORES])


@pytest.mark.parametrize("y", range(4))
def test_the_gradient_is_that_of_the_loss(y):
    step = 1e-6
    central = [
        (rankmax_loss(FLOATS + step * e, y) - rankmax_loss(FLOATS - step * e, y)) / (2 * step) for e in np.eye(4)
    ]
    assert [float(g) for g in rankmax_forms.loss_gradient(SCORES, y)] == pytest.approx(central, abs=1e-8)


@pytest.mark.parametrize("y", range(4))
def test_the_asymmetry_is_that_of_the_jacobian(y):
    jacobian = rankmax_jacobian(FLOATS, y) - np.outer(np.eye(4)[y], np.zeros(4))
    assert float(rankmax_forms.asymmetry(SCORES, y)) == pytest.approx(np.abs(jacobian - jacobian.T).max())


def test_a_kink_is_named():
    with pytest.raises(ValueError, match="one below the label"):
        rankmax_forms.loss_gradient((Fraction(1), Fraction(0)), 0)


@pytest.mark.parametrize(
    "steps",
    [
        rankmax_forms.rankmax_order_steps("scale"),
        rankmax_forms.rankmax_order_steps("target"),
        rankmax_forms.fixed_steps(),
        rankmax_forms.gradient_steps(),
        rankmax_forms.convexity_argument().steps,
        rankmax_forms.integrable_argument().steps,
    ],
)
def test_every_step_holds(steps):
    assert all(step.holds for step in steps)
