"""The least DCG risk against the metric itself, and against the sorted marginals."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from theory.dcg_optimum import discount, ideal, least_risk, marginals, risk, sorted_argument
from theory.metrics import dcg

SETS = {
    frozenset({0}): Fraction(1, 4),
    frozenset({1, 2}): Fraction(1, 2),
    frozenset({0, 1, 3}): Fraction(1, 4),
}


def test_every_step_of_the_argument_holds():
    assert [step.says for step in sorted_argument().steps if not step.holds] == []


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_the_risk_is_minus_the_mean_of_the_metric(order):
    mean = sum(float(p) * dcg([int(y in s) for y in order]) for s, p in SETS.items())
    assert float(risk(order, SETS)) == pytest.approx(-mean)


def test_the_ideal_is_the_mean_of_each_sets_own_best():
    best = sum(float(p) * dcg([1] * len(s) + [0] * (4 - len(s))) for s, p in SETS.items())
    assert float(ideal(SETS)) == pytest.approx(best)


def test_the_least_risk_is_that_of_the_sorted_marginals_and_above_minus_the_ideal():
    chances = sorted(map(float, marginals(SETS, 4)), reverse=True)
    expected = -sum(float(discount(k)) * p for k, p in enumerate(chances, 1))
    least = float(least_risk(SETS, 4))
    assert least == pytest.approx(expected)
    assert least == pytest.approx(min(float(risk(order, SETS)) for order in permutations(range(4))))
    assert least > -float(ideal(SETS))


def test_the_ideal_is_reached_where_one_set_is_certain():
    sets = {frozenset({1, 2}): Fraction(1)}
    assert np.isclose(float(least_risk(sets, 3)), -float(ideal(sets)))
