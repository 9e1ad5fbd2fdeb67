"""The bias of the sampled log-partition: enumeration, the expansion and its bounds against each other."""

from fractions import Fraction
from itertools import product
from math import log

import numpy as np
import pytest
import sympy as sp

from theory import partition as theory

CASES = [
    ((Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), (Fraction(1, 6), Fraction(1, 3), Fraction(1, 2))),
    ((Fraction(1, 100), Fraction(99, 100)), (Fraction(1, 2), Fraction(1, 2))),
]


def test_enumeration_is_the_mean_over_all_draws():
    (p, q), size = CASES[0], 3
    total = 0.0
    for draw in product(range(3), repeat=size):
        chance = float(np.prod([float(q[y]) for y in draw]))
        total += chance * log(sum(float(p[y] / q[y]) for y in draw) / size)
    assert float(theory.bias_enumerated(p, q, size)) == pytest.approx(total, abs=1e-14)


@pytest.mark.parametrize(
    "steps", [theory.enclosure_steps(1), theory.expansion_steps(1), theory.expansion_steps(2), theory.support_steps()]
)
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps)


def test_moments_of_the_mean_are_those_of_an_explicit_sum():
    p, q = CASES[0]
    E = theory.RationalRatio(p, q)
    for size in (1, 2, 3):
        moments = [0] * 5
        for draw in product(range(3), repeat=size):
            chance = np.prod([q[y] for y in draw])
            delta = sum(p[y] / q[y] for y in draw) / size - 1
            moments = [m + chance * delta**r for r, m in enumerate(moments)]
        assert theory.mean_moments(E, 4, size) == [sp.Rational(m) for m in moments]


def test_bounds_enclose_the_enumerated_bias():
    for p, q in CASES:
        E = theory.RationalRatio(p, q)
        for size, order in product((1, 3, 12), (1, 3, 5)):
            lower, upper = theory.enclosure(E, size, order)
            assert float(lower) <= float(theory.bias_enumerated(p, q, size)) <= float(upper)


def test_a_ratio_needs_probabilities():
    with pytest.raises(ValueError, match="q: expected probabilities"):
        theory.RationalRatio((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 3)))
