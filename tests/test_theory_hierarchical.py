"""Hierarchical softmax of one example against its definition as a product of binary decisions."""

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.hierarchical import log_jacobian, log_probabilities, loss
from theory.maps import softmax
from theory.trees import balanced, huffman
from verify.seeds import generator

EPS = np.finfo(float).eps


def problem(name, n=20, scale=1.0):
    random = generator(name)
    return huffman(random.random(n)), random.normal(scale=scale, size=n - 1)


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), min_size=0, max_size=8))
def test_probabilities_are_products_of_decisions(odds):
    """Node i goes left with probability a / (a + b), exactly; its score is log(a / b)."""
    tree = balanced(len(odds) + 1)
    log_p = log_probabilities(np.log([a / b for a, b in odds]), tree)
    for target in range(tree.n_items):
        nodes, signs = tree.path(target)
        chances = [Fraction(odds[i][0 if sign == 1 else 1], sum(odds[i])) for i, sign in zip(nodes, signs, strict=True)]
        np.testing.assert_allclose(np.exp(log_p[target]), float(prod(chances)), rtol=100 * EPS)


@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_probabilities_sum_to_one(scale):
    tree, scores = problem("hierarchical.sum", scale=scale)
    log_p = log_probabilities(scores, tree)
    assert (log_p <= 0).all()
    np.testing.assert_allclose(np.exp(log_p).sum(), 1, rtol=0, atol=20 * 20 * scale * EPS + 20 * EPS)


def test_two_classes_are_softmax_with_one_score_at_zero():
    for score in (-40.0, -0.3, 0.0, 2.0, 40.0):
        got = np.exp(log_probabilities(np.array([score]), balanced(2)))
        np.testing.assert_allclose(got, softmax(np.array([score, 0.0])), rtol=40 * EPS)


def test_extreme_scores():
    tree = balanced(3)
    assert log_probabilities(np.array([1e4, 1e4]), tree).tolist() == [-1e4, 0.0, -1e4]
    assert log_probabilities(np.array([np.inf, 0.0]), tree)[0] == -np.inf
    assert loss(np.empty(0), 0, balanced(1)) == 0


@pytest.mark.parametrize("scale", [0.01, 1.0, 10.0])
def test_jacobian_is_the_slope(scale):
    """Central differences of step h err by h^2 and by the rounding of log p over h."""
    tree, scores = problem("hierarchical.slope", n=9, scale=scale)
    jacobian, h = log_jacobian(scores, tree), 1e-5
    largest = np.abs(log_probabilities(scores, tree)).max()
    for i in range(len(scores)):
        step = h * np.eye(len(scores))[i]
        slope = (log_probabilities(scores + step, tree) - log_probabilities(scores - step, tree)) / (2 * h)
        np.testing.assert_allclose(jacobian[:, i], slope, rtol=0, atol=h**2 + 10 * (1 + largest) * EPS / h)


@pytest.mark.parametrize("scale", [0.01, 1.0, 10.0])
def test_mean_slope_is_zero(scale):
    """sum_c p_c grad log p_c = grad sum_c p_c = 0."""
    tree, scores = problem("hierarchical.mean", scale=scale)
    mean = np.exp(log_probabilities(scores, tree)) @ log_jacobian(scores, tree)
    np.testing.assert_allclose(mean, 0, atol=20 * 20 * (1 + scale) * EPS)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda: loss(np.zeros(3), 0, balanced(3)), r"scores: expected the shape \(2,\), one a node, got \(3,\)"),
        (lambda: log_jacobian(np.zeros(1), balanced(3)), "scores: expected"),
        (lambda: log_probabilities(np.zeros(1), balanced(3)), "scores: expected"),
        (lambda: loss(np.zeros(2), 3, balanced(3)), "target: expected a class from 0 to 2, got 3"),
    ],
)
def test_bad_input_is_named(wrong, fault):
    with pytest.raises(ValueError, match=fault):
        wrong()
