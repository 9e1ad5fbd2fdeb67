"""The moments by enumeration: the sum over all ways in which k draws can fall on the classes."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement
from math import comb, factorial, fsum, log, prod

import numpy as np

from verify.errors import UsageError
from verify.moments.estimator import Estimator, Moments

MOST = 200_000


def outcomes(classes: int, k: int) -> int:
    """In how many ways k draws can fall on the classes."""
    return comb(classes + k - 1, k)


def enumerate_moments(estimator: Estimator, k: int) -> Moments:
    """Mean and variance of loss and shares, to rounding; `UsageError` for more than 200 000 outcomes.

    What a draw counts is `theory.bookkeeping.Bookkeeping.divisor`.
    """
    classes = len(estimator.scores)
    if k < 1 or outcomes(classes, k) > MOST:
        raise UsageError(f"k: {k} draws from {classes} classes have over {MOST} outcomes, or none; use quadrature")
    losses: list[tuple[float, float]] = []
    means, squares = np.zeros(classes), np.zeros(classes)
    for chance, terms in _each(estimator, k):
        total = fsum(terms.values())
        losses.append((chance, log(total)))
        for j, term in terms.items():
            means[j] += chance * term / total
            squares[j] += chance * (term / total) ** 2
    mean = fsum(chance * loss for chance, loss in losses)
    variance = fsum(chance * (loss - mean) ** 2 for chance, loss in losses)
    return Moments(k, mean, variance, means, squares - means**2)


def _each(estimator: Estimator, k: int) -> Iterator[tuple[float, dict[int, float]]]:
    """Each outcome: its chance, and what each class adds to Z^ / exp(o_y)."""
    q, y, bookkeeping = np.exp(estimator.log_q), estimator.target, estimator.bookkeeping
    odds = np.exp(estimator.scores - estimator.scores[y])
    for ids in combinations_with_replacement(range(len(q)), k):
        drawn = Counter(ids)
        left = {j: c for j, c in drawn.items() if j != y or bookkeeping.hits == "keep"}
        terms = {y: float(bookkeeping.positive)}
        for j, c in left.items():
            divisor = bookkeeping.divisor(q[j], q[y], k, sum(left.values()), len(q))
            terms[j] = terms.get(j, 0.0) + float(c * odds[j] / divisor)
        ways = factorial(k) // prod(map(factorial, drawn.values()))
        yield float(ways * prod(q[j] ** c for j, c in drawn.items())), terms
