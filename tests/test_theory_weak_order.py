"""The bound of theory.weak_order for the Euclidean norm, a strictly convex regulariser that is not separable."""

from fractions import Fraction

import numpy as np
from scipy.optimize import brentq

from paper_checks.sf.weak_order import LOSSES
from theory import weak_order
from theory.pooling import orders, same_terms, strictly_convex
from verify.seeds import generator


def norm_map(scores):
    """The map of the norm, and its conjugate: p is (s - tau)+ over its sum, where that has the norm 1."""
    tau = brentq(lambda t: np.linalg.norm(np.maximum(scores - t, 0)) - 1, scores.min() - 2, scores.max())
    lifted = np.maximum(scores - tau, 0)
    return lifted / lifted.sum(), tau


def test_every_step_holds():
    assert weak_order.argument().holds


def test_scores_with_a_pair_out_of_order_cost_what_the_bound_says_for_a_regulariser_that_is_not_separable():
    eta = np.array([0.5, 0.3, 0.2])
    least = np.inf
    for s in generator("weak order").normal(scale=2, size=(500, 3)):
        s[0] = min(s[0], s[1])
        p, conjugate = norm_map(s)
        assert p[0] <= p[1] + 1e-12
        excess = conjugate + np.linalg.norm(eta) - s @ eta
        bound = np.linalg.norm(eta) + np.linalg.norm(p) - np.linalg.norm(eta + p)
        assert excess >= bound - 1e-12
        least = min(least, bound)
    assert least > 1e-3


def test_terms_that_differ_break_the_weak_order_of_the_map():
    """At scores of least risk the map of a strictly convex regulariser gives back the chances."""
    eta = (Fraction(3, 5), Fraction(2, 5))
    for loss in LOSSES.values():
        if strictly_convex(loss):
            assert any(s[0] <= s[1] for s in orders(loss, eta)) is not same_terms(loss)
