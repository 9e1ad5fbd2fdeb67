"""Trees enumerated, and what hierarchical softmax represents, against the float implementation and a fit."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax

from theory.hierarchical import log_probabilities
from theory.tree_bias import exact_steps, masses, node_scores, probabilities, trees
from theory.trees import balanced


def test_the_number_of_trees_is_that_of_unordered_full_binary_trees():
    """(2N - 3)!!: 1, 1, 3, 15, 105."""
    assert [len(list(trees(n))) for n in range(1, 6)] == [1, 1, 3, 15, 105]
    assert all(b % a == 0 for a, b in pairwise([1, 3, 15, 105]))


@pytest.mark.parametrize("n", [2, 5, 9])
def test_the_log_ratio_of_the_masses_gives_the_distribution(n):
    eta = np.arange(1, n + 1) / np.arange(1, n + 1).sum()
    tree = balanced(n)
    scores = np.array([np.log(left / right) for left, right in masses(tree, eta.tolist())])
    np.testing.assert_allclose(np.exp(log_probabilities(scores, tree)), eta, rtol=1e-12)
    exact = [Fraction(c, n * (n + 1) // 2) for c in range(1, n + 1)]
    assert probabilities(tree, lambda left, right: left / right, exact) == exact


@pytest.mark.parametrize("tree", list(trees(3)))
def test_the_best_fit_with_affine_scores_stays_away_from_the_model(tree):
    """The divergence from softmax of (x, -x, 0), summed over x = -1, 0, 1: 8e-4 at best, and 0 with free scores."""
    x = np.array([-1.0, 0.0, 1.0])
    target = log_softmax(np.stack([x, -x, 0 * x], 1), axis=1)

    def divergence(parameters):
        w, b = parameters.reshape(2, 2)
        fitted = np.stack([log_probabilities(w * at + b, tree) for at in x])
        return float((np.exp(target) * (target - fitted)).sum())

    assert minimize(divergence, np.zeros(4)).fun > 1e-4
    free = [[float(s) for s in node_scores(tree, [Fraction(1), Fraction(-1), Fraction(0)], int(at))] for at in x]
    fitted = np.stack([log_probabilities(np.array(scores), tree) for scores in free])
    np.testing.assert_allclose(fitted, target, atol=1e-12)


def test_the_argument_holds_and_one_with_wrong_odds_does_not():
    assert all(step.holds for step in exact_steps(lambda left, right: left / right))
    assert not all(step.holds for step in exact_steps(lambda left, right: right / left))
