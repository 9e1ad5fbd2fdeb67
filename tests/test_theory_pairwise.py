"""Losses of a positive against negatives, against their definitions in fifty digits."""

from itertools import product

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.maps import softmax
from theory.pairwise import bce_loss, bpr_loss, sml_loss, uib_loss
from verify.seeds import generator

EPS, SMALLEST = np.finfo(float).eps, np.finfo(float).smallest_subnormal
score = st.floats(-1e4, 1e4)
several = st.lists(score, min_size=0, max_size=5).map(lambda values: np.array(values, dtype=float))


def minus_log_sigma(t):
    with mpmath.workdps(50):
        return mpmath.log1p(mpmath.exp(-t))


def close(got, exact, largest):
    """The rounding of a difference of scores is at most eps times the larger; the sum adds one a term."""
    assert abs(got - exact) <= 8 * (EPS * (largest + abs(exact)) + SMALLEST)


def largest(*values):
    return max(abs(float(x)) for value in values for x in np.atleast_1d(value)) if values else 0


@given(score, several)
def test_bpr_is_its_definition(positive, negatives):
    exact = sum(minus_log_sigma(mpmath.mpf(positive) - mpmath.mpf(j)) for j in negatives)
    close(bpr_loss(positive, negatives), exact, len(negatives) * largest(positive, *negatives))


@given(score, several)
def test_bce_is_its_definition(positive, negatives):
    exact = minus_log_sigma(mpmath.mpf(positive)) + sum(minus_log_sigma(-mpmath.mpf(j)) for j in negatives)
    close(bce_loss(positive, negatives), exact, 0)


@given(score, several, score, st.floats(0, 8))
def test_uib_is_its_definition(positive, negatives, boundary, alpha):
    b = mpmath.mpf(boundary)
    beyond = sum(minus_log_sigma(b - mpmath.mpf(j)) for j in negatives)
    exact = minus_log_sigma(mpmath.mpf(positive) - b) + alpha * beyond
    bound = (1 + alpha * len(negatives)) * largest(positive, boundary, *negatives)
    close(uib_loss(positive, negatives, boundary, alpha), exact, bound)


@given(score, several)
def test_bce_is_uib_with_the_boundary_at_zero(positive, negatives):
    assert uib_loss(positive, negatives, 0.0) == bce_loss(positive, negatives)


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_bpr_with_one_negative_is_softmax_of_two(positive, negative):
    p = softmax(np.array([positive, negative]))[0]
    np.testing.assert_allclose(np.exp(-bpr_loss(positive, np.array([negative]))), p, rtol=100 * EPS)


def embeddings(name, *shape):
    return generator(name).normal(size=shape)


def test_sml_by_hand():
    user, positive, negatives = np.array([0.0, 0.0]), np.array([1.0, 0.0]), np.array([[1.0, 1.0], [-2.0, 0.0]])
    by_user = (1 - 2 + 1.5) + 0
    by_item = (1 - 1 + 0.5) + 0
    expected = by_user + 0.3 * by_item - 0.1 * (1.5 + 0.5)
    assert sml_loss(user, positive, negatives, 1.5, 0.5, weight=0.3, reward=0.1) == pytest.approx(expected, rel=1e-15)


def test_mean_of_sml_over_all_pairs_has_the_printed_margin_term():
    """Over every user with every item, the mean reward is gamma (sum m / |X| + sum n / |Y|)."""
    negatives = np.zeros((2, 3))
    users, items = (
        list(zip(embeddings(f"pairwise.{side}", n, 3), embeddings(f"pairwise.{side}.margins", n) ** 2, strict=True))
        for side, n in (("users", 4), ("items", 5))
    )
    rewarded, plain = (
        np.mean([sml_loss(u, v, negatives, m, n, 0.5, gamma) for (u, m), (v, n) in product(users, items)])
        for gamma in (0.7, 0.0)
    )
    reward = 0.7 * sum(np.mean([margin for _, margin in side]) for side in (users, items))
    np.testing.assert_allclose(rewarded, plain - reward, rtol=1e-13)


def test_sml_of_a_far_negative_is_the_reward_alone():
    user, positive = np.zeros(2), np.full(2, 0.1)
    assert sml_loss(user, positive, np.full((3, 2), 50.0), 1.0, 1.0, weight=2.0, reward=0.25) == -0.5


@pytest.mark.parametrize("bad", [-0.5, np.nan, np.inf])
def test_weights_that_are_none(bad):
    with pytest.raises(ValueError, match=f"alpha: expected a finite number of at least 0, got {bad}"):
        uib_loss(0.0, np.zeros(2), 0.0, bad)
    for name in ("weight", "reward"):
        weights = {"weight": 1.0, "reward": 1.0, name: bad}
        with pytest.raises(ValueError, match=f"{name}: expected a finite number of at least 0, got {bad}"):
            sml_loss(np.zeros(2), np.zeros(2), np.zeros((1, 2)), 1.0, 1.0, **weights)
