"""Where a polynomial is non-negative, decided exactly, against a fine grid; and the argument for the majorant."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from theory import remainder as theory
from verify.seeds import generator


@pytest.mark.parametrize(
    ("coefficients", "everywhere", "between"),
    [
        ((0, 0, 1), True, True),
        ((0, 0, -1), False, False),
        ((0, 1), False, True),
        ((0, 1, -1), False, True),
        ((1, -2, 1), True, True),
        ((-1, 0, 0, 0, 1), False, False),
        ((Fraction(1, 10), -1, 1), False, False),
        ((0,), True, True),
        ((-2,), False, False),
    ],
)
def test_where_a_polynomial_is_not_negative(coefficients, everywhere, between):
    p = theory.polynomial([Fraction(c) for c in coefficients])
    assert theory.is_nonnegative(p) is everywhere
    assert theory.is_nonnegative(p, sp.Integer(0), sp.Integer(1)) is between


def test_random_polynomials_against_a_grid():
    random, grid = generator("remainder"), np.linspace(0.001, 0.999, 999)
    for _ in range(100):
        coefficients = [Fraction(int(c)) for c in random.integers(-4, 5, size=4)]
        values = np.polyval([float(c) for c in reversed(coefficients)], grid)
        found = theory.is_nonnegative(theory.polynomial(coefficients), sp.Integer(0), sp.Integer(1))
        assert found is bool((values >= -1e-9).all())


def test_every_step_of_the_arguments_holds():
    assert theory.exact_argument().holds
    assert len(theory.exact_argument().steps) == len(theory.majorant_argument().steps) + 1
