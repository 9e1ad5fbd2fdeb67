"""The orders of the bound against direct evaluation."""

import math

import numpy as np
import pytest

from theory.generalisation import kept_exponential, log_excess
from theory.rates import (
    constant_argument,
    dimension_argument,
    interactions_argument,
    kept_argument,
    kept_square,
    log_error,
    log_tail,
)


@pytest.mark.parametrize("argument", [constant_argument, dimension_argument, interactions_argument, kept_argument])
def test_every_step_of_the_argument_holds(argument):
    assert [step.says for step in argument().steps if not step.holds] == []


def test_the_slope_in_the_number_of_interactions():
    m = np.logspace(2, 8, 7)
    logs = [float(log_excess(5.0, 2.0, 3.0, x, 0.1)) for x in m]
    assert np.polyfit(np.log(m), logs, 1)[0] == pytest.approx(-1 / 7)


def test_the_error_of_eq_35_by_hand():
    """C = 2, an excess of 3, and 16 times the cube root of 2 B^4 e^2 L / (m delta) for d = 1."""
    term = 16 * (2 * 3**4 * math.e**2 * 5 / (100 * 0.1)) ** (1 / 3)
    assert float(log_error(2, 3, 1, 3, 5, 100, 0.1)) == pytest.approx(math.log(2 * (3 + term)))


def test_the_tail_is_the_printed_product():
    d, b, slope, m, epsilon = 4.0, 3.0, 2.0, 500.0, 1.5
    tail = 4 * math.e * (d + 1) * (16 * math.e * slope / epsilon) ** d * math.exp(-m * epsilon**2 / (32 * b**2))
    assert math.exp(log_tail(d, b, slope, m, epsilon)) == pytest.approx(tail)


@pytest.mark.parametrize("m", [1e2, 1e5, 1e8, 1e11])
def test_the_stated_deviation_is_above_the_exact_solution_and_falls_nearly_as_the_root(m):
    d, b, slope, delta = 6.0, 2.0, 5.0, 0.1
    stated = math.sqrt(kept_square(d, b, slope, m, delta))
    exact = kept_exponential(d, b, slope, m, delta)
    assert exact <= stated or exact == 8 * slope
    assert float(log_tail(d, b, slope, m, stated)) < math.log(delta)
    later = math.sqrt(kept_square(d, b, slope, 1e4 * m, delta))
    assert 1e-2 < later / stated < 5e-2
