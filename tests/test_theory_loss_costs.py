"""The counted steps compute what they say, and their counts and orders are right on other sizes."""

import numpy as np
import pytest
import sympy as sp

from theory import cost_orders, loss_costs
from theory.maps import entmax, rankmax, softmax, sparsemax
from theory.operations import Counted, Meter
from theory.trees import huffman

SCORES = [0.3, -0.2, 1.1, 0.25, 0.9, -3.0]


def counted(values):
    meter = Meter()
    return [Counted(x, meter) for x in values]


def values(numbers):
    return np.array([x.value for x in numbers])


def test_the_counted_maps_are_the_maps():
    z = np.array(SCORES)
    np.testing.assert_allclose(values(loss_costs.softmax_map(counted(SCORES))), softmax(z))
    ordered = loss_costs.merge_sort(counted(SCORES))
    np.testing.assert_allclose(values(loss_costs.thresholded(counted(SCORES), ordered)), sparsemax(z), atol=1e-15)
    np.testing.assert_allclose(values(loss_costs.bisected(counted(SCORES), 60)), entmax(z, loss_costs.ALPHA), atol=1e-9)


def test_the_counted_rankmax_gradient_is_that_of_its_loss():
    p = rankmax(np.array(SCORES), 0)
    inside = p[1:] > 0
    gradient = values(loss_costs.rankmax_gradient(counted(SCORES)))
    np.testing.assert_allclose(gradient[1:], inside * p[0])
    assert gradient.sum() == pytest.approx(0)


def test_merge_sort_sorts():
    assert values(loss_costs.merge_sort(counted(SCORES))).tolist() == sorted(SCORES, reverse=True)


def test_the_alias_table_has_the_distribution():
    weights = [5.0, 1.0, 1.0, 0.5, 2.5]
    keep, alias = loss_costs.alias_table(weights, Meter())
    mass = values(keep)
    for i, other in enumerate(alias):
        if other != i:
            mass[other] += 1 - values(keep)[i]
    np.testing.assert_allclose(mass / len(weights), np.array(weights) / 10)


def test_softmax_by_hand():
    """A score takes 2d - 1; the map C - 1 comparisons and sums, C differences, exponentials and quotients."""
    size, factors = 7, 4
    scores, gradient = size * (2 * factors - 1), 2 * (size - 1) + 3 * size + 1
    backward = size + factors * (2 * size - 1) + 2 * factors * size + factors
    assert loss_costs.count("softmax", size, factors, 1) == scores + gradient + backward


@pytest.mark.parametrize("method", loss_costs.STEPS)
def test_the_polynomial_is_the_count(method):
    sizes = dict(zip((cost_orders.C, cost_orders.d, cost_orders.k), (23, 6, 9), strict=True))
    assert cost_orders.polynomial(method).subs(sizes) == loss_costs.count(method, 23, 6, 9)


def test_all_of_many_scores_are_in_the_support():
    sizes = dict(zip((cost_orders.C, cost_orders.d, cost_orders.k), (4096, 2, 1), strict=True))
    assert cost_orders.polynomial("sparsemax").subs(sizes) == loss_costs.count("sparsemax", 4096, 2, 1)


def test_the_mean_depth_of_a_chain():
    for n in (2, 3, 10):
        chain = huffman([2**i for i in range(n)])
        assert chain.depths.mean() == pytest.approx((n - 1) * (n + 2) / (2 * n))


@pytest.mark.parametrize("method", ["sparsemax", "hsm", "hsm chain", "ssm table", "ssm adaptive"])
def test_bounds_of_what_is_no_polynomial(method):
    assert all(step.holds for step in cost_orders.bound_steps(method))


def test_growth_is_that_of_the_limit():
    C, d, D, L, M = cost_orders.C, cost_orders.d, cost_orders.D, cost_orders.L, cost_orders.M
    family = {C: 2**M, d: M, cost_orders.k: sp.Integer(1), D: M**2}
    assert cost_orders.growth(C * d + 5 * D, family) == (1, 1, 0)
    assert cost_orders.growth(D * L, family) == (0, 3, 0)
    assert cost_orders.growth(C * L, family | {C: M**3}) == (0, 3, 1)
    assert cost_orders.growth(D * d - D * d + D, family) == (0, 2, 0)
    with pytest.raises(ValueError, match="a power of m"):
        cost_orders.growth(C, family | {C: M / 2})


def test_within_compares_term_by_term():
    C, d = cost_orders.C, cost_orders.d
    assert cost_orders.within(7 * C * d - C, C * d)
    assert not cost_orders.within(C * d, C)
