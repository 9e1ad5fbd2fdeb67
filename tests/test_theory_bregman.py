"""Divergences and the excess risk of a wrong top k, against numbers found by other means."""

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
