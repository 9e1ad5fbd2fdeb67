from fractions import Fraction
from inspect import unwrap
from itertools import product
from math import exp, log, prod

import jaxtyping
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import bookkeeping as books
from theory import sampled
from theory.bookkeeping import Bookkeeping
from theory.proposals import dynamic_law

EVERY = [
    Bookkeeping(positive, hits, correction)
    for positive in (True, False)
    for hits in ("keep", "remove")
    for correction in ("none", "kq", "nq", "Nq", "q")
]
ODDS = (Fraction(3), Fraction(1, 2), Fraction(5, 3))
Q = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
UNIFORM = (Fraction(1, 3),) * 3


def mean_estimate(odds, law, q, y, k, bookkeeping):
    """E Z^ over all N^k draws from `law`, corrected by `q`."""
    return sum(
        prod(law[j] for j in draws) * sampled.partition_estimate(odds, q, y, draws, bookkeeping)
        for draws in product(range(len(odds)), repeat=k)
    )


@pytest.mark.parametrize("bookkeeping", EVERY)
@pytest.mark.parametrize("q", [Q, UNIFORM])
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_expected_partition_is_that_of_all_draws(bookkeeping, q, k):
    for y in range(3):
        assert sampled.expected_partition(ODDS, q, y, k, bookkeeping) == mean_estimate(ODDS, q, q, y, k, bookkeeping)


@pytest.mark.parametrize("correction", ["none", "kq", "nq", "Nq"])
def test_a_class_that_is_never_drawn_is_not_in_the_mean(correction):
    q = (Fraction(2, 3), Fraction(0), Fraction(1, 3))
    for bookkeeping in EVERY:
        if bookkeeping.correction == correction:
            drawn = sampled.expected_partition(ODDS, q, 0, 2, bookkeeping)
            assert drawn == sum(
                q[a] * q[b] * sampled.partition_estimate(ODDS, q, 0, (a, b), bookkeeping)
                for a, b in product((0, 2), repeat=2)
            )


UNBIASED = {
    # (positive, hits, correction): for which k, of N = 3, E Z^ = Z whatever the scores, q > 0 and y
    (True, "remove", "kq"): {1, 2, 3, 4},
    (False, "keep", "kq"): {1, 2, 3, 4},
    (False, "keep", "nq"): {1, 2, 3, 4},
    (True, "remove", "nq"): {1},
    (True, "remove", "Nq"): {3},
    (False, "keep", "Nq"): {3},
}


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_which_bookkeepings_are_unbiased(bookkeeping):
    for k in (1, 2, 3, 4):
        equal = [
            mean_estimate(ODDS, q, q, y, k, bookkeeping) == sum(ODDS) for q in (Q, UNIFORM) for y in range(len(ODDS))
        ]
        key = (bookkeeping.positive, bookkeeping.hits, bookkeeping.correction)
        assert all(equal) == (k in UNBIASED.get(key, set())) == books.is_unbiased(bookkeeping, k, len(ODDS))


def test_what_the_biased_ones_estimate():
    z, own = sum(ODDS), ODDS[0]
    assert sampled.expected_partition(ODDS, Q, 0, 2, books.IMPORTANCE) == z
    assert sampled.expected_partition(ODDS, Q, 0, 2, books.NEGATIVES_ONLY) == z
    assert sampled.expected_partition(ODDS, Q, 0, 2, books.RG_EQ_9) == own + Fraction(2, 3) * z
    assert sampled.expected_partition(ODDS, Q, 0, 2, books.LOG_Q_BOTH) == own + 2 * Q[0] * z
    assert sampled.expected_partition(ODDS, UNIFORM, 0, 2, books.RG_EQ_8) == own + Fraction(2, 3) * z


@pytest.mark.parametrize("bookkeeping", [books.IMPORTANCE, books.NEGATIVES_ONLY])
def test_the_wrong_sign_of_log_q_is_far_from_unbiased(bookkeeping):
    """Adding log(kq) is subtracting log(k q') with q' = 1 / (k^2 q)."""
    k = 2
    wrong = tuple(1 / (k**2 * p) for p in Q)
    assert mean_estimate(ODDS, Q, Q, 0, k, bookkeeping) == sum(ODDS)
    assert abs(mean_estimate(ODDS, Q, wrong, 0, k, bookkeeping) / sum(ODDS) - 1) > Fraction(1, 10)


def test_negatives_only_is_the_ratio_estimate():
    draws = (2, 0, 2)
    expected = sum(ODDS[j] / Q[j] for j in draws) / 3
    assert sampled.partition_estimate(ODDS, Q, 0, draws, books.NEGATIVES_ONLY) == expected


@pytest.mark.parametrize("bookkeeping", EVERY)
@given(
    draws=st.lists(st.integers(0, 2), min_size=1, max_size=6),
    y=st.integers(0, 2),
    scale=st.sampled_from([0.01, 1.0, 30.0]),
)
def test_float_loss_is_the_rational_one(bookkeeping, draws, y, scale):
    scores = np.array([1.5, -2.0, 0.25]) * scale
    odds = [Fraction(exp(s)) for s in scores]
    estimate = sampled.partition_estimate(odds, Q, y, draws, bookkeeping)
    loss = sampled.sampled_softmax_loss(scores, np.array(Q, dtype=float), y, draws, bookkeeping)
    if estimate == 0:
        assert loss == -np.inf
    else:
        ratio = estimate / odds[y]
        assert loss == pytest.approx(log(ratio.numerator) - log(ratio.denominator), rel=1e-12, abs=3e-13)


def test_loss_with_the_positive_is_never_negative():
    for bookkeeping in EVERY:
        if bookkeeping.positive:
            assert sampled.sampled_softmax_loss(np.array([50.0, -9.0]), np.ones(2) / 2, 0, [1], bookkeeping) >= 0


def test_nce_is_the_logistic_loss_of_the_mixture():
    """h_j = u_j / (u_j + k q_j), with u = exp(o - c), is the chance that j is no noise."""
    u, k = [float(w) for w in ODDS], 3
    h = [w / (w + k * float(p)) for w, p in zip(u, Q, strict=True)]
    draws = [0, 2, 2]
    expected = -log(h[1]) - sum(log(1 - h[j]) for j in draws)
    scores, q = np.log(u) + 0.7, np.array(Q, dtype=float)
    assert sampled.nce_loss(scores, q, 1, draws, log_normaliser=0.7) == pytest.approx(expected, rel=1e-14)


def test_negative_sampling_is_nce_where_kq_is_1():
    scores = np.array([0.3, -1.0, 2.0])
    draws = [0, 1, 1]
    nce = sampled.nce_loss(scores, np.ones(3) / 3, 2, draws)
    assert nce == pytest.approx(sampled.negative_sampling_loss(scores, 2, draws), rel=1e-15)


@pytest.mark.parametrize(
    ("field", "value"), [("positive", "yes"), ("hits", "drop"), ("correction", "log q"), ("correction", None)]
)
def test_unknown_bookkeeping(field, value):
    """Unwrapped, for users do not run the type checker of the tests."""
    valid = {"positive": True, "hits": "keep", "correction": "kq"}
    with pytest.raises(ValueError, match=f"{field}: expected one of .*, got {value!r}"):
        unwrap(Bookkeeping.__init__)(object.__new__(Bookkeeping), **(valid | {field: value}))


def test_a_proposal_with_zeros_on_needed_classes():
    q = np.array([0.0, 0.5, 0.5])
    with pytest.raises(ValueError, match="class 0"):
        sampled.sampled_softmax_loss(np.zeros(3), q, 1, [0], books.IMPORTANCE)
    with pytest.raises(ValueError, match="class 0"):
        sampled.sampled_softmax_loss(np.zeros(3), q, 0, [1], books.LOG_Q_BOTH)
    with pytest.raises(ValueError, match="class 0"):
        sampled.nce_loss(np.zeros(3), q, 0, [1])
    assert sampled.sampled_softmax_loss(np.zeros(3), q, 0, [1], books.IMPORTANCE) == pytest.approx(log(3))


@pytest.mark.parametrize("pool", [1, 2, 3])
def test_dynamic_law_is_that_of_all_pools(pool):
    scores = [0.5, -1.0, 0.5, 2.0]
    count = [0] * 4
    for drawn in product(range(4), repeat=pool):
        count[max(drawn, key=lambda i: (scores[i], i))] += 1
    assert dynamic_law(scores, pool) == tuple(Fraction(c, 4**pool) for c in count)


def test_an_empty_pool():
    with pytest.raises(ValueError, match="pool: expected at least 1, got 0"):
        dynamic_law([0.0], 0)


OUTSIDE = {
    "partition_estimate": lambda y, draws, q: sampled.partition_estimate(ODDS, q, y, draws, books.RG_EQ_8),
    "sampled_softmax_loss": lambda y, draws, q: sampled.sampled_softmax_loss(
        np.zeros(3), np.array(q, dtype=float), y, draws, books.IMPORTANCE
    ),
    "nce_loss": lambda y, draws, q: sampled.nce_loss(np.zeros(3), np.array(q, dtype=float), y, draws),
    "negative_sampling_loss": lambda y, draws, _: sampled.negative_sampling_loss(np.zeros(3), y, draws),
    "expected_partition": lambda y, _, q: sampled.expected_partition(ODDS, q, y, 2, books.IMPORTANCE),
}


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("wrong", [-1, 3])
def test_what_is_no_class_is_named(monkeypatch, name, wrong):
    """Also to users, who do not run the type checker of the tests."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    with pytest.raises(ValueError, match=f"y: expected a class from 0 to 2, got {wrong}"):
        OUTSIDE[name](wrong, [0, 1], Q)
    if name != "expected_partition":
        with pytest.raises(ValueError, match=f"draws: expected a class from 0 to 2, got {wrong}"):
            OUTSIDE[name](0, [1, wrong], Q)
    if name != "negative_sampling_loss":
        with pytest.raises(ValueError, match="q: expected a probability for each of the 3 classes, got 2"):
            OUTSIDE[name](0, [1], Q[:2])


def test_no_draws_have_no_expected_normaliser():
    with pytest.raises(ValueError, match="k: expected at least 1 draw, got 0"):
        sampled.expected_partition(ODDS, Q, 0, 0, books.IMPORTANCE)
