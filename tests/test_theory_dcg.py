"""Exact DCG against the float metrics and against every permutation; laws of relevant sets against enumeration."""

from fractions import Fraction
from itertools import pairwise, permutations

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from theory import metrics
from theory.dcg import against, dcg, ideal, regret, sorting_argument
from theory.relevance import law, laws, literal, mean, relevance

small = st.integers(0, 3)


@given(st.lists(st.tuples(small, small), min_size=1, max_size=4))
def test_the_regret_is_that_of_the_worst_order_that_sorts_the_scores(items):
    scores, gains = (list(column) for column in zip(*items, strict=True))
    orders = list(permutations(range(len(items))))
    values = {order: float(dcg(order, gains)) for order in orders}
    sorting = [order for order in orders if all(scores[a] >= scores[b] for a, b in pairwise(order))]
    worst = max(values.values()) - min(values[order] for order in sorting)
    assert float(regret(scores, gains)) == pytest.approx(worst, abs=1e-12)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=7))
def test_dcg_is_that_of_the_float_metrics(r):
    exact = float(dcg(range(len(r)), r))
    assert exact == pytest.approx(metrics.dcg(r, base=np.e))
    assert float(ideal(len(r))) == pytest.approx(metrics.dcg([1] * len(r), base=np.e))
    assert against(r, r) == sorted(range(len(r)), key=lambda y: -r[y])


def test_the_ideal_of_a_symbol_is_the_same_sum():
    m = sp.Symbol("m", integer=True, positive=True)
    assert sp.simplify(ideal(m).subs(m, 3).doit() - ideal(3)) == 0


def test_the_argument_holds():
    assert sorting_argument().holds


def test_a_law_is_read_from_what_is_written():
    text = "1: 2/5; 2 3: 3/5"
    assert literal(law(text, 3)) == text
    assert relevance(law(text, 3), 3) == (Fraction(2, 5), Fraction(3, 5), Fraction(3, 5))
    assert mean(law(text, 3), 3, lambda r, m, y: r * m * y) == (Fraction(2, 5), Fraction(12, 5), Fraction(18, 5))


@pytest.mark.parametrize("text", ["1: 1/2", "1: 1; 1: 0", "4: 1", ": 1", "1: 3/2; 2: -1/2"])
def test_what_is_no_law_is_refused(text):
    with pytest.raises(ValueError, match="expected"):
        law(text, 3)


def test_laws_are_different_laws_of_sets_that_leave_an_item_out():
    found = list(laws(3, 6))
    assert len({literal(x) for x in found}) > len(found) / 2
    assert all(sum(x.values()) == 1 and all(1 <= len(items) <= 2 for items in x) for x in found)
    assert all(len(set(map(len, x))) == 1 for x in laws(3, 4, one_size=True))
