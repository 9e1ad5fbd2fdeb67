"""Divergences, weak orderings and the excess risk of a wrong top k, against numbers found by other means."""

import itertools

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from theory import bregman, order
from theory.intervals import sign
from verify.seeds import generator


def entropy(x, log):
    return x * log(x)


def kl(eta, p):
    return sum(e * np.log(e / q) for e, q in zip(eta, p, strict=True) if e > 0)


def softmax(s):
    weights = np.exp(s - s.max())
    return weights / weights.sum()


def test_the_divergence_of_the_negative_entropy_is_kl_in_the_other_order():
    p, q = [sp.Rational(1, 4), sp.Rational(3, 4)], [sp.Rational(1, 2)] * 2
    expected = sum(b * sp.log(b / a) for a, b in zip(p, q, strict=True))
    assert sign(bregman.divergence(entropy, p, q) - expected) == 0


def test_the_divergence_from_a_label_is_infinite():
    assert bregman.divergence(entropy, [sp.Integer(1), sp.Integer(0)], [sp.Rational(1, 2)] * 2) == sp.oo


def test_a_linear_term_changes_no_divergence():
    assert bregman.to_label(lambda x, log: x * log(x) - 3 * x) == -sp.log(bregman.TARGET)


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


def test_every_step_of_the_calibration_argument_holds():
    assert bregman.calibration_argument().holds


@pytest.mark.parametrize(
    ("eta", "k"), [((0.5, 0.3, 0.2), 1), ((0.5, 0.3, 0.2), 2), ((0.4, 0.3, 0.2, 0.1), 2), ((0.6, 0.4, 0.0), 1)]
)
def test_an_adversary_comes_down_to_the_merge_cost_and_no_further(eta, k):
    """Scores that break P_k, parametrised as 'some entry is not above k others', minimised from random starts."""
    random = generator(f"adversary {eta} {k}")
    best = np.inf
    for entry, others in itertools.product(range(len(eta)), itertools.combinations(range(len(eta)), k)):
        if entry in others or eta[entry] <= sorted(eta, reverse=True)[k]:
            continue

        def risk(z, entry=entry, others=others):
            s = z.copy()
            s[list(others)] = s[entry] + z[list(others)] ** 2
            return kl(eta, softmax(s))

        for _ in range(3):
            best = min(best, minimize(risk, random.normal(size=len(eta)), method="BFGS").fun)
    predicted = bregman.merge_cost(*sorted(eta, reverse=True)[k - 1 : k + 1], np.log)
    assert predicted - 1e-9 <= best <= predicted + 1e-5


def test_every_step_of_the_merge_argument_holds():
    assert bregman.merge_argument().holds


def test_with_a_tie_at_the_border_one_merged_pair_does_not_break_the_top_k():
    """For eta = (1/2, 1/4, 1/4), k = 2 all three must be merged: the excess exceeds that of the cheapest pair."""
    assert order.preserves((3 / 8, 3 / 8, 1 / 4), (1 / 2, 1 / 4, 1 / 4), 2)
    assert not order.preserves((1 / 3, 1 / 3, 1 / 3), (1 / 2, 1 / 4, 1 / 4), 2)
    assert kl((1 / 2, 1 / 4, 1 / 4), (1 / 3,) * 3) > bregman.merge_cost(1 / 2, 1 / 4, np.log)
