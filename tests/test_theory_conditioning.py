"""Condition numbers of softmax's Jacobian, against eigenvalues in floating point and random scores."""

import numpy as np
import pytest
import sympy as sp

from paper_checks import registry
from theory import conditioning
from theory.maps import softmax
from verify.conditioning import condition, worst_condition

CLAIMS = registry.claims()


def spectrum(scores):
    p = softmax(np.asarray(scores, dtype=float))
    return np.linalg.eigvalsh(np.diag(p) - np.outer(p, p))[1:]


@pytest.mark.parametrize("size", range(2, 8))
@pytest.mark.parametrize("ratio", [1.5, 4.0, 30.0])
def test_two_leaders_are_the_spectrum_of_numpy(size, ratio):
    values = spectrum(np.log([ratio, ratio] + [1.0] * (size - 2)))
    assert float(conditioning.two_leaders(size, sp.nsimplify(ratio))) == pytest.approx(values[-1] / values[0], rel=1e-9)


@pytest.mark.parametrize("size", range(2, 8))
def test_no_random_scores_are_worse_or_flatter(size):
    ratio, random = sp.Integer(5), np.random.default_rng(size)
    largest, least = float(conditioning.two_leaders(size, ratio)), float(conditioning.least_curvature(size, ratio))
    for _ in range(300):
        values = spectrum(random.uniform(0, np.log(5), size) if random.random() < 0.5 else
                          random.integers(0, 2, size) * np.log(5))  # fmt: skip
        assert values[-1] / values[0] <= largest * (1 + 1e-9)
        assert values[0] >= least * (1 - 1e-9)


def test_the_least_curvature_is_that_of_one_class_below():
    assert spectrum([0, *[np.log(5)] * 4])[0] == pytest.approx(float(conditioning.least_curvature(5, sp.Integer(5))))


def test_the_search_finds_the_worst_case():
    assert worst_condition(5, np.log(4.0), 3, "test").value == pytest.approx(4, rel=1e-6)
    assert condition(np.zeros(4)).value == pytest.approx(1)


def test_quotient_along_an_eigenvector():
    assert conditioning.quotient([2, 2, 1], [1, -1, 0]) == sp.Rational(2, 5)


def test_one_class_has_no_condition_number():
    with pytest.raises(ValueError, match="at least 2 classes"):
        conditioning.two_leaders(1, sp.Integer(2))


@pytest.mark.parametrize(
    "values",
    [
        {"N": "3", "R": "1/2"},
        {"N": "1", "R": "4"},
        {"odds": "4, 4, 1", "steep": "1, -1, 0", "flat": "1, 1, 1"},
        {"odds": "4, 4, -1", "steep": "1, -1, 0", "flat": "1, 1, -2"},
    ],
)
def test_values_that_miss_a_hypothesis_are_no_counterexample(values):
    claim = CLAIMS["sf.jacobian.well_conditioned"]
    assert not claim.violates(claim.subject, values)
    repair = CLAIMS["sf.jacobian.well_conditioned.repair"]
    assert not repair.violates(repair.subject, values)
