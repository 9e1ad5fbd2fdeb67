"""Means over all draws, against enumeration of the draws and the reference losses."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize

from theory import quadratic, sampled_bound
from theory.bookkeeping import RG_EQ_8
from theory.intervals import enclose
from theory.sampled import sampled_softmax_loss


def rg2(size):
    def value(o_y, total, squares):
        return -o_y + (squares + 2 * total + size) / (2 * size)

    return value


@pytest.mark.parametrize(("n_items", "n"), [(2, 1), (3, 2), (4, 3)])
def test_means_are_those_of_enumerated_draws(n_items, n):
    high = sampled_bound.mean_optimum(n_items, n)
    scores = np.array([float(high)] + [-1.0] * (n_items - 1))
    uniform = np.full(n_items, 1 / n_items)
    draws = list(product(range(n_items), repeat=n))
    loss = np.mean([sampled_softmax_loss(scores, uniform, 0, d, RG_EQ_8) for d in draws])
    assert float(enclose(sampled_bound.mean_loss(n_items, n, high)).mid()) == pytest.approx(loss, rel=1e-12)
    exact = quadratic.sampled_rg2([high] + [Fraction(-1)] * (n_items - 1), 0, n)
    assert float(sampled_bound.mean_of(rg2(n + 1), n_items, n, high)) == pytest.approx(float(exact), rel=1e-12)


@pytest.mark.parametrize(("n_items", "n"), [(3, 2), (5, 9)])
def test_the_mean_of_rg2_is_least_at_the_stated_scores(n_items, n):
    found = minimize(lambda o: quadratic.sampled_rg2(o, 0, n), np.zeros(n_items), tol=1e-12)
    assert found.x[0] == pytest.approx(float(sampled_bound.mean_optimum(n_items, n)), abs=1e-5)
    assert found.x[1:] == pytest.approx(-1, abs=1e-5)
    assert sampled_bound.optimum_argument().holds
