"""Weak orderings, top-k preservation, and conditions that are decided on an order alone."""

import itertools
import operator

import pytest

from theory import order
from theory.order import From, Place


@pytest.mark.parametrize(("n", "count"), [(1, 1), (2, 3), (3, 13), (4, 75)])
def test_weak_orderings_are_counted_by_the_ordered_bell_numbers(n, count):
    assert len(list(order.weak_orderings(n))) == count


def test_order_preserving_scores_preserve_every_top_k():
    for eta, s in itertools.product(order.weak_orderings(4), repeat=2):
        if not order.discordant(s, eta):
            assert all(order.preserves(s, eta, k) for k in (1, 2, 3))


def test_k_must_leave_somebody_out():
    with pytest.raises(ValueError, match="k is 2 for 2 entries"):
        order.preserves((1, 0), (1, 0), 2)


def test_conditions_are_compared_on_every_order():
    assert order.is_top_k(order.top_k)
    assert not order.is_top_k(lambda s, s_k, t, e, e_k, f: (e <= f or s >= t) and (e >= e_k or s < s_k))


def pairs():
    return [(Place("score", a), Place("score", b)) for a, b in itertools.product((0, 1), repeat=2)]


def test_a_condition_on_places_is_that_comparison_or_another():
    assert order.same_condition(lambda a, b: not b >= a, operator.gt, pairs())
    assert not order.same_condition(operator.ge, operator.gt, pairs())


@pytest.mark.parametrize(
    "condition",
    [
        lambda a, b: a - b > 0,
        lambda a, b: a > b and a != 5,
        lambda a, b: a > b and a not in {5},
        lambda a, b: a > b and a < 10,
        lambda a, b: bool(a) and a > b,
        lambda a, b: a > b and a != Place("chance", 5),
    ],
)
def test_what_asks_a_place_for_more_than_its_order_is_no_comparison(condition):
    assert not order.same_condition(condition, operator.gt, pairs())


@pytest.mark.parametrize(
    ("condition", "same"),
    [
        (lambda m: m >= 1, True),
        (lambda m: m > 0, True),
        (lambda m: m != 0, True),
        (bool, True),
        (lambda m: m >= 2, False),
        (lambda m: m != 7, False),
        (lambda m: 1 <= m < 10**9, False),
        (lambda m: m > 0.5, True),
    ],
)
def test_a_condition_on_all_numbers_from_one_on(condition, same):
    assert order.same_condition(condition, lambda m: m >= 1, [(0,), (From(1),)]) is same


def test_a_number_from_a_bound_on_settles_what_all_of_them_share():
    n, above = From(3), From(1, attained=False)
    assert (n >= 3, n > 2, n == 2, n <= 2, n < 3) == (True, True, False, False, False)
    assert (above > 1, above >= 1, above == 1, above <= 1, above < 1) == (True, True, False, False, False)
