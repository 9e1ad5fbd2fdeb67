"""Estimators of log Z: their biases by enumeration, and unbiased estimation by linear algebra on small cases."""

from fractions import Fraction
from itertools import product
from math import log

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import linprog

from theory import log_partition as theory
from theory.partition import RationalRatio, bias_enumerated
from theory.proposals import counts

P = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
Q = (Fraction(1, 6), Fraction(1, 3), Fraction(1, 2))


def bias(k):
    return float(bias_enumerated(P, Q, k))


@pytest.mark.parametrize("steps", [theory.jackknife_steps, theory.blind_steps, theory.reading_steps])
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps())


def test_the_multilevel_argument_holds():
    assert all(step.holds for step in theory.multilevel_steps())


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_extrapolation_leaves_the_stated_order(order):
    assert all(step.holds for step in theory.extrapolation_steps(order))
    near = (Fraction(3, 5), Fraction(2, 5)), (Fraction(1, 2), Fraction(1, 2))
    weights = list(enumerate(theory.extrapolation(order), 1))
    left = [sum(float(c) * float(bias_enumerated(*near, j * k // order)) for j, c in weights) for k in (48, 96)]
    assert abs(left[1] / left[0]) == pytest.approx(2.0**-order, rel=0.25)


def test_the_jackknife_is_as_its_coefficient_says():
    def left(k):
        return k * bias(k) - (k - 1) * bias(k - 1)

    expected = float(theory.jackknife_coefficient(RationalRatio(P, Q)))
    assert 2 * 120**2 * left(120) - 60**2 * left(60) == pytest.approx(expected, rel=0.02)


def _solvable(rows, target):
    """Whether the linear equations have a solution, by the residual of least squares."""
    solution = np.linalg.lstsq(rows, target, rcond=None)[0]
    return np.abs(rows @ solution - target).max() < 1e-9


@pytest.mark.parametrize(("N", "k"), [(2, 1), (2, 2), (3, 1), (3, 2), (3, 3)])
def test_linear_algebra_finds_an_unbiased_estimator_from_k_draws_only_where_k_is_at_least_the_number_of_classes(N, k):
    """The unknowns are the outputs for each (classes drawn, their odds, 1 or 2); one equation for each score vector."""
    q = np.arange(1, N + 1) / (N * (N + 1) / 2)
    seen = sorted({(d, o) for d in product(range(N), repeat=k) for o in product((1, 2), repeat=k)})
    index = {case: i for i, case in enumerate(seen)}
    rows, target = [], []
    for odds in product((1, 2), repeat=N):
        row = np.zeros(len(seen))
        for d in product(range(N), repeat=k):
            row[index[d, tuple(odds[j] for j in d)]] += q[list(d)].prod()
        rows.append(row)
        target.append(log(sum(odds)))
    assert _solvable(np.array(rows), np.array(target)) == (k >= N)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_linear_algebra_finds_no_function_of_the_weights(k):
    chances = np.linspace(0.05, 0.95, 40)
    rows = [[float(c) for c, _ in counts((1 - Fraction(r), Fraction(r)), k)] for r in chances]
    assert not _solvable(np.array(rows), np.log1p(chances))


@pytest.mark.parametrize("N", [1, 2, 3, 4])
def test_linear_programming_finds_the_least_worst_bias(N):
    """Over all polynomials with at most N - 1 of the indicators in each term."""
    odds = 0.01
    vectors = list(product((0, 1), repeat=N))
    target = np.array([log(sum(odds if bit else 1 for bit in v)) for v in vectors])
    terms = [s for s in product((0, 1), repeat=N) if sum(s) < N]
    values = np.array(
        [[all(b or not a for a, b in zip(s, v, strict=True)) for s in terms] for v in vectors], dtype=float
    )
    slack = -np.ones((len(vectors), 1))
    found = linprog(
        np.append(np.zeros(len(terms)), 1.0),
        A_ub=np.vstack([np.hstack([values, slack]), np.hstack([-values, slack])]),
        b_ub=np.concatenate([target, -target]),
        bounds=[(None, None)] * (len(terms) + 1),
    )
    exact = abs(float(theory.alternating_sum(N, sp.Rational(1, 100)))) / 2**N
    assert found.fun == pytest.approx(exact, rel=1e-6)
    assert all(step.holds for step in theory.worst_bias_steps())
