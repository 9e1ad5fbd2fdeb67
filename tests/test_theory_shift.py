"""The least constant that lifts RG2 above the softmax loss, found by a search, lies where it is proved to lie."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp

from theory.shift import ceiling, gap_at_optimum, shift_argument
from verify.seeds import generator


def least_constant(n):
    """The largest value of softmax loss minus RG2 that a local search finds from many starts."""

    def negative_gap(o):
        return ((o + 1) ** 2).sum() / (2 * n) - logsumexp(o)

    starts = [n * np.eye(n)[0] - 1, *generator("shift", n).normal(scale=n, size=(20, n))]
    return max(-minimize(negative_gap, start, method="BFGS", options={"gtol": 1e-10}).fun for start in starts)


def test_every_step_of_the_argument_holds():
    assert [step.says for step in shift_argument().steps if not step.holds] == []


@pytest.mark.parametrize("n", [2, 3, 4, 6, 10])
def test_the_least_constant_lies_between_the_gap_at_the_optimum_and_the_ceiling(n):
    found = least_constant(n)
    assert n / 2 - 1 < float(gap_at_optimum(n)) <= found + 1e-9
    assert found <= float(ceiling(n))


def test_for_two_items_the_least_constant_is_the_one_that_eq_14_drops():
    assert least_constant(2) == pytest.approx(np.log(2) - 0.5, abs=1e-8)
