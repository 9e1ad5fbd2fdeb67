"""Variances of sampled softmax: brute force over ordered draws, extrapolation to many draws, quadrature."""

from fractions import Fraction
from itertools import product
from math import log, prod, sqrt

import numpy as np
import pytest

from theory import sampled_variance
from theory.bookkeeping import IMPORTANCE, NEGATIVES_ONLY
from theory.partition import RationalRatio
from theory.sampled_risk import mean_shares
from theory.sampled_variance import drift, log_moments, log_variance, spread, total_variance, variance_coefficients

P = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
Q = (Fraction(1, 6), Fraction(1, 3), Fraction(1, 2))


def test_moments_of_the_logarithm_are_those_over_all_ordered_draws():
    mean, square = 0.0, 0.0
    for draws in product(range(3), repeat=3):
        chance = float(prod(Q[j] for j in draws))
        value = log(sum(P[j] / Q[j] for j in draws) / 3)
        mean, square = mean + chance * value, square + chance * value**2
    assert [float(x) for x in log_moments(P, Q, 3)] == pytest.approx([mean, square], abs=1e-14)
    assert float(log_variance(P, Q, 3)) == pytest.approx(square - mean**2, abs=1e-14)


def test_the_variance_of_the_partition_function_is_chi_square_over_k():
    chi_square = sum(a * a / b for a, b in zip(P, Q, strict=True)) - 1
    assert [sampled_variance.ratio_variance(P, Q, k) for k in (1, 3)] == [chi_square, chi_square / 3]


def test_the_expansion_of_the_variance_is_that_of_the_enumerated_one():
    p, q = (Fraction(1, 4), Fraction(3, 4)), (Fraction(1, 2), Fraction(1, 2))
    first, second = (float(a) for a in variance_coefficients(RationalRatio(p, q), 2))
    rest = [k**2 * (float(log_variance(p, q, k)) - first / k) - second for k in (100, 200)]
    assert abs(rest[1]) < 0.6 * abs(rest[0]) < 0.05


@pytest.mark.parametrize(("y", "bookkeeping"), [(None, NEGATIVES_ONLY), (0, IMPORTANCE)])
def test_the_spread_and_the_drift_are_what_many_draws_tend_to(y, bookkeeping):
    p, q = (Fraction(1, 4), Fraction(3, 4)), (Fraction(2, 5), Fraction(3, 5))
    errors = [float(k * total_variance(p, q, 0, k, bookkeeping) - spread(p, q, y)) for k in (40, 80)]
    assert abs(errors[1]) < 0.6 * abs(errors[0]) < 0.1
    if y is None:
        biases = [float(k * (mean_shares(p, q, 0, k, bookkeeping)[1] - p[1]) - drift(p, q, 1)) for k in (40, 80)]
        assert abs(biases[1]) < 0.6 * abs(biases[0]) < 0.1


def test_total_variance_is_that_over_all_ordered_draws():
    gradients, chances = [], []
    for draws in product(range(3), repeat=2):
        terms = [float(P[0]), 0.0, 0.0]
        for j in draws:
            terms[j] += float(P[j] / Q[j]) / 2 if j else 0
        gradients.append(np.array(terms) / sum(terms))
        chances.append(float(prod(Q[j] for j in draws)))
    mean = np.average(gradients, axis=0, weights=chances)
    expected = np.average(((np.array(gradients) - mean) ** 2).sum(1), weights=chances)
    assert float(total_variance(P, Q, 0, 2, IMPORTANCE)) == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("y", [None, 0])
def test_no_proposal_has_a_smaller_spread_than_the_best(y):
    p = tuple(Fraction(i, 20) for i in (13, 4, 2, 1))
    weights = [float(x) * sqrt(1 - 2 * x + sum(a * a for a in p)) if j != y else 0.0 for j, x in enumerate(p)]
    drawn = [j for j, w in enumerate(weights) if w]
    best = [Fraction(w).limit_denominator(10**6) for w in weights]
    least = spread(p, [w / sum(best) if w else Fraction(1) for w in best], y)
    random = np.random.default_rng(1)
    for spread_of in (0.01, 0.1, 1.0):
        for _ in range(50):
            q = [float(w) * float(np.exp(spread_of * random.standard_normal())) for w in best]
            other = [Fraction(x).limit_denominator(10**6) for x in q]
            other = [x / sum(other) if j in drawn else Fraction(1) for j, x in enumerate(other)]
            assert float(spread(p, other, y)) >= float(least) * (1 - 1e-9)


def test_the_target_is_not_the_best_proposal_for_the_gradient():
    p, uniform = (Fraction(1, 4), Fraction(3, 4)), (Fraction(1, 2), Fraction(1, 2))
    assert (spread(p, p), spread(p, uniform)) == (Fraction(3, 8), Fraction(9, 32))


@pytest.mark.parametrize("steps", ["bound_steps", "monotone_steps", "spread_steps", "best_steps"])
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in getattr(sampled_variance, steps)())
    assert all(step.holds for step in sampled_variance.variance_steps(2))
