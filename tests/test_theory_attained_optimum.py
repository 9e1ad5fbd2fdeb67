"""Factors said to be a global optimum, against minimisation from many starts and against factors beside them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from paper_checks.rg.svd import OPTIMA, SQUARED_OPTIMA
from theory import attained_optimum as known
from theory.factorisation import parse

KINDS = [
    *[(case, known.rg2_value, known.rg2_is_least, False) for case in OPTIMA],
    *[(case, known.squared_scores_value, known.squared_scores_is_least, True) for case in SQUARED_OPTIMA],
]


def stage(case):
    return known.at(parse(case["R"]), Fraction(case["lambda"]), parse(case["P"]), parse(case["Q"]))


def searched(case, of_scores):
    """The least value that minimisation finds from many starts, with the objective written in NumPy."""
    R = np.array([[float(x) for x in row] for row in parse(case["R"])])
    (M, N), K, lam, sizes = R.shape, len(parse(case["P"])[0]), float(Fraction(case["lambda"])), R.sum(1, keepdims=True)
    S, random = R * N / sizes - 1, np.random.default_rng(2)

    def value(z):
        P, Q = z[: M * K].reshape(M, K), z[M * K :].reshape(N, K)
        ridge = ((P @ Q.T) ** 2).sum() if of_scores else N * (sizes * P**2).sum() + sizes.sum() * (Q**2).sum()
        return (sizes * (S - P @ Q.T) ** 2).sum() + lam * ridge

    return min(minimize(value, random.normal(size=(M + N) * K), tol=1e-12).fun for _ in range(8))


@pytest.mark.parametrize(("case", "value", "is_least", "of_scores"), KINDS)
def test_optimal_factors_are_told_and_reach_what_a_search_finds(case, value, is_least, of_scores):
    m = stage(case)
    assert is_least(m)
    assert searched(case, of_scores) == pytest.approx(float(value(m)), rel=1e-6)


@pytest.mark.parametrize(("case", "value", "is_least"), [kind[:3] for kind in KINDS])
def test_other_factors_are_not(case, value, is_least):
    m = stage(case)
    beside = replace(m, U=m.U + sp.ones(*m.U.shape) / 100)
    assert value(beside) > value(m)
    assert not is_least(beside)


def test_a_stationary_pair_of_the_second_singular_value_is_not():
    """Contexts 1, 0, 0 and 1, 1, 0 at zero factors, and the second singular pair of two contexts that share an item."""
    assert not known.rg2_is_least(stage({"R": "1, 0, 0; 1, 1, 0", "lambda": "1/10", "P": "0; 0", "Q": "0; 0; 0"}))
    second = {"R": "1, 1, 0; 0, 1, 1", "lambda": "1", "P": "1; 1", "Q": "-1/6; 1/3; -1/6"}
    assert not known.squared_scores_is_least(stage(second))


def test_factors_of_other_shapes_are_named():
    with pytest.raises(ValueError, match="the factors' shapes fit neither each other nor the data"):
        stage(OPTIMA[0] | {"P": "1; 2"})


def test_every_step_of_the_bounds_holds():
    assert [step.says for step in known.bounds_argument().steps if not step.holds] == []
