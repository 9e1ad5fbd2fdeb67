"""Reductions of several relevant items, regret at a cutoff, and the weights that serve it, against brute force."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
import sympy as sp

from theory.cutoff_weights import breaking_law, necessity_argument, pair_law, products
from theory.intervals import sign
from theory.order import weak_orderings
from theory.reductions import (
    attained_ideal,
    bridge_argument,
    cutoff_regret,
    ideal_dcg,
    labels,
    positive,
    reduction_step,
    set_regret,
    shares,
    wrong_pairs,
)
from theory.relevance import law

LAW = law("1: 2/5; 2 3: 3/5", 3)
M = sp.Symbol("m", integer=True, positive=True)


def test_every_step_holds():
    assert bridge_argument().holds
    assert necessity_argument().holds
    assert reduction_step(1 / ideal_dcg(M)).holds
    assert not reduction_step(-1 / M).holds


def test_shares_and_labels_of_a_law():
    assert shares(LAW, 3, lambda _m: 1) == (sp.Rational(2, 5), sp.Rational(3, 5), sp.Rational(3, 5))
    assert labels(LAW, 3, lambda m: Fraction(1, m)) == (Fraction(2, 5), Fraction(3, 10), Fraction(3, 10))
    assert sum(map(float, labels(LAW, 3, lambda m: 1 / ideal_dcg(m)))) == pytest.approx(1, abs=1e-15)


def test_a_wrong_pair_has_a_larger_gain_and_no_larger_score():
    gains = [sp.log(3), sp.log(2), sp.Integer(0)]
    assert wrong_pairs((2, 1, 0), gains) == []
    assert wrong_pairs((1, 1, 0), gains) == [(0, 1)]


@pytest.mark.parametrize("cutoff", [1, 2, 3])
def test_the_regret_at_a_cutoff_is_that_of_the_worst_tie_break_against_the_best_order(cutoff):
    discounts = [1 / np.log(1 + i) for i in range(1, cutoff + 1)]
    gains = [0.5, 0.3, 0.2]
    exact = [sp.Rational(1, 2), sp.Rational(3, 10), sp.Rational(1, 5)]
    for s in weak_orderings(3):
        values = {p: float(np.dot(discounts, [gains[y] for y in p[:cutoff]])) for p in permutations(range(3))}
        sorted_ = [p for p in values if all(s[p[i]] >= s[p[i + 1]] for i in range(2))]
        expected = max(values.values()) - min(values[p] for p in sorted_)
        assert float(cutoff_regret(s, exact, cutoff)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("cutoff", [1, 2, 3, 4])
def test_the_regret_at_a_cutoff_is_the_stated_combination_of_top_k_regrets(cutoff):
    c = [1 / np.log(1 + i) for i in range(1, cutoff + 1)] + [0.0]
    for s in weak_orderings(4):
        gains = (5, 3, 3, 1)
        parts = sum((c[j - 1] - c[j]) * set_regret(s, gains, j) for j in range(1, cutoff + 1))
        assert float(cutoff_regret(s, [sp.Integer(g) for g in gains], cutoff)) == pytest.approx(parts, abs=1e-12)


def test_the_ideal_stops_at_the_cutoff():
    assert attained_ideal(3, 1) == ideal_dcg(1)
    assert attained_ideal(2, 5) == ideal_dcg(2)


def test_sums_are_positive_and_differences_are_not_known_to_be():
    assert positive(ideal_dcg(M))
    assert not positive(ideal_dcg(M) - M)


def test_the_law_of_a_pair_is_a_law_with_the_stated_odds():
    chances = pair_law(4, 1, 3, Fraction(2))
    assert sum(chances.values()) == 1
    first = sum(p for items, p in chances.items() if 1 in items and 2 not in items)
    second = sum(p for items, p in chances.items() if 2 in items and 1 not in items)
    assert first == 2 * second


ONES = tuple([Fraction(1)] * 4)


@pytest.mark.parametrize("cutoff", [1, 2, 3, 4])
def test_only_weights_of_the_same_cutoff_serve_it(cutoff):
    for base in (1, 2, 3, 4):
        served = breaking_law(ONES, 4, cutoff, base) is None
        assert served is (min(base, 3) == min(cutoff, 3))


def test_products_of_the_right_weights_are_equal():
    assert all(sign(x - 1) == 0 for x in products(ONES, 2, 2))
    assert sign(products(ONES, 2, 1)[1] - products(ONES, 2, 1)[0]) == 1
