"""The expected sampled log-partition: enumeration, quadrature, Monte Carlo and the expansion against each other."""

from fractions import Fraction
from itertools import product
from math import log

import numpy as np
import pytest
import sympy as sp

from theory import partition as theory
from verify.errors import UsageError
from verify.partition import expected_log_partition, monte_carlo_log_partition

CASES = [
    ((Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), (Fraction(1, 6), Fraction(1, 3), Fraction(1, 2))),
    ((Fraction(1, 100), Fraction(99, 100)), (Fraction(1, 2), Fraction(1, 2))),
    ((Fraction(1, 10**12), 1 - Fraction(1, 10**12)), (Fraction(1, 2), Fraction(1, 2))),
    ((1 - Fraction(1, 10**12), Fraction(1, 10**12)), (Fraction(1, 10**9), 1 - Fraction(1, 10**9))),
]


def logs(values):
    return np.array([log(x) for x in values])


def test_enumeration_is_the_mean_over_all_draws():
    (p, q), size = CASES[0], 3
    total = 0.0
    for draw in product(range(3), repeat=size):
        chance = float(np.prod([float(q[y]) for y in draw]))
        total += chance * log(sum(float(p[y] / q[y]) for y in draw) / size)
    assert float(theory.bias_enumerated(p, q, size)) == pytest.approx(total, abs=1e-14)


@pytest.mark.parametrize(("p", "q"), CASES)
def test_quadrature_is_exact(p, q):
    sizes = [1, 2, 5, 20]
    exact = [float(theory.bias_enumerated(p, q, size)) for size in sizes]
    np.testing.assert_allclose(expected_log_partition(logs(p), logs(q), sizes), exact, rtol=0, atol=1e-13)


@pytest.mark.parametrize("classes", [50, 20_000])
def test_halving_the_step_changes_nothing(monkeypatch, classes):
    scores = 3 * np.sin(np.arange(classes))
    log_q = -np.log(np.arange(1, classes + 1)) - log(sum(1 / np.arange(1, classes + 1)))
    sizes = [1, 7, 1000, 100_000]
    coarse = expected_log_partition(scores, log_q, sizes)
    monkeypatch.setattr("verify.moments.quadrature.STEP", 0.125)
    np.testing.assert_allclose(expected_log_partition(scores, log_q, sizes), coarse, rtol=0, atol=1e-13)


def test_extreme_and_masked_scores():
    uniform = np.full(3, -log(3))
    offset = expected_log_partition(np.array([0.0, -2000.0, 5.0]) + 1e6, uniform, [1])
    assert offset[0] - 1e6 == pytest.approx(-1995 / 3 + log(3), abs=1e-9)
    assert expected_log_partition(np.array([0.0, -np.inf, 5.0]), uniform, [1, 4]).tolist() == [-np.inf, -np.inf]
    never = np.array([0.0, -np.inf])
    assert expected_log_partition(np.array([2.0, 9.0]), never, [1, 50]) == pytest.approx([2.0, 2.0], abs=1e-13)


def test_monte_carlo_agrees_with_quadrature():
    p, q = CASES[0]
    for size in (1, 8):
        estimate = monte_carlo_log_partition(logs(p), logs(q), size, 20_000, "test agreement")
        exact = expected_log_partition(logs(p), logs(q), [size])[0]
        assert abs(estimate.mean - exact) < 5.2 * estimate.standard_error  # false alarm 2e-7 for each of the two


def test_replicates_do_not_depend_on_the_memory_at_hand(monkeypatch):
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
    whole = monte_carlo_log_partition(np.arange(4.0), np.full(4, -log(4)), 3, 2000, "test")
    monkeypatch.setattr("verify.partition.CELLS", 99)
    assert monte_carlo_log_partition(np.arange(4.0), np.full(4, -log(4)), 3, 2000, "test") == whole


@pytest.mark.parametrize(
    ("scores", "log_q", "k", "says"),
    [
        ([0.0, np.nan], [-log(2)] * 2, 1, "scores: expected no NaN"),
        ([0.0, 0.0], [0.0, 0.0], 1, "log_q: expected logarithms of probabilities that sum to 1, got the sum 2"),
        ([0.0, 0.0], [-log(2)] * 2, 0, "k: expected whole numbers of at least 1, got 0"),
    ],
)
def test_bad_input_is_named(scores, log_q, k, says):
    with pytest.raises(UsageError, match=says):
        expected_log_partition(np.array(scores), np.array(log_q), [k])
    with pytest.raises(UsageError, match=says):
        monte_carlo_log_partition(np.array(scores), np.array(log_q), k, 10, "test")


def test_one_replicate_has_no_standard_error():
    with pytest.raises(UsageError, match="replicates"):
        monte_carlo_log_partition(np.zeros(2), np.full(2, -log(2)), 1, 1, "test")


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
    for p, q in CASES[:2]:
        E = theory.RationalRatio(p, q)
        for size, order in product((1, 3, 12), (1, 3, 5)):
            lower, upper = theory.enclosure(E, size, order)
            assert float(lower) <= float(theory.bias_enumerated(p, q, size)) <= float(upper)


def test_a_ratio_needs_probabilities():
    with pytest.raises(ValueError, match="q: expected probabilities"):
        theory.RationalRatio((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 3)))
