"""The derivations of the Jacobians, and their exact values against independent ways to them."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory import jacobian
from theory.maps import softmax


@pytest.mark.parametrize(
    "steps",
    [
        jacobian.softmax_bound_steps,
        jacobian.softmax_equality_steps,
        jacobian.softmax_sharp_steps,
        jacobian.sparsemax_entry_steps,
        jacobian.sparsemax_projection_steps,
        jacobian.sparsemax_lipschitz_steps,
    ],
)
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps())


def test_the_softmax_entry_agrees_with_central_differences():
    s, h = np.array([0.3, -1.0, 2.0, 0.0]), 1e-5
    columns = [(softmax(s + h * e) - softmax(s - h * e)) / (2 * h) for e in np.eye(4)]
    p = softmax(s)
    entry = jacobian.softmax_entry()
    for i in range(4):
        for j in range(4):
            values = {jacobian.I: i, jacobian.J: j, jacobian.P_I: p[i], jacobian.P_J: p[j]}
            assert float(entry.subs(values)) == pytest.approx(columns[j][i], abs=1e-9)


def test_the_characteristic_polynomial_is_the_determinant():
    p, level = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], sp.Rational(2, 7)
    matrix = sp.Matrix(3, 3, lambda i, j: sp.Rational(p[i] * ((i == j) - p[j])))
    assert jacobian.softmax_characteristic([sp.Rational(q) for q in p], level) == (level * sp.eye(3) - matrix).det()


@pytest.mark.parametrize("size", [2, 3, 4])
def test_the_certificate_accepts_exactly_the_levels_from_one_half(size):
    assert jacobian.softmax_norm_at_most(size, Fraction(1, 2))
    assert jacobian.softmax_norm_at_most(size, Fraction(51, 100))
    assert not jacobian.softmax_norm_at_most(size, Fraction(4999, 10000))


def test_the_variance_ratio_is_that_of_the_matrix():
    assert jacobian.variance_ratio([Fraction(1, 2), Fraction(1, 2)], [Fraction(1), Fraction(-1)]) == Fraction(1, 2)
    with pytest.raises(ValueError, match="probability vector"):
        jacobian.variance_ratio([Fraction(1, 2), Fraction(1, 3)], [Fraction(1), Fraction(-1)])


def test_sparsemax_jacobian_by_differences():
    assert jacobian.sparsemax_jacobian_exact([Fraction(1, 2), Fraction(1, 2), Fraction(-1)]) == sp.Matrix(
        [[sp.Rational(1, 2), -sp.Rational(1, 2), 0], [-sp.Rational(1, 2), sp.Rational(1, 2), 0], [0, 0, 0]]
    )
    with pytest.raises(ValueError, match="kink"):
        jacobian.sparsemax_jacobian_exact([Fraction(1), Fraction(0)])
