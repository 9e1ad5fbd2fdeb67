"""Sampled losses, one example at a time: sampled softmax in every bookkeeping, NCE and negative sampling.

The example has scores o over N classes, a positive y, and k draws j from a proposal q. A draw that equals y is an
accidental hit. Every function of y or of draws raises ValueError for one that is no class, and for a proposal that is
not over as many classes as the scores.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from jaxtyping import Float

from theory.bookkeeping import Bookkeeping


def partition_estimate(
    odds: Sequence[Fraction], q: Sequence[Fraction], y: int, draws: Sequence[int], bookkeeping: Bookkeeping
) -> Fraction:
    """Z^ for the odds exp(o), exactly; the loss is log(Z^ / odds_y)."""
    _require_example(len(odds), y, draws, q)
    left = bookkeeping.left(draws, y)
    total = odds[y] if bookkeeping.positive else Fraction(0)
    for j in left:
        total += odds[j] / bookkeeping.divisor(q[j], q[y], len(draws), len(left), len(odds))
    return total


def expected_partition(
    odds: Sequence[Fraction], q: Sequence[Fraction], y: int, k: int, bookkeeping: Bookkeeping
) -> Fraction:
    """E Z^ over k independent draws from q, exactly.

    For "nq" without hits, n is binomial and E[1/n sum_j odds_j / q_j | n > 0] = (Z - odds_y) / (1 - q_y), so that the
    factor is (1 - q_y^k) / (1 - q_y), a geometric sum. Raises ValueError for k < 1 too.
    """
    _require_example(len(odds), y, (), q)
    if k < 1:
        raise ValueError(f"k: expected at least 1 draw, got {k}")
    one = Fraction(1)
    geometric = sum((q[y] ** i for i in range(k)), Fraction(0)) if bookkeeping.hits == "remove" else one
    total = odds[y] if bookkeeping.positive else Fraction(0)
    for j in bookkeeping.left(range(len(odds)), y):
        mean = {"none": k * q[j], "kq": one, "nq": geometric, "Nq": Fraction(k, len(odds)), "q": k * q[y]}
        total += mean[bookkeeping.correction] * odds[j] if q[j] else 0
    return total


def sampled_softmax_loss(
    scores: Float[np.ndarray, " n"],
    q: Float[np.ndarray, " n"],
    y: int,
    draws: Sequence[int],
    bookkeeping: Bookkeeping,
) -> float:
    """The loss log Z^ - o_y; -inf if the positive is not in Z^ and no draw is left.

    Raises ValueError for a draw (or, under "q", a positive) of probability 0.
    """
    _require_example(len(scores), y, draws, q)
    left = bookkeeping.left(draws, y)
    _require_positive(q, [*left, y] if bookkeeping.correction == "q" else left)
    gaps = [0.0] if bookkeeping.positive else []
    for j in left:
        divisor = bookkeeping.divisor(q[j], q[y], len(draws), len(left), len(scores))
        gaps.append(scores[j] - scores[y] - np.log(divisor))
    return float(np.logaddexp.reduce(np.array(gaps), initial=-np.inf))


def nce_loss(
    scores: Float[np.ndarray, " n"],
    q: Float[np.ndarray, " n"],
    y: int,
    draws: Sequence[int],
    log_normaliser: float = 0.0,
) -> float:
    """-log h_y - sum_j log(1 - h_j), h = sigmoid(o - c - log(k q)): telling y from k draws, with log normaliser c.

    Gutmann and Hyvarinen (2012), JMLR 13:307-361; Mnih and Teh (2012), arXiv 1206.6426. Raises ValueError for a class
    of probability 0.
    """
    _require_example(len(scores), y, draws, q)
    _require_positive(q, [y, *draws])
    shifted = scores - log_normaliser - np.log(len(draws) * np.where(q > 0, q, 1))
    return negative_sampling_loss(shifted, y, draws)


def negative_sampling_loss(scores: Float[np.ndarray, " n"], y: int, draws: Sequence[int]) -> float:
    """-log sigmoid(o_y) - sum_j log sigmoid(-o_j).

    Mikolov et al. (2013), arXiv 1310.4546, Eq. 4; it is NCE where k q = 1 and c = 0.
    """
    _require_example(len(scores), y, draws)
    return float(np.logaddexp(0, -scores[y]) + sum(np.logaddexp(0, scores[j]) for j in draws))


def _require_example(N: int, y: int, draws: Sequence[int], q: Collection[Any] | None = None) -> None:
    for name, classes in (("y", [y]), ("draws", draws)):
        if wrong := [j for j in classes if not 0 <= j < N]:
            raise ValueError(f"{name}: expected a class from 0 to {N - 1}, got {wrong[0]}")
    if q is not None and len(q) != N:
        raise ValueError(f"q: expected a probability for each of the {N} classes, got {len(q)}")


def _require_positive(q: Float[np.ndarray, " n"], classes: Sequence[int]) -> None:
    if missing := [j for j in classes if not q[j] > 0]:
        raise ValueError(f"q: expected a positive probability of class {missing[0]}, got {q[missing[0]]}")
